using Akka.Event;
using Platone.Actors.Kernel.Aggregates;
using Platone.Actors.Kernel.Journal;
using Platone.Actors.Kernel.Processes;
using Platone.Actors.Markets.Sessions;

namespace Platone.Actors.Markets.Processes;

/// <summary>
/// Reserves what was awarded and validated at every POD, interval by interval, and only then has the outcome published. Where a POD
/// refuses, all is released and the session clears again without that offer.
/// </summary>
internal sealed class ReservationProcess(ProcessOffsets offsets, IEntities entities, TimeProvider clock, ILoggingAdapter log)
    : ProcessManager("reservations", offsets, entities, log)
{
    private readonly OutcomeReservation _reservation = new(entities, clock);

    /// <inheritdoc/>
    protected override async Task<IReadOnlyList<ICommand>> ReactAsync(JournalEntry entry, CancellationToken cancellation) =>
        entry.EventType == typeof(OutcomeValidated) && entry.Event is OutcomeValidated e
        && await _reservation.ReserveAsync(e.Id, e.Round, cancellation).ConfigureAwait(false) is { } publish
            ? [publish]
            : [];
}
