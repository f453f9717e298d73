using Platone.Actors.Kernel.Aggregates;
using Platone.Actors.Kernel.Time;
using Platone.Actors.Markets.Sessions;

namespace Platone.Actors.Markets.Disputes;

/// <summary>What commands about disputes mean to a session, and what their events do to it.</summary>
internal static class DisputeDecisions
{
    /// <summary>Disputes a line of a settled session.</summary>
    public static Decision<MarketSessionEvent> Dispute(this MarketSession session, SessionTerms terms, DisputeLine c)
    {
        if (session.Disputes.TryGetValue(c.Dispute, out var known))
        {
            // Of an erased POD nothing is left to compare; there is nothing to record of it, either.
            return known.By == c.By && (known.Line is null || known.Line == c.Line)
                ? Decision.AlreadyDone
                : Decision.Conflict($"dispute {c.Dispute}");
        }
        if (session.Phase != SessionPhase.Settled)
            return NotNow(session, c);
        return DisputeRules.Check(session, terms, c) is { } problem
            ? Decision.Reject(problem)
            : Decision.Emit(new SettlementDisputed(session.Id, c.Dispute, c.By, session.SettlementVersion, c.Line, Instant.Cut(c.At)));
    }

    /// <summary>Resolves an open dispute.</summary>
    public static Decision<MarketSessionEvent> Resolve(this MarketSession session, ResolveDispute c)
    {
        if (!session.Disputes.TryGetValue(c.Dispute, out var dispute))
        {
            return Decision.Reject(new Problem("unknown-dispute", $"session {session.Id} has no dispute {c.Dispute}", "id",
                ProblemKind.NotFound));
        }
        if (dispute.State != DisputeState.Open)
        {
            var isSame = dispute.State == (c.Input is null ? DisputeState.Rejected : DisputeState.Accepted)
                && (dispute.Resolution is null || dispute.Resolution == new DisputeResolution(dispute.Resolution.Pod, c.Reason, c.Input));
            return isSame ? Decision.AlreadyDone : Decision.Conflict($"the resolution of dispute {c.Dispute}");
        }
        if (session.Phase != SessionPhase.Settled)
            return NotNow(session, c);
        if (DisputeRules.Check(c) is { } problem)
            return Decision.Reject(problem);
        if (dispute.Line is not { } line)
        {
            return Decision.Reject(new Problem("pod-erased", $"the POD of dispute {c.Dispute} was erased: its lines stand", "id",
                ProblemKind.Gone));
        }
        return Decision.Emit(new DisputeResolved(session.Id, c.Dispute, c.Input is not null,
            new DisputeResolution(line.Line.Pod, c.Reason, c.Input), Instant.Cut(c.At)));
    }

    /// <summary>The state after a dispute.</summary>
    public static MarketSession After(this MarketSession session, SettlementDisputed e) => session with
    {
        Disputes = session.Disputes.Add(e.Dispute, new PlacedDispute(e.Dispute, e.By, e.Version, e.Line, DisputeState.Open, 0, null)),
    };

    /// <summary>The state after a resolution.</summary>
    public static MarketSession After(this MarketSession session, DisputeResolved e) => session with
    {
        Disputes = session.Disputes.SetItem(e.Dispute, session.Disputes[e.Dispute] with
        {
            State = e.IsAccepted ? DisputeState.Accepted : DisputeState.Rejected,
            Place = session.Disputes.Values.Count(d => d.State != DisputeState.Open),
            Resolution = e.Resolution,
        }),
    };

    /// <summary>What accepted disputes corrected, in the order they were resolved: of two at one place the later counts.</summary>
    public static IEnumerable<CorrectedPosition> Corrections(this MarketSession session) =>
        from dispute in session.Disputes.Values
        where dispute is { State: DisputeState.Accepted, Line: not null, Resolution.Input: not null }
        orderby dispute.Place
        select new CorrectedPosition(dispute.Line!.Line.Pod, dispute.Line.Line.Period, dispute.Resolution!.Input!);

    private static Decision<MarketSessionEvent> NotNow(MarketSession session, MarketSessionCommand command) => Decision.Reject("wrong-phase",
        $"{command.GetType().Name} is not allowed while session {session.Id} is {session.Phase}, round {session.Round}");
}
