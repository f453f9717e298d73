using Platone.Actors.Kernel.Aggregates;
using Platone.Actors.Kernel.Identity;

namespace Platone.Actors.Aggregation.Portfolios;

/// <summary>What can happen to a portfolio.</summary>
/// <param name="Id">The portfolio.</param>
/// <param name="RecordedAt">When, UTC.</param>
public abstract record PortfolioEvent(PortfolioId Id, DateTimeOffset RecordedAt) : IDomainEvent;

/// <summary>The portfolio was opened.</summary>
/// <param name="Id">The portfolio.</param>
/// <param name="Aggregator">Whose it is.</param>
/// <param name="RecordedAt">When.</param>
public sealed record PortfolioOpened(PortfolioId Id, ParticipantId Aggregator, DateTimeOffset RecordedAt) : PortfolioEvent(Id, RecordedAt);

/// <summary>A POD joined the portfolio.</summary>
/// <param name="Id">The portfolio.</param>
/// <param name="Pod">The POD.</param>
/// <param name="ValidFrom">First instant it belongs to it.</param>
/// <param name="RecordedAt">When.</param>
public sealed record PodJoined(PortfolioId Id, PodId Pod, DateTimeOffset ValidFrom, DateTimeOffset RecordedAt) : PortfolioEvent(Id, RecordedAt);

/// <summary>A POD left the portfolio.</summary>
/// <param name="Id">The portfolio.</param>
/// <param name="Pod">The POD.</param>
/// <param name="ValidUntil">First instant it no longer belongs to it.</param>
/// <param name="RecordedAt">When.</param>
public sealed record PodLeft(PortfolioId Id, PodId Pod, DateTimeOffset ValidUntil, DateTimeOffset RecordedAt) : PortfolioEvent(Id, RecordedAt);

/// <summary>A session's settlement said how the portfolio delivered; takes the place of what an earlier version of it said.</summary>
/// <param name="Id">The portfolio.</param>
/// <param name="Delivery">What it said.</param>
/// <param name="RecordedAt">When.</param>
public sealed record DeliveryRecorded(PortfolioId Id, SessionDelivery Delivery, DateTimeOffset RecordedAt) : PortfolioEvent(Id, RecordedAt);
