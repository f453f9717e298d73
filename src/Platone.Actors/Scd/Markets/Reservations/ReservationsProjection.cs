using LinqToDB.Data;
using Platone.Actors.Kernel.Aggregates;
using Platone.Actors.Kernel.Journal;
using Platone.Actors.Kernel.Time;
using Platone.Actors.Metering.Pods;
using Platone.Actors.Scd.Following;
using Platone.Actors.Scd.Storage;

namespace Platone.Actors.Scd.Markets.Reservations;

/// <summary>What is reserved at PODs now; what was released has no power.</summary>
internal sealed class ReservationsProjection() : Projection("reservations", ["reservation"], typeof(FlexibilityReserved), typeof(PodErased))
{
    public override async Task ApplyAsync(DataConnection connection, IReadOnlyList<JournalEntry> entries, CancellationToken cancellation)
    {
        var erasures = await Erasures.ReadAsync(connection, Name, entries, cancellation).ConfigureAwait(false);
        // The last of a POD and award replaces what was reserved before.
        var rows = new Dictionary<(string Pod, ReservationId Id), ReservationRecord>();
        foreach (var entry in entries)
        {
            switch (entry.Event)
            {
                case FlexibilityReserved { Reservation: { } reservation } e when !erasures.Contains(e.Id):
                    rows[(e.Id.ToString(), reservation.Id)] = Record(e, reservation, entry);
                    break;
                case FlexibilityReserved or PodErased:
                    break;
                default:
                    throw new UnknownEventException(Name, entry.Event);
            }
        }

        await connection.ReplaceAsync<ReservationRecord>([.. rows.Values], cancellation).ConfigureAwait(false);
        await erasures.WriteAsync(connection, ["reservation"], cancellation).ConfigureAwait(false);
    }

    private static ReservationRecord Record(FlexibilityReserved e, Reservation reservation, JournalEntry entry) => new()
    {
        Pod = e.Id.ToString(),
        Session = reservation.Id.Session.Value,
        Request = reservation.Id.Request.Value,
        Offer = reservation.Id.Offer.Value,
        Direction = Words.Of(reservation.Direction),
        StartUs = reservation.First.Start.Us(),
        PowerW = Lists.Text(reservation.Power),
        EnergyJ = reservation.Power.Over(QuarterHour.Seconds).Joules,
        AtUs = e.RecordedAt.Us(),
        EventNr = entry.Id.SequenceNr,
        Ordering = entry.Ordering,
    };
}
