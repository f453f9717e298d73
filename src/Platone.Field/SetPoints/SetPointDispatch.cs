using Microsoft.Extensions.Logging;
using Platone.Actors.Kernel.Aggregates;
using Platone.Actors.Kernel.Identity;
using Platone.Actors.Kernel.Journal;
using Platone.Actors.Kernel.Keys;
using Platone.Actors.Kernel.Processes;
using Platone.Actors.Metering;
using Platone.Actors.Metering.LightNodes;
using Platone.Actors.Metering.Pods;
using Platone.Field.LightNodes;

namespace Platone.Field.SetPoints;

/// <summary>
/// Gives scheduled set points to the devices of their POD: follows the journal, publishes, records the delivery, and sends again, with growing
/// pauses, until the device has acknowledged or the set point is over. At least once on the wire; devices and the node's entity
/// de-duplicate by id. Run by one <see cref="TailFollower"/> where the brokers are.
/// </summary>
/// <param name="offsets">Its place in the journal.</param>
/// <param name="entities">The way to the light nodes.</param>
/// <param name="devices">Which devices a POD has, and what they did not acknowledge.</param>
/// <param name="directory">Serials and pseudonyms.</param>
/// <param name="signer">Signs.</param>
/// <param name="channels">The brokers.</param>
/// <param name="intake">Where the devices' acknowledgements arrive.</param>
/// <param name="options">When it sends again.</param>
/// <param name="clock">The one clock: what is over is over by its time, pauses are real ones.</param>
/// <param name="logger">Where it logs.</param>
public sealed class SetPointDispatch(ProcessOffsets offsets, IEntities entities, IPodDevices devices, IDirectory directory, SetPointSigner signer,
    IReadOnlyList<ISetPointChannel> channels, ReadingsIntake intake, SetPointOptions options, TimeProvider clock, ILogger<SetPointDispatch> logger)
    : ITailHandler
{
    private readonly PendingSetPoints _pending = new();
    private long _checkedAt;

    /// <inheritdoc/>
    public string Name => "set-point-dispatch";

    /// <inheritdoc/>
    public int BatchSize => 2000;

    /// <inheritdoc/>
    public async Task<long> StartAsync(CancellationToken cancellation)
    {
        _pending.Clear();
        var position = await offsets.LoadAsync(Name, cancellation);
        foreach (var (pod, setPoint) in await devices.UnacknowledgedAsync(clock.GetUtcNow(), cancellation))
            _pending.Add(new PendingSetPoint(pod, setPoint, clock.GetTimestamp(), mayBeReplaced: true));
        return position;
    }

    /// <inheritdoc/>
    public async Task HandleAsync(long from, IReadOnlyList<JournalEntry> batch, CancellationToken cancellation)
    {
        var fresh = new List<PendingSetPoint>();
        foreach (var entry in batch)
        {
            if (entry.EventType == typeof(SetPointScheduled) && entry.Event is SetPointScheduled { SetPoint: { } setPoint } scheduled)
            {
                if (Add(scheduled.Id, setPoint) is { } added)
                    fresh.Add(added);
            }
            else if (entry.EventType == typeof(SetPointAcknowledged) && entry.Event is SetPointAcknowledged acknowledged)
                Acknowledge(acknowledged);
        }

        // Those of this batch that another one of it replaced, or an acknowledgement in it answers, need not go out.
        await SendAsync([.. fresh.Where(p => _pending.Find(p.Pod, p.SetPoint.Id) == p)], cancellation);
        await offsets.MoveAsync(Name, from, batch[^1].Ordering, cancellation);
    }

    /// <inheritdoc/>
    public async Task IdleAsync(CancellationToken cancellation)
    {
        if (_pending.Count == 0 || clock.GetElapsedTime(_checkedAt) < options.Check)
            return;
        _checkedAt = clock.GetTimestamp();
        var (now, due) = (clock.GetUtcNow(), new List<PendingSetPoint>());
        foreach (var pending in _pending.All.ToList())
        {
            if (pending.SetPoint.ValidUntil <= now)
                _pending.Remove(pending);
            else if (pending.DueAt <= _checkedAt)
                due.Add(pending);
        }

        if (due.Count == 0)
            return;
        // An acknowledgement before this process began is known there only. What the read models do not have yet comes with the next round.
        var open = (await devices.UnacknowledgedAsync(now, cancellation)).Select(u => (u.Pod, u.SetPoint.Id)).ToHashSet();
        foreach (var pending in due.Where(p => !open.Contains((p.Pod, p.SetPoint.Id))))
            Postpone(pending);
        await SendAsync([.. due.Where(p => open.Contains((p.Pod, p.SetPoint.Id)))], cancellation);
    }

    private PendingSetPoint? Add(PodId pod, SetPoint setPoint)
    {
        if (setPoint.ValidUntil <= clock.GetUtcNow())
            return null;
        var pending = new PendingSetPoint(pod, setPoint, clock.GetTimestamp(), mayBeReplaced: false);
        _pending.Add(pending);
        return pending;
    }

    private void Acknowledge(SetPointAcknowledged e)
    {
        if (_pending.Find(e.Pod, e.SetPoint) is not { } pending)
            return;
        pending.Done.Add(e.Id);
        if (pending.Recorded.IsSubsetOf(pending.Done))
            _pending.Remove(pending);
    }

    private void Postpone(PendingSetPoint pending)
    {
        var pause = pending.Pause ?? options.FirstPause;
        pending.DueAt = clock.GetTimestamp() + (long)(pause.TotalSeconds * clock.TimestampFrequency);
        pending.Pause = pause * 2 < options.LongestPause ? pause * 2 : options.LongestPause;
    }

    private async Task SendAsync(IReadOnlyList<PendingSetPoint> some, CancellationToken cancellation)
    {
        await Parallel.ForEachAsync(some.GroupBy(p => p.Pod),
            new ParallelOptions { MaxDegreeOfParallelism = options.AtOnce, CancellationToken = cancellation },
            async (ofPod, token) =>
            {
                var nodes = await devices.NodesAsync(ofPod.Key, token);
                foreach (var node in nodes)
                    await SendAsync(node, [.. ofPod.Where(p => !p.Done.Contains(node))], token);
                foreach (var pending in ofPod)
                {
                    pending.MayBeReplaced = true;
                    Postpone(pending);
                }
            });
    }

    private async Task SendAsync(LightNodeId node, IReadOnlyList<PendingSetPoint> some, CancellationToken cancellation)
    {
        if (directory.Reveal(DirectoryKind.LightNode, node.Pseudonym) is not { } serial)
            return;
        var current = some.Any(p => p.MayBeReplaced)
            ? (await devices.SetPointsAsync(node, clock.GetUtcNow(), cancellation)).Select(s => s.Id).ToHashSet(StringComparer.Ordinal)
            : [];
        foreach (var pending in some.Where(p => !p.MayBeReplaced || current.Contains(p.SetPoint.Id)))
            await SendAsync(node, serial, pending, cancellation);
    }

    private async Task SendAsync(LightNodeId node, string serial, PendingSetPoint pending, CancellationToken cancellation)
    {
        var payload = signer.Sign(serial, pending.SetPoint);
        using var underWay = intake.Deliveries.Begin(node, pending.SetPoint.Id);
        var isPublished = false;
        foreach (var channel in channels)
            isPublished |= await channel.PublishAsync(serial, payload, cancellation);
        if (!isPublished)
            return;
        FieldMetrics.SetPointsSent.Add(1);
        if (pending.Recorded.Contains(node))
            return;
        if (await entities.SendAsync(new DeliverSetPoint(node, pending.SetPoint, clock.GetUtcNow()), cancellation) is CommandReply.Refused refused)
        {
            logger.SetPointRefused(node, refused.Problem.ToString());
            pending.Done.Add(node);
        }
        pending.Recorded.Add(node);
    }
}
