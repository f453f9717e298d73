using Platone.Actors.Kernel;
using Platone.Actors.Kernel.Aggregates;
using Platone.Actors.Kernel.Identity;
using Platone.Actors.Markets.Awards;

namespace Platone.Actors.GridOperations.Operators;

/// <summary>What can happen to a grid operator.</summary>
/// <param name="Id">The network.</param>
/// <param name="RecordedAt">When, UTC.</param>
public abstract record GridOperatorEvent(NetworkId Id, DateTimeOffset RecordedAt) : IDomainEvent;

/// <summary>The awards of a session's round were validated. One unit of disclosure a verdict.</summary>
/// <param name="Id">The network.</param>
/// <param name="Session">The session.</param>
/// <param name="Round">Which round.</param>
/// <param name="Method">How they were.</param>
/// <param name="Verdicts">One for each award, in their order.</param>
/// <param name="Cause">The session's event that cleared it.</param>
/// <param name="RecordedAt">When.</param>
public sealed record AwardsValidated(NetworkId Id, MarketSessionId Session, int Round, ValidationMethod Method,
    ValueList<AwardVerdict> Verdicts, EventId Cause, DateTimeOffset RecordedAt) : GridOperatorEvent(Id, RecordedAt);
