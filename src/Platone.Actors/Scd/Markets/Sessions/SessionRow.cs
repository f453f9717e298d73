using Platone.Actors.Kernel.Identity;
using Platone.Actors.Markets;
using Platone.Actors.Markets.Sessions;

namespace Platone.Actors.Scd.Markets.Sessions;

/// <summary>A session.</summary>
/// <param name="Session">Its id.</param>
/// <param name="Terms">What it is about.</param>
/// <param name="Phase">Where it stands.</param>
/// <param name="Round">How often it was cleared.</param>
/// <param name="Requests">How many requests stand.</param>
/// <param name="Offers">How many offers stand.</param>
/// <param name="SettlementVersion">Last version of its settlement; 0 for none.</param>
/// <param name="Event">Its last event.</param>
public sealed record SessionRow(MarketSessionId Session, SessionTerms Terms, SessionPhase Phase, int Round, int Requests, int Offers,
    int SettlementVersion, EventId Event)
{
    /// <summary>Since when it waits for a grid operator that did not answer in time; null if it does not.</summary>
    public DateTimeOffset? ValidationOverdueSince { get; init; }
}
