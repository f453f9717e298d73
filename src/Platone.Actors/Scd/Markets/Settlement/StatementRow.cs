using Platone.Actors.Kernel;
using Platone.Actors.Kernel.Identity;
using Platone.Actors.Kernel.Units;
using Platone.Actors.Markets.Settlement;
using Platone.Actors.Scd.Notary;

namespace Platone.Actors.Scd.Markets.Settlement;

/// <summary>A participant's statement of a version of a settlement.</summary>
/// <param name="Session">Of which session.</param>
/// <param name="Version">Which version.</param>
/// <param name="Participant">Whose.</param>
/// <param name="Total">What it receives, whole minor units; negative if it pays.</param>
/// <param name="DeliveredJoules">Delivered energy it brought in, less what it was given, J.</param>
/// <param name="Entries">The ledger entries it is a party of.</param>
/// <param name="WaitingLines">Lines of the settlement that wait for data.</param>
/// <param name="At">When it was calculated.</param>
/// <param name="Event">The event.</param>
/// <param name="Unit">Number of the statement's unit in that event.</param>
/// <param name="Certification">Where the log stands about it.</param>
public sealed record StatementRow(MarketSessionId Session, int Version, ParticipantId Participant, Money Total, decimal DeliveredJoules,
    ValueList<LedgerEntry> Entries, int WaitingLines, DateTimeOffset At, EventId Event, int Unit, Certification Certification);
