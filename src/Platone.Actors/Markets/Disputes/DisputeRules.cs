using Platone.Actors.Kernel.Aggregates;
using Platone.Actors.Kernel.Identity;
using Platone.Actors.Markets.Sessions;
using Platone.Actors.Markets.Settlement;
using static Platone.Actors.Markets.Refusal;

namespace Platone.Actors.Markets.Disputes;

/// <summary>Who may dispute what, and how a dispute may be resolved.</summary>
internal static class DisputeRules
{
    /// <summary>The longest reason, characters.</summary>
    public const int LongestReason = 1_000;

    private const long MostW = 10_000_000_000;
    private const long MostJ = MostW * 900;

    /// <summary>Why a line may not be disputed; null if it may.</summary>
    /// <param name="session">The session, settled.</param>
    /// <param name="terms">Its terms.</param>
    /// <param name="dispute">The dispute.</param>
    public static Problem? Check(MarketSession session, SessionTerms terms, DisputeLine dispute)
    {
        var problem = OfName(dispute.Dispute.Value, "id") ?? OfReason(dispute.Line.Reason);
        if (problem is not null)
            return problem;
        var key = dispute.Line.Line;
        if (!Parties(session, terms, key, out var parties))
            return new Problem("unknown-line", $"session {session.Id} has no line {key}", "line", ProblemKind.NotFound);
        if (!parties.Contains(dispute.By))
            return new Problem("not-a-party", $"{dispute.By} is no party of line {key}", "line", ProblemKind.Forbidden);
        return session.Disputes.Values.Any(d => d.State == DisputeState.Open && d.By == dispute.By && d.Line?.Line == key)
            ? new Problem("already-disputed", $"{dispute.By} disputes line {key} already", "line")
            : null;
    }

    /// <summary>Why a dispute may not be resolved like that; null if it may.</summary>
    public static Problem? Check(ResolveDispute resolution)
    {
        if (OfReason(resolution.Reason) is { } problem)
            return problem;
        return resolution.Input switch
        {
            { BaselineW: null, MeteredJ: null } => Invalid("no-correction",
                "a dispute is accepted by a corrected baseline, a corrected meter, or both", "baselineW"),
            { BaselineW: < -MostW or > MostW } => Invalid("baseline-range", $"a baseline is within {MostW} W", "baselineW"),
            { MeteredJ: < -MostJ or > MostJ } => Invalid("meter-range", $"a quarter hour's energy is within {MostJ} J", "meteredJ"),
            _ => null,
        };
    }

    // A line is there if its award was called for in its interval and has power at its POD.
    private static bool Parties(MarketSession session, SessionTerms terms, LineKey key, out IReadOnlyList<ParticipantId> parties)
    {
        parties = [];
        var interval = key.Period.Index - terms.First.Index;
        var award = session.Awards.FirstOrDefault(a => a.Id.Request == key.Request && a.Id.Offer == key.Offer);
        if (award is null || key.Period.Seconds != Kernel.Time.QuarterHour.Seconds || interval < 0 || interval >= terms.Intervals)
            return false;
        var part = award.Parts.FirstOrDefault(p => p.Pod == key.Pod);
        var (request, offer) = (session.Requests[key.Request].Request, session.Offers[key.Offer].Offer);
        if (part is null || part.Power[(int)interval] == 0 || offer.Direction != key.Direction
            || !session.Activations.Any(a => a.Covers(award.Id, (int)interval)))
            return false;
        var customer = offer.Pods.FirstOrDefault(p => p.Pod == key.Pod)?.Customer;
        parties = customer is { } c ? [request.Requester, offer.Aggregator, c] : [request.Requester, offer.Aggregator];
        return true;
    }

    private static Problem? OfReason(string reason) => reason.Length is < 1 or > LongestReason || reason.Any(char.IsControl)
        ? Invalid("reason", $"a reason is 1 to {LongestReason} characters, none of them a control character", "reason")
        : null;
}
