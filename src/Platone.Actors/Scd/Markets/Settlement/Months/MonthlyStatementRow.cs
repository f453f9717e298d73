using Platone.Actors.Kernel.Identity;
using Platone.Actors.Kernel.Units;

namespace Platone.Actors.Scd.Markets.Settlement.Months;

/// <summary>A session's part of a participant's month.</summary>
/// <param name="Participant">Whose.</param>
/// <param name="Session">Of which session.</param>
/// <param name="Version">Its last version.</param>
/// <param name="Total">What the participant receives, whole minor units; negative if it pays.</param>
/// <param name="DeliveredJoules">Delivered energy it brought in, less what it was given, J.</param>
/// <param name="WaitingLines">Lines of the settlement that wait for data.</param>
/// <param name="At">When it was calculated.</param>
/// <param name="Event">The event.</param>
/// <param name="Unit">Number of the statement's unit in that event.</param>
public sealed record MonthlyStatementRow(ParticipantId Participant, MarketSessionId Session, int Version, Money Total, decimal DeliveredJoules,
    int WaitingLines, DateTimeOffset At, EventId Event, int Unit);
