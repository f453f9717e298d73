using Platone.Actors.Aggregation.Portfolios;
using Platone.Actors.Kernel.Identity;
using Platone.Actors.Markets.Reliability;

namespace Platone.Actors.Scd.Markets.Reliability;

/// <summary>How a portfolio delivered in a session.</summary>
/// <param name="Portfolio">The portfolio.</param>
/// <param name="Delivery">What the settlement says.</param>
/// <param name="At">When it was recorded.</param>
/// <param name="Event">The portfolio's event.</param>
public sealed record PortfolioDeliveryRow(PortfolioId Portfolio, SessionDelivery Delivery, DateTimeOffset At, EventId Event);

/// <summary>How reliable an offer was taken to be.</summary>
/// <param name="Session">In which session.</param>
/// <param name="Reliability">The figure and its parts.</param>
/// <param name="Event">The session's event that fixed it.</param>
/// <param name="Unit">The number of its portfolio's unit in that event; null where there is none of its own.</param>
public sealed record OfferReliabilityRow(MarketSessionId Session, OfferReliability Reliability, EventId Event, int? Unit);
