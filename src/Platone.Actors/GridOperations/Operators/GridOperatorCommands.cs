using Platone.Actors.Kernel;
using Platone.Actors.Kernel.Aggregates;
using Platone.Actors.Kernel.Identity;
using Platone.Actors.Markets.Awards;
using Platone.Actors.Markets.Clearing;

namespace Platone.Actors.GridOperations.Operators;

/// <summary>What a grid operator can be asked to do.</summary>
/// <param name="Id">The network.</param>
/// <param name="At">When the command was given, UTC.</param>
public abstract record GridOperatorCommand(NetworkId Id, DateTimeOffset At) : ICommand
{
    /// <summary>The shard type, and the first part of the persistence id.</summary>
    public const string EntityKind = "grid-operator";

    /// <inheritdoc/>
    public string Kind => EntityKind;

    /// <inheritdoc/>
    public string EntityId => Id.ToString();
}

/// <summary>
/// Validates all awards of a session's round together (FR-MP-MOMV-02/03); answered with an <see cref="AwardsReport"/>. The same cause again
/// has no effect and the same answer; the same round from another cause is a conflict.
/// </summary>
/// <param name="Id">The network.</param>
/// <param name="Session">The session.</param>
/// <param name="Round">Which round, from 1.</param>
/// <param name="Awards">Its awards.</param>
/// <param name="Cause">The session's event that cleared it.</param>
/// <param name="At">When.</param>
public sealed record ValidateAwards(NetworkId Id, MarketSessionId Session, int Round, ValueList<AwardToValidate> Awards, EventId Cause,
    DateTimeOffset At) : GridOperatorCommand(Id, At);

/// <summary>An award the grid is to take.</summary>
/// <param name="Award">The award.</param>
/// <param name="Factor">The awarded part of the offer.</param>
public sealed record AwardToValidate(AwardId Award, Factor Factor);

/// <summary>The answer to <see cref="ValidateAwards"/>.</summary>
/// <param name="Round">The round.</param>
/// <param name="Verdicts">One for each award, in their order.</param>
public sealed record AwardsReport(int Round, ValueList<AwardVerdict> Verdicts);
