using Akka.Event;
using Platone.Actors.Kernel.Aggregates;
using Platone.Actors.Kernel.Journal;
using Platone.Actors.Kernel.Processes;
using Platone.Actors.Markets.Clearing;
using Platone.Actors.Markets.Sessions;

namespace Platone.Actors.Markets.Processes;

/// <summary>
/// Clears a session when its gate has closed and reliabilities are fixed, and again when something of a round was limited, refused or
/// withdrawn.
/// </summary>
internal sealed class ClearingProcess(ProcessOffsets offsets, IEntities entities, IClearingEngine engine, TimeProvider clock, ILoggingAdapter log)
    : ProcessManager("clearing", offsets, entities, log)
{
    private readonly IEntities _entities = entities;

    // The gates of many sessions close at the same minute; each clearing is one processor's work.
    /// <inheritdoc/>
    protected override int ReactionsAtOnce => Environment.ProcessorCount;

    /// <inheritdoc/>
    protected override async Task<IReadOnlyList<ICommand>> ReactAsync(JournalEntry entry, CancellationToken cancellation)
    {
        if (!MarketEvents.IsOneOf(entry, typeof(ReliabilitiesFixed), typeof(OfferWithdrawn), typeof(OutcomeValidated), typeof(ReservationsRefused)))
            return [];
        var id = ((MarketSessionEvent)entry.Event).Id;
        var task = await _entities.AskAsync<ClearingTask>(new GetClearingTask(id), cancellation).ConfigureAwait(false);
        // Nothing is to be cleared where the event came again, or did not reopen the clearing.
        return task.Problem is { } problem
            ? [new RecordClearing(id, task.Round, engine.Clear(problem, cancellation), clock.GetUtcNow())]
            : [];
    }
}
