using LinqToDB;
using LinqToDB.Async;
using LinqToDB.Data;
using Platone.Actors.Kernel.Identity;
using Platone.Actors.Metering;
using Platone.Actors.Scd.Markets.Activations;
using Platone.Actors.Scd.Storage;

namespace Platone.Actors.Scd.Metering.LightNodes;

/// <summary>The devices of PODs and what they are to be told, from the SCD.</summary>
/// <param name="store">The SCD.</param>
public sealed class PodDevices(ScdStore store) : IPodDevices
{
    /// <inheritdoc/>
    public async Task<IReadOnlyList<LightNodeId>> NodesAsync(PodId pod, CancellationToken cancellation)
    {
        var name = pod.ToString();
        await using var connection = await store.OpenAsync(cancellation).ConfigureAwait(false);
        var nodes = await connection.GetTable<LightNodeRecord>().Where(n => n.Pod == name && n.RetiredAtUs == null).Select(n => n.Node)
            .OrderBy(n => n).ToListAsync(cancellation).ConfigureAwait(false);
        return [.. nodes.Select(LightNodeId.Parse)];
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<SetPoint>> SetPointsAsync(LightNodeId node, DateTimeOffset endingAfter, CancellationToken cancellation)
    {
        var name = node.ToString();
        await using var connection = await store.OpenAsync(cancellation).ConfigureAwait(false);
        var setPoints = await (
            from n in connection.GetTable<LightNodeRecord>()
            where n.Node == name && n.RetiredAtUs == null
            join s in Standing(connection, endingAfter) on n.Pod equals s.Pod
            orderby s.ValidFromUs, s.ScheduledEventNr
            select s).ToListAsync(cancellation).ConfigureAwait(false);
        return [.. setPoints.Select(ActivationQueries.SetPoint)];
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<(PodId Pod, SetPoint SetPoint)>> UnacknowledgedAsync(DateTimeOffset endingAfter,
        CancellationToken cancellation)
    {
        await using var connection = await store.OpenAsync(cancellation).ConfigureAwait(false);
        var setPoints = await Standing(connection, endingAfter).Where(s => s.AcknowledgedAtUs == null)
            .OrderBy(s => s.ValidFromUs).ThenBy(s => s.Pod).ThenBy(s => s.ScheduledEventNr).ToListAsync(cancellation).ConfigureAwait(false);
        return [.. setPoints.Select(s => (PodId.Parse(s.Pod), ActivationQueries.SetPoint(s)))];
    }

    // Scheduled at the POD, not over, and not replaced: one for the same time that was scheduled later counts.
    private static IQueryable<SetPointRecord> Standing(DataConnection connection, DateTimeOffset endingAfter)
    {
        var after = endingAfter.Us();
        var all = connection.GetTable<SetPointRecord>();
        return all.Where(s => s.ValidUntilUs > after && s.ScheduledEventNr != null
            && !all.Any(x => x.Pod == s.Pod && x.ScheduledEventNr > s.ScheduledEventNr
                && x.ValidFromUs == s.ValidFromUs && x.ValidUntilUs == s.ValidUntilUs));
    }
}
