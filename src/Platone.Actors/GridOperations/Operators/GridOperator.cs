using Platone.Actors.Kernel;
using Platone.Actors.Kernel.Aggregates;
using Platone.Actors.Kernel.Identity;
using Platone.Actors.Kernel.Time;
using Platone.Actors.Markets.Awards;

namespace Platone.Actors.GridOperations.Operators;

/// <summary>The DSO's operator of a network: says which awards of a market session the grid takes (grid, "Grid operator").</summary>
/// <param name="Id">The network.</param>
internal sealed record GridOperator(NetworkId Id) : IAggregate<GridOperator, GridOperatorCommand, GridOperatorEvent>
{
    /// <summary>
    /// Of how many sessions the last round is kept in mind: a round that was validated gets the same verdicts again as long as it is the
    /// last of its session, and no more than these were validated since. What is folded depends on it: it can never change.
    /// </summary>
    public const int RememberedSessions = 64;

    /// <summary>The last round of each session, in the order of their validation.</summary>
    public ValueList<ValidatedRound> Rounds { get; init; } = [];

    /// <summary>The latest time an event folded so far was recorded at.</summary>
    public DateTimeOffset RecordedAt { get; init; }

    /// <summary>An operator that has done nothing yet.</summary>
    public static GridOperator Empty(NetworkId id) => new(id);

    /// <summary>What a command means now. A command that already took effect yields no events and the same reply.</summary>
    public Decision<GridOperatorEvent> Decide(GridOperatorCommand command) => command switch
    {
        ValidateAwards c => Validate(c),
        _ => throw new ArgumentException($"a grid operator does not know the command {command.GetType().Name}", nameof(command)),
    };

    /// <summary>Folds one event. Total: an unknown event is a bug, not a no-op.</summary>
    public GridOperator Apply(GridOperatorEvent @event)
    {
        var next = @event switch
        {
            AwardsValidated e => this with { Rounds = After(e) },
            _ => throw new UnknownEventException(nameof(GridOperator), @event),
        };
        return @event.RecordedAt <= next.RecordedAt ? next : next with { RecordedAt = @event.RecordedAt };
    }

    /// <summary>What a command is answered with; null if a later round of the session was validated since.</summary>
    public AwardsReport? Report(ValidateAwards command) =>
        Known(command.Session) is { } known && known.Cause == command.Cause ? new AwardsReport(known.Round, known.Verdicts) : null;

    private Decision<GridOperatorEvent> Validate(ValidateAwards c)
    {
        if (c.Round < 1)
            return Decision.Reject(new Problem("round", $"{c.Round} is no round: the first is 1", "round", ProblemKind.Invalid));
        if (Known(c.Session) is { } known)
        {
            if (known.Cause == c.Cause || c.Round < known.Round)
                return Decision.AlreadyDone;
            if (c.Round == known.Round)
                return Decision.Conflict($"round {c.Round} of session {c.Session}");
        }
        return Decision.Emit(new AwardsValidated(Id, c.Session, c.Round, ValidationMethod.PassThrough, PassThrough.Verdicts(c.Awards), c.Cause,
            Instant.Cut(c.At)));
    }

    private ValueList<ValidatedRound> After(AwardsValidated e)
    {
        var kept = Rounds.Where(r => r.Session != e.Session).ToList();
        return kept.Skip(kept.Count + 1 - RememberedSessions).Append(new ValidatedRound(e.Session, e.Round, e.Cause, e.Verdicts)).ToValueList();
    }

    private ValidatedRound? Known(MarketSessionId session) => Rounds.FirstOrDefault(r => r.Session == session);
}

/// <summary>A round of a session that was validated.</summary>
/// <param name="Session">The session.</param>
/// <param name="Round">Which round.</param>
/// <param name="Cause">The event that cleared it.</param>
/// <param name="Verdicts">One for each award, in their order.</param>
internal sealed record ValidatedRound(MarketSessionId Session, int Round, EventId Cause, ValueList<AwardVerdict> Verdicts);
