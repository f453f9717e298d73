using Platone.Actors.Kernel.Units;
using Platone.Actors.Markets.Awards;
using Platone.Actors.Markets.Clearing.Explanation;
using Platone.Actors.Markets.Explanations;
using Platone.Actors.Markets.Sessions;
using Platone.Host.Rest.Access;
using Platone.Host.Rest.Json;

namespace Platone.Host.Rest.Explanations;

/// <summary>Why a session came out as it did, as one caller may see it.</summary>
/// <param name="Session">The session.</param>
/// <param name="Phase">Where it stands.</param>
/// <param name="Round">The round that is explained.</param>
/// <param name="Requests">The requests, in the order they were cleared.</param>
/// <param name="Offers">The caller's offers; all for operator and auditor. In the order of their arrival.</param>
internal sealed record ExplanationView(string Session, SessionPhase Phase, int Round, IReadOnlyList<ExplainedRequestView> Requests,
    IReadOnlyList<ExplainedOfferView> Offers)
{
    /// <summary>What a caller sees of an explanation.</summary>
    public static ExplanationView Of(SessionExplanation explanation, Caller caller)
    {
        var own = explanation.Offers.Where(o => AccessRules.SeesOfMarket(caller, o.Offer.Aggregator)).ToList();
        var shown = own.Select(o => o.Offer.Id).ToHashSet();
        var answers = explanation.Requests
            .SelectMany(r => r.Explanation.Offers.Where(o => shown.Contains(o.Offer)).Select(o => (o.Offer, View: OfferAnswerView.Of(r, o))))
            .ToLookup(a => a.Offer, a => a.View);
        return new ExplanationView(explanation.Id.Value, explanation.Phase, explanation.Round,
            [.. explanation.Requests.Select(r => ExplainedRequestView.Of(r, AccessRules.SeesOfMarket(caller, r.Request.Requester)))],
            [.. own.Select(o => ExplainedOfferView.Of(o, [.. answers[o.Offer.Id]]))]);
    }
}

/// <summary>Why a request got what it got.</summary>
/// <param name="Request">The request.</param>
/// <param name="IsDso">Whether it is a DSO's.</param>
/// <param name="Direction">up or down.</param>
/// <param name="Matching">How many offers could be awarded to it.</param>
/// <param name="DearestAwarded">The dearest awarded price, EUR/MWh; null if nothing is awarded.</param>
/// <param name="IsCovered">Whether all of it is covered if all is delivered.</param>
/// <param name="IsTargetReached">Whether the expected delivery reaches the reliability target.</param>
/// <param name="Fates">How many offers had each fate; null unless the request is the caller's, or the caller sees the whole market.</param>
internal sealed record ExplainedRequestView(string Request, bool IsDso, Direction Direction, int Matching, decimal? DearestAwarded, bool IsCovered,
    bool IsTargetReached, IReadOnlyDictionary<string, int>? Fates)
{
    /// <summary>The view of a request.</summary>
    /// <param name="request">The request.</param>
    /// <param name="counts">Whether the fates are counted.</param>
    public static ExplainedRequestView Of(ExplainedRequest request, bool counts)
    {
        var (asked, why) = (request.Request, request.Explanation);
        var fates = counts
            ? new SortedDictionary<string, int>(why.Offers.GroupBy(o => ApiJson.Name(o.Fate)).ToDictionary(g => g.Key, g => g.Count()), StringComparer.Ordinal)
            : null;
        return new ExplainedRequestView(asked.Id.Value, asked.IsDso, asked.Direction, why.Matching, why.DearestAwarded, why.IsCovered,
            why.IsTargetReached, fates);
    }
}

/// <summary>Why an offer got what it got.</summary>
/// <param name="Offer">The offer.</param>
/// <param name="Aggregator">Whose.</param>
/// <param name="Standing">stands, withdrawn, expired or pod-erased: whether it took part in the clearing.</param>
/// <param name="Limits">What the grid operator or a POD said of its awards, round by round.</param>
/// <param name="Answers">What each request made of it; empty if it took no part.</param>
internal sealed record ExplainedOfferView(string Offer, string Aggregator, OfferStanding Standing, IReadOnlyList<OfferLimitView> Limits,
    IReadOnlyList<OfferAnswerView> Answers)
{
    /// <summary>The view of an offer.</summary>
    public static ExplainedOfferView Of(ExplainedOffer offer, IReadOnlyList<OfferAnswerView> answers) => new(offer.Offer.Id.Value,
        offer.Offer.Aggregator.Value, offer.Standing, [.. offer.Limitations.Select(OfferLimitView.Of)], answers);
}

/// <summary>A limit that an award of an offer met.</summary>
/// <param name="Round">In which round.</param>
/// <param name="Request">Of which award; null if a POD refused the reservation.</param>
/// <param name="Finding">limited or rejected.</param>
/// <param name="Limit">The factor that is left, 0 to 1.</param>
/// <param name="Binding">The branch or bus that limits it; null if none is named.</param>
/// <param name="Detail">Loading or voltage and margin there; null if there is none.</param>
internal sealed record OfferLimitView(int Round, string? Request, Finding Finding, decimal Limit, string? Binding, string? Detail)
{
    /// <summary>The view of a limit.</summary>
    public static OfferLimitView Of(OfferLimitation limit) =>
        new(limit.Round, limit.Request?.Value, limit.Finding, limit.Limit.Value, limit.Binding, limit.Detail);
}

/// <summary>What a request made of an offer.</summary>
/// <param name="Request">The request.</param>
/// <param name="Fate">
/// awarded, awarded-in-part, limited-by-validation, limited-by-cap, beaten, wrong-direction, out-of-area, not-when-needed, over-cap,
/// alternative-awarded, already-taken or shut-by-validation.
/// </param>
/// <param name="Awarded">What it got, 0 to 1.</param>
/// <param name="Rank">Its place among the matching offers by price, from 1; null if it does not match.</param>
/// <param name="Price">Price of its first bit that was left, EUR/MWh.</param>
/// <param name="PriceDistance">
/// Its price less the dearest awarded price, EUR/MWh; at or below 0 and beaten, it fitted worse. Null if nothing is awarded or it does not match.
/// </param>
/// <param name="Because">The alternative that was awarded in its place; null otherwise.</param>
internal sealed record OfferAnswerView(string Request, OfferFate Fate, decimal Awarded, int? Rank, decimal Price, decimal? PriceDistance, string? Because)
{
    /// <summary>The view of an answer.</summary>
    public static OfferAnswerView Of(ExplainedRequest request, OfferExplanation offer) => new(request.Request.Id.Value, offer.Fate,
        offer.Awarded.Value, offer.Rank, offer.Price, offer.PriceDistance, offer.Because?.Value);
}
