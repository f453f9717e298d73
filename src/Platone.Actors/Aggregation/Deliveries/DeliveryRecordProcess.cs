using Akka.Event;
using Platone.Actors.Aggregation.Portfolios;
using Platone.Actors.Kernel.Aggregates;
using Platone.Actors.Kernel.Journal;
using Platone.Actors.Kernel.Processes;
using Platone.Actors.Markets.Sessions;

namespace Platone.Actors.Aggregation.Deliveries;

/// <summary>Tells each portfolio what every version of a settlement says of its delivery.</summary>
internal sealed class DeliveryRecordProcess(ProcessOffsets offsets, IEntities entities, TimeProvider clock, ILoggingAdapter log)
    : ProcessManager("delivery-records", offsets, entities, log)
{
    private readonly IEntities _entities = entities;

    /// <inheritdoc/>
    protected override async Task<IReadOnlyList<ICommand>> ReactAsync(JournalEntry entry, CancellationToken cancellation)
    {
        if (entry.EventType != typeof(SettlementCalculated) || entry.Event is not SettlementCalculated e)
            return [];
        var outcome = await _entities.AskAsync<SessionOutcome>(new GetOutcome(e.Id), cancellation).ConfigureAwait(false);
        var now = clock.GetUtcNow();
        return [.. PortfolioDeliveries.Of(e, outcome.Offers).Select(d => new RecordDelivery(d.Portfolio, d.Delivery, now))];
    }
}
