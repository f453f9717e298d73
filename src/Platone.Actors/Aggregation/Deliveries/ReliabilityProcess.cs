using Akka.Event;
using Platone.Actors.Aggregation.Portfolios;
using Platone.Actors.Kernel;
using Platone.Actors.Kernel.Aggregates;
using Platone.Actors.Kernel.Identity;
using Platone.Actors.Kernel.Journal;
using Platone.Actors.Kernel.Processes;
using Platone.Actors.Markets.Reliability;
using Platone.Actors.Markets.Sessions;

namespace Platone.Actors.Aggregation.Deliveries;

/// <summary>When a gate has closed, fixes how reliable the offers are taken to be, from how their portfolios have delivered so far.</summary>
internal sealed class ReliabilityProcess(ProcessOffsets offsets, IEntities entities, TimeProvider clock, ILoggingAdapter log)
    : ProcessManager("reliabilities", offsets, entities, log)
{
    private readonly IEntities _entities = entities;

    /// <inheritdoc/>
    protected override async Task<IReadOnlyList<ICommand>> ReactAsync(JournalEntry entry, CancellationToken cancellation)
    {
        if (entry.EventType != typeof(GateClosed) || entry.Event is not GateClosed e)
            return [];
        var task = await _entities.AskAsync<ReliabilityTask>(new GetReliabilityTask(e.Id), cancellation).ConfigureAwait(false);
        if (!task.IsDue)
            return [];
        var deliveries = new Dictionary<PortfolioId, PortfolioDelivery>();
        foreach (var portfolio in task.Offers.Select(o => o.Portfolio).Distinct())
        {
            deliveries[portfolio] = await _entities.AskAsync<PortfolioDelivery>(new GetPortfolioDelivery(portfolio), cancellation)
                .ConfigureAwait(false);
        }
        return [new FixReliabilities(e.Id, task.Offers.Select(o => OfferReliability.Of(o, deliveries[o.Portfolio].Orders,
            deliveries[o.Portfolio].Delivered)).ToValueList(), clock.GetUtcNow())];
    }
}
