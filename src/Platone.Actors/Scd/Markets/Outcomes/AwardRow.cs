using Platone.Actors.Kernel.Identity;
using Platone.Actors.Kernel.Units;
using Platone.Actors.Markets.Awards;
using Platone.Actors.Scd.Ledgers;
using Platone.Actors.Scd.Notary;

namespace Platone.Actors.Scd.Markets.Outcomes;

/// <summary>An award.</summary>
/// <param name="Session">In which session.</param>
/// <param name="Award">The award.</param>
/// <param name="Direction">Which way.</param>
/// <param name="Requester">For whom.</param>
/// <param name="Aggregator">Whose offer.</param>
/// <param name="Event">The event that cleared the session.</param>
/// <param name="Unit">Its number among the units of that event.</param>
/// <param name="Certification">Where the log stands about it.</param>
public sealed record AwardRow(MarketSessionId Session, Award Award, Direction Direction, ParticipantId Requester, ParticipantId Aggregator,
    EventId Event, int Unit, Certification Certification)
{
    /// <summary>The call that proves it on a chain; null if a contract was not asked for one.</summary>
    public AwardLedgerRow? Ledger { get; init; }
}
