using Platone.Actors.Audit.Reports;
using Platone.Actors.Kernel.Aggregates;
using Platone.Actors.Kernel.Identity;
using Platone.Actors.Kernel.Journal;
using Platone.Actors.Markets.Activations;
using Platone.Actors.Markets.Sessions;

namespace Platone.Actors.Audit.Replays;

/// <summary>
/// Replays a session: each event is decided again from those before it and must come out the same, then it is folded. So the clearing keeps
/// its rules, prices and parts follow from it, verdicts cover the awards, and nothing was published that was not validated. Where an event
/// differs, the replay goes on from what is recorded, so that each difference is told once. Pure.
/// </summary>
/// <param name="id">The session.</param>
/// <param name="engines">Clears every round again; null to check only that the recorded results keep the rules.</param>
internal sealed class SessionReplay(MarketSessionId id, RecordedEngines? engines = null)
{
    private const int DifferencesOfAnEvent = 10;

    private readonly List<AuditFinding> _findings = [];
    private readonly List<AuditNote> _notes = [];
    private readonly List<IssuedSetPoints> _issued = [];
    private readonly List<RecordedSettlement> _settlements = [];
    private readonly SortedSet<string> _erased = new(StringComparer.Ordinal);

    // What was decided together with the event before, and must come next.
    private readonly Queue<MarketSessionEvent> _next = new();

    /// <summary>The session's stream.</summary>
    public string PersistenceId { get; } = $"{MarketSessionCommand.EntityKind}-{id}";

    /// <summary>The session after the events so far.</summary>
    public MarketSession State { get; private set; } = MarketSession.Empty(id);

    /// <summary>How many events were replayed.</summary>
    public long Events { get; private set; }

    /// <summary>How often it was cleared.</summary>
    public int Clearings { get; private set; }

    /// <summary>How often it was cleared again, by the engine that is recorded.</summary>
    public int ClearedAgain { get; private set; }

    /// <summary>How many events were decided again.</summary>
    public long Decided { get; private set; }

    /// <summary>Ordering of its last event; 0 for none.</summary>
    public long LastOrdering { get; private set; }

    /// <summary>Its publication, if it was published.</summary>
    public ReplayedEvent? Publication { get; private set; }

    /// <summary>The end of its delivery, if that is over.</summary>
    public ReplayedEvent? DeliveryEnd { get; private set; }

    /// <summary>Set points it issued, in order.</summary>
    public IReadOnlyList<IssuedSetPoints> Issued => _issued;

    /// <summary>Versions of its settlement, in order.</summary>
    public IReadOnlyList<RecordedSettlement> Settlements => _settlements;

    /// <summary>Subjects whose part of an event is gone, in ordinal order.</summary>
    public IReadOnlySet<string> Erased => _erased;

    /// <summary>What differs so far.</summary>
    public IReadOnlyList<AuditFinding> Findings => _findings;

    /// <summary>What could not be decided again, and why.</summary>
    public IReadOnlyList<AuditNote> Notes => _notes;

    /// <summary>Whether the replay had to stop: an event cannot be read, or cannot follow those before it.</summary>
    public bool IsBroken { get; private set; }

    /// <summary>The next event of the stream.</summary>
    public void Add(ReplayedEvent e)
    {
        if (IsBroken)
            return;
        Events++;
        LastOrdering = Math.Max(LastOrdering, e.Ordering);
        if (e.Event is not MarketSessionEvent recorded || recorded.Id != id)
        {
            Stop(e.Entry, "event", e.Event is MarketSessionEvent other ? $"an event of session {other.Id}" : $"a '{e.Entry.Manifest}'",
                $"an event of session {id}");
            return;
        }
        _erased.UnionWith(e.Erased);
        Decide(e, recorded);
        Remember(e, recorded);
        Fold(e, recorded);
    }

    /// <summary>The stream cannot be followed any further.</summary>
    /// <param name="entry">From which row on.</param>
    /// <param name="what">What is wrong with.</param>
    /// <param name="recorded">What is recorded.</param>
    /// <param name="follows">What must be.</param>
    public void Stop(JournalEntry entry, string what, string recorded, string follows)
    {
        IsBroken = true;
        _findings.Add(new AuditFinding(AuditCheck.Decoding, entry.Id, entry.Ordering, what, recorded, follows));
        _notes.Add(new AuditNote(entry.Id, "the session could not be followed any further"));
    }

    private void Decide(ReplayedEvent e, MarketSessionEvent recorded)
    {
        if (IsNext(e, recorded))
            return;
        if (WhyNot(e, recorded) is { } why)
        {
            _notes.Add(new AuditNote(e.Id, why));
            return;
        }
        Decided++;
        if (recorded is ReboundFound)
        {
            Differs(e, recorded, NameOf(recorded), "recorded", "nothing: no award makes a request's later intervals worse");
            return;
        }
        Decision<MarketSessionEvent> decision;
        try
        {
            decision = State.Decide(SessionCommands.Of(State, recorded));
        }
        catch (ArgumentException x)
        {
            // What a rule cannot even be asked about, such as the power of an award that its offer does not have.
            Differs(e, recorded, NameOf(recorded), "recorded", $"refused: {x.Message}");
            return;
        }
        if (decision.Problem is { } problem)
            Differs(e, recorded, NameOf(recorded), "recorded", $"refused, {problem.Code}: {problem.Detail}");
        else if (decision.IsAlreadyDone)
            Differs(e, recorded, NameOf(recorded), "recorded", "nothing: it had taken effect before");
        else
        {
            Report(e, recorded, decision.Events[0]);
            if (recorded is not OutcomeValidated || _erased.Count == 0)
            {
                foreach (var next in decision.Events.Skip(1))
                    _next.Enqueue(next);
            }
            if (recorded is SessionCleared cleared)
                ClearAgain(e, cleared);
        }
    }

    // One decision may be several events: those after the first belong to it.
    private bool IsNext(ReplayedEvent e, MarketSessionEvent recorded)
    {
        if (!_next.TryDequeue(out var next))
            return false;
        if (next.GetType() == recorded.GetType())
        {
            Decided++;
            Report(e, recorded, next);
            return true;
        }
        _next.Clear();
        Differs(e, recorded, NameOf(recorded), "recorded", $"{NameOf(next)} first: it belongs to the event before");
        return false;
    }

    private void ClearAgain(ReplayedEvent e, SessionCleared cleared)
    {
        if (engines is null || State.Task().Problem is not { } problem)
            return;
        if (engines.Find(cleared.Result.Engine) is not { } engine)
        {
            Differs(e, cleared, "result.engine", cleared.Result.Engine, $"one of {engines.Names}");
            return;
        }
        ClearedAgain++;
        if (!RecordedEngines.IsChosenFor(problem.Rules, engine))
            _notes.Add(new AuditNote(e.Id, $"round {cleared.Round} was cleared by the engine {engine.Name}, which is not the platform's choice for its rules"));
        foreach (var d in Differences.Between(cleared.Result, engine.Clear(problem)).Take(DifferencesOfAnEvent))
            Differs(e, cleared, $"result.{d.Path}", d.Recorded, d.Follows);
    }

    private void Report(ReplayedEvent e, MarketSessionEvent recorded, MarketSessionEvent follows)
    {
        foreach (var d in Differences.Between(recorded, follows).Take(DifferencesOfAnEvent))
            Differs(e, recorded, d.Path, d.Recorded, d.Follows);
    }

    // Why an event cannot be decided again; null if it can. Only an erasure takes away what that needs.
    private string? WhyNot(ReplayedEvent e, MarketSessionEvent recorded) => recorded switch
    {
        OfferPlaced o when e.IsErased =>
            $"offer {o.Offer.Id} has lost a POD to an erasure: whether it could be placed cannot be told any more",
        SessionCleared c when e.IsErased || State.Offers.Values.Any(o => !o.IsWithdrawn && !o.Offer.IsWhole) =>
            $"an offer of round {c.Round} has lost a POD to an erasure: the clearing cannot be checked any more",
        SetPointsIssued s when _erased.Count > 0 =>
            $"a POD of activation {s.Activation} was erased: only the set points of the others are compared",
        SettlementDisputed { Line: null } d => $"the POD of dispute {d.Dispute} was erased: whether it could be raised cannot be told any more",
        DisputeResolved { Resolution: null } d => $"the POD of dispute {d.Dispute} was erased: its resolution cannot be checked any more",
        ReboundFound r when _erased.Count > 0 =>
            $"a POD of the session was erased: the rebound found in round {r.Round} cannot be told any more and is taken as recorded",
        _ => null,
    };

    private void Remember(ReplayedEvent e, MarketSessionEvent recorded)
    {
        switch (recorded)
        {
            case SessionCleared:
                Clearings++;
                break;
            case OutcomePublished:
                Publication = e;
                break;
            case DeliveryEnded:
                DeliveryEnd = e;
                break;
            case SetPointsIssued issued when State.Activations.FirstOrDefault(a => a.Id == issued.Activation) is { } activation:
                _issued.Add(new IssuedSetPoints(e, issued, activation, State.Outcome()));
                break;
            case SettlementCalculated settlement when State.Terms is not null:
                _settlements.Add(new RecordedSettlement(e, settlement, State.Outcome()));
                break;
        }
    }

    private void Fold(ReplayedEvent e, MarketSessionEvent recorded)
    {
        if (State.Terms is null && recorded is not SessionOpened)
        {
            Stop(e.Entry, NameOf(recorded), "recorded", "nothing: the session was never opened");
            return;
        }
        try
        {
            State = State.Apply(recorded);
        }
        catch (Exception x) when (x is ArgumentException or KeyNotFoundException)
        {
            Stop(e.Entry, NameOf(recorded), "recorded", $"nothing: {x.Message}");
        }
    }

    private void Differs(ReplayedEvent e, MarketSessionEvent recorded, string what, string recordedValue, string follows) =>
        _findings.Add(new AuditFinding(CheckOf(recorded), e.Id, e.Ordering, what, recordedValue, follows));

    private static AuditCheck CheckOf(MarketSessionEvent recorded) => recorded switch
    {
        SessionCleared => AuditCheck.Clearing,
        SetPointsIssued => AuditCheck.SetPoints,
        _ => AuditCheck.Decisions,
    };

    private static string NameOf(MarketSessionEvent recorded) => recorded.GetType().Name;
}

/// <summary>Set points as a session issued them.</summary>
/// <param name="Source">The event.</param>
/// <param name="Recorded">The same, by its type.</param>
/// <param name="Activation">What they carry out.</param>
/// <param name="Outcome">The session before.</param>
internal sealed record IssuedSetPoints(ReplayedEvent Source, SetPointsIssued Recorded, Activation Activation, SessionOutcome Outcome);

/// <summary>A settlement as a session recorded it.</summary>
/// <param name="Source">The event.</param>
/// <param name="Recorded">The same, by its type.</param>
/// <param name="Outcome">The session before.</param>
internal sealed record RecordedSettlement(ReplayedEvent Source, SettlementCalculated Recorded, SessionOutcome Outcome);
