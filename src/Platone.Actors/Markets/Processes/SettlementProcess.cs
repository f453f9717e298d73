using Akka.Event;
using Platone.Actors.Kernel.Aggregates;
using Platone.Actors.Kernel.Journal;
using Platone.Actors.Kernel.Processes;
using Platone.Actors.Markets.Sessions;

namespace Platone.Actors.Markets.Processes;

/// <summary>Settles a session when its delivery is over (market, "Settlement"; FR-MP-S-01 and 02).</summary>
internal sealed class SettlementProcess(ProcessOffsets offsets, IEntities entities, IMeterData meters, TimeProvider clock, ILoggingAdapter log)
    : ProcessManager("settlement", offsets, entities, log)
{
    private readonly IEntities _entities = entities;

    /// <inheritdoc/>
    protected override async Task<IReadOnlyList<ICommand>> ReactAsync(JournalEntry entry, CancellationToken cancellation)
    {
        if (entry.EventType != typeof(DeliveryEnded) || entry.Event is not DeliveryEnded e)
            return [];
        var outcome = await _entities.AskAsync<SessionOutcome>(new GetOutcome(e.Id), cancellation).ConfigureAwait(false);
        if (outcome.SettlementVersion > 0)
            return [];
        var terms = outcome.Terms!;
        var data = await meters.ReadAsync(SessionOrders.Pods(SessionOrders.Of(outcome)), terms.First, terms.Intervals, terms.GateClosesAt,
            outcome.CorrectionsUntil, entry.Ordering, cancellation).ConfigureAwait(false);
        return [new RecordSettlement(e.Id, SessionOrders.Settle(outcome, data, 1), clock.GetUtcNow())];
    }
}
