using LinqToDB;
using LinqToDB.Data;
using Platone.Actors.Aggregation.Portfolios;
using Platone.Actors.Kernel.Aggregates;
using Platone.Actors.Kernel.Journal;
using Platone.Actors.Metering.Pods;
using Platone.Actors.Scd.Following;
using Platone.Actors.Scd.Storage;

namespace Platone.Actors.Scd.Aggregation;

/// <summary>Portfolios and which PODs are in them when.</summary>
internal sealed class PortfoliosProjection() : Projection("portfolios", ["portfolio", "portfolio_pod"],
    typeof(PortfolioOpened), typeof(PodJoined), typeof(PodLeft), typeof(PodErased))
{
    public override async Task ApplyAsync(DataConnection connection, IReadOnlyList<JournalEntry> entries, CancellationToken cancellation)
    {
        var erasures = await Erasures.ReadAsync(connection, Name, entries, cancellation).ConfigureAwait(false);
        var portfolios = new Dictionary<string, PortfolioRecord>();
        foreach (var entry in entries)
        {
            switch (entry.Event)
            {
                case PortfolioOpened e:
                    portfolios[e.Id.Value] = new PortfolioRecord
                    {
                        Portfolio = e.Id.Value, Aggregator = e.Aggregator.Value, Ordering = entry.Ordering,
                    };
                    break;
                // Few at a time, and each depends on the stays before it: one statement each.
                case PodJoined e when !erasures.Contains(e.Pod):
                    await connection.ReplaceAsync<PortfolioPodRecord>([Stay(e)], cancellation).ConfigureAwait(false);
                    break;
                case PodLeft e:
                    await LeaveAsync(connection, e, cancellation).ConfigureAwait(false);
                    break;
                case PodJoined or PodErased:
                    break;
                default:
                    throw new UnknownEventException(Name, entry.Event);
            }
        }

        await connection.ReplaceAsync<PortfolioRecord>([.. portfolios.Values], cancellation).ConfigureAwait(false);
        await erasures.WriteAsync(connection, ["portfolio_pod"], cancellation).ConfigureAwait(false);
    }

    private static PortfolioPodRecord Stay(PodJoined e) =>
        new() { Pod = e.Pod.ToString(), Portfolio = e.Id.Value, ValidFromUs = e.ValidFrom.Us() };

    // Ends the stay that lasts at that time; a stay that would end where it begins never was.
    private static async Task LeaveAsync(DataConnection connection, PodLeft e, CancellationToken cancellation)
    {
        var (pod, portfolio, until) = (e.Pod.ToString(), e.Id.Value, e.ValidUntil.Us());
        await connection.GetTable<PortfolioPodRecord>()
            .Where(p => p.Pod == pod && p.Portfolio == portfolio && p.ValidUntilUs == null && p.ValidFromUs >= until)
            .DeleteAsync(cancellation).ConfigureAwait(false);
        await connection.GetTable<PortfolioPodRecord>()
            .Where(p => p.Pod == pod && p.Portfolio == portfolio
                && p.ValidFromUs < until && (p.ValidUntilUs == null || p.ValidUntilUs > until))
            .Set(p => p.ValidUntilUs, until)
            .UpdateAsync(cancellation).ConfigureAwait(false);
    }
}
