using Platone.Actors.Kernel.Identity;

namespace Platone.Actors.Metering;

/// <summary>
/// Which light nodes the metering clock must wake. Implemented over the read models in <c>Scd</c>, so it may be a little behind; the node
/// itself decides again, and a wake-up for nothing has no effect.
/// </summary>
public interface INodeWatchlist
{
    /// <summary>
    /// Nodes with an open quarter hour whose grace has run out: the later of its end and the arrival of its first reading, plus the grace,
    /// is not after now. Both are in <see cref="LightNodes.ReadingsRecorded.Open"/> and <see cref="LightNodes.QuarterHoursClosed.Open"/>.
    /// </summary>
    /// <param name="now">By the metering clock, UTC.</param>
    /// <param name="grace">How long a quarter hour waits for readings.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <returns>In the order of their ids.</returns>
    Task<IReadOnlyList<LightNodeId>> OverdueAsync(DateTimeOffset now, TimeSpan grace, CancellationToken cancellation);

    /// <summary>Nodes from which a reading arrived once, none within the limit before now, and which are not marked silent.</summary>
    /// <param name="now">By the metering clock, UTC.</param>
    /// <param name="limit">How long a node may be quiet.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <returns>In the order of their ids.</returns>
    Task<IReadOnlyList<LightNodeId>> QuietAsync(DateTimeOffset now, TimeSpan limit, CancellationToken cancellation);
}
