using Platone.Actors.Kernel.Identity;
using Platone.Actors.Kernel.Journal;
using Platone.Actors.Metering;
using Platone.Actors.Metering.LightNodes;
using Platone.Actors.Metering.Pods;

namespace Platone.Field.Tests.SetPoints;

/// <summary>The devices of PODs and their set points, read from the whole journal at each question: a read model that is never behind.</summary>
internal sealed class JournalPodDevices(IJournalTail journal) : IPodDevices
{
    /// <summary>Raised in place of an answer, if not null.</summary>
    public Exception? Fault { get; set; }

    public async Task<IReadOnlyList<LightNodeId>> NodesAsync(PodId pod, CancellationToken cancellation) =>
        [.. (await ReadAsync(cancellation)).OfType<LightNodeRegistered>().Where(e => e.Pod == pod).Select(e => e.Id).Order()];

    public async Task<IReadOnlyList<SetPoint>> SetPointsAsync(LightNodeId node, DateTimeOffset endingAfter, CancellationToken cancellation)
    {
        var events = await ReadAsync(cancellation);
        var pod = events.OfType<LightNodeRegistered>().Single(e => e.Id == node).Pod;
        var scheduled = events.OfType<SetPointScheduled>().Where(e => e.Id == pod).Select(e => e.SetPoint!).ToList();
        return
        [
            .. scheduled.Where((s, i) => s.ValidUntil > endingAfter && !scheduled.Skip(i + 1).Any(l => l.ValidFrom == s.ValidFrom && l.ValidUntil == s.ValidUntil))
                .OrderBy(s => s.ValidFrom),
        ];
    }

    public async Task<IReadOnlyList<(PodId Pod, SetPoint SetPoint)>> UnacknowledgedAsync(DateTimeOffset endingAfter, CancellationToken cancellation)
    {
        var events = await ReadAsync(cancellation);
        var acknowledged = events.OfType<SetPointAcknowledged>().Select(e => (e.Pod, e.SetPoint)).ToHashSet();
        return
        [
            .. events.OfType<SetPointScheduled>().Where(e => e.SetPoint!.ValidUntil > endingAfter && !acknowledged.Contains((e.Id, e.SetPoint.Id)))
                .Select(e => (e.Id, e.SetPoint!)).OrderBy(s => s.Item2.ValidFrom),
        ];
    }

    /// <summary>Every event in its order.</summary>
    public async Task<IReadOnlyList<object>> ReadAsync(CancellationToken cancellation)
    {
        if (Fault is not null)
            throw Fault;
        var (events, position) = (new List<object>(), 0L);
        while (await journal.ReadAsync(position, 1_000, cancellation) is { Count: > 0 } batch)
        {
            events.AddRange(batch.Select(e => e.Event));
            position = batch[^1].Ordering;
        }

        return events;
    }
}
