namespace Platone.Actors.Notary.Anchoring.FlexMarkets;

/// <summary>
/// In which order a session's awards are proved: request by request, as each first comes, and of a request in the order of the clearing. So the
/// number of awards in each call says which are in it.
/// </summary>
internal static class ProofOrder
{
    /// <summary>Awards in the order of the clearing, by their requests.</summary>
    public static IEnumerable<IGrouping<TRequest, TAward>> ByRequest<TAward, TRequest>(IEnumerable<TAward> awards, Func<TAward, TRequest> request) =>
        awards.GroupBy(request);
}
