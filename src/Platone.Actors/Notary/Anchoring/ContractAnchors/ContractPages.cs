using Platone.Actors.Kernel.Aggregates;

namespace Platone.Actors.Notary.Anchoring.ContractAnchors;

/// <summary>Looks through all that is under way of a contract, answer by answer.</summary>
internal static class ContractPages
{
    /// <summary>The answers, from the first page on.</summary>
    public static async IAsyncEnumerable<ContractAnchorView> PagesAsync(this IEntities entities, ContractAnchorId id,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellation)
    {
        var page = 0;
        do
        {
            var view = await entities.AskAsync<ContractAnchorView>(new GetContractAnchor(id) { Page = page }, cancellation).ConfigureAwait(false);
            yield return view;
            page = view.NextPage;
        }
        while (page > 0);
    }

    /// <summary>All calls under way, those of a lane in their order; of a very long lane the first.</summary>
    public static async Task<IReadOnlyList<CallRequest>> AllCallsAsync(this IEntities entities, ContractAnchorId id, CancellationToken cancellation)
    {
        var calls = new List<CallRequest>();
        await foreach (var view in entities.PagesAsync(id, cancellation).ConfigureAwait(false))
            calls.AddRange(view.Calls);
        return calls;
    }

    /// <summary>A batch that is under way; null if it is not.</summary>
    public static async Task<MintRequest?> FindMintAsync(this IEntities entities, ContractAnchorId id, Func<MintRequest, bool> isIt,
        CancellationToken cancellation)
    {
        await foreach (var view in entities.PagesAsync(id, cancellation).ConfigureAwait(false))
        {
            if (view.Mints.FirstOrDefault(isIt) is { } mint)
                return mint;
        }
        return null;
    }
}
