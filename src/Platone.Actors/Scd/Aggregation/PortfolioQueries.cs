using LinqToDB;
using LinqToDB.Async;
using LinqToDB.Data;
using Platone.Actors.Kernel.Identity;

namespace Platone.Actors.Scd.Aggregation;

/// <summary>Queries for portfolios.</summary>
internal static class PortfolioQueries
{
    /// <summary>Whose a portfolio is; null if there is none.</summary>
    public static async Task<ParticipantId?> AggregatorAsync(this DataConnection connection, PortfolioId portfolio, CancellationToken cancellation)
    {
        var found = await connection.GetTable<PortfolioRecord>().Where(p => p.Portfolio == portfolio.Value).Select(p => p.Aggregator)
            .ToListAsync(cancellation).ConfigureAwait(false);
        return found.Count == 0 ? null : new ParticipantId(found[0]);
    }
}
