using LinqToDB;
using LinqToDB.Async;
using Platone.Actors.Kernel.Identity;
using Platone.Actors.Metering;
using Platone.Actors.Scd.Storage;

namespace Platone.Actors.Scd.Metering.LightNodes;

/// <summary>Which light nodes the metering clock must wake, from the SCD.</summary>
/// <param name="store">The SCD.</param>
public sealed class NodeWatchlist(ScdStore store) : INodeWatchlist
{
    /// <inheritdoc/>
    public Task<IReadOnlyList<LightNodeId>> OverdueAsync(DateTimeOffset now, TimeSpan grace, CancellationToken cancellation)
    {
        var latest = (now - grace).Us();
        return NodesAsync(nodes => nodes.Where(n => n.OpenUntilUs <= latest && n.OpenSinceUs <= latest), cancellation);
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<LightNodeId>> QuietAsync(DateTimeOffset now, TimeSpan limit, CancellationToken cancellation)
    {
        var latest = (now - limit).Us();
        return NodesAsync(nodes => nodes.Where(n => !n.IsSilent && n.RetiredAtUs == null && n.LastSeenUs <= latest), cancellation);
    }

    private async Task<IReadOnlyList<LightNodeId>> NodesAsync(Func<IQueryable<LightNodeRecord>, IQueryable<LightNodeRecord>> which,
        CancellationToken cancellation)
    {
        await using var connection = await store.OpenAsync(cancellation).ConfigureAwait(false);
        var names = await which(connection.GetTable<LightNodeRecord>()).Select(n => n.Node).OrderBy(n => n).ToListAsync(cancellation)
            .ConfigureAwait(false);
        return [.. names.Select(LightNodeId.Parse)];
    }
}
