using Platone.Actors.Kernel.Identity;
using Platone.Actors.Markets;

namespace Platone.Actors.Scd.Markets.Outcomes;

/// <summary>That an outcome was published.</summary>
/// <param name="Session">Of which session.</param>
/// <param name="Terms">What the session is about.</param>
/// <param name="PublishedAt">When.</param>
/// <param name="Event">The event: the key by which a receiver knows that it has it already.</param>
/// <param name="Ordering">Its place in the journal.</param>
public sealed record PublicationRow(MarketSessionId Session, SessionTerms Terms, DateTimeOffset PublishedAt, EventId Event, long Ordering);
