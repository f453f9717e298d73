using Platone.Actors.Kernel.Aggregates;
using Platone.Actors.Kernel.Identity;

namespace Platone.Actors.Aggregation.Portfolios;

/// <summary>What a portfolio can be asked to do.</summary>
/// <param name="Id">The portfolio.</param>
/// <param name="At">When the command was given, UTC.</param>
public abstract record PortfolioCommand(PortfolioId Id, DateTimeOffset At) : ICommand
{
    /// <summary>The shard type, and the first part of the persistence id.</summary>
    public const string EntityKind = "portfolio";

    /// <inheritdoc/>
    public string Kind => EntityKind;

    /// <inheritdoc/>
    public string EntityId => Id.ToString();
}

/// <summary>Opens the portfolio of an aggregator. The same again has no effect; another aggregator is a conflict.</summary>
/// <param name="Id">The portfolio.</param>
/// <param name="Aggregator">Whose it is.</param>
/// <param name="At">When.</param>
public sealed record OpenPortfolio(PortfolioId Id, ParticipantId Aggregator, DateTimeOffset At) : PortfolioCommand(Id, At);

/// <summary>Adds a POD. No effect if it is in already at that time.</summary>
/// <param name="Id">The portfolio.</param>
/// <param name="Pod">The POD.</param>
/// <param name="ValidFrom">First instant it belongs to the portfolio.</param>
/// <param name="At">When.</param>
public sealed record AddPod(PortfolioId Id, PodId Pod, DateTimeOffset ValidFrom, DateTimeOffset At) : PortfolioCommand(Id, At);

/// <summary>Removes a POD. No effect if it is not in at that time.</summary>
/// <param name="Id">The portfolio.</param>
/// <param name="Pod">The POD.</param>
/// <param name="ValidUntil">First instant it no longer belongs to the portfolio.</param>
/// <param name="At">When.</param>
public sealed record RemovePod(PortfolioId Id, PodId Pod, DateTimeOffset ValidUntil, DateTimeOffset At) : PortfolioCommand(Id, At);

/// <summary>
/// Records what a session's settlement says of the portfolio's delivery. No effect if that version, or a later one, is recorded already.
/// </summary>
/// <param name="Id">The portfolio.</param>
/// <param name="Delivery">What it says.</param>
/// <param name="At">When.</param>
public sealed record RecordDelivery(PortfolioId Id, SessionDelivery Delivery, DateTimeOffset At) : PortfolioCommand(Id, At);
