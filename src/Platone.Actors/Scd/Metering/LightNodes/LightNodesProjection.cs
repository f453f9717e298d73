using LinqToDB;
using LinqToDB.Async;
using LinqToDB.Data;
using Platone.Actors.Kernel.Aggregates;
using Platone.Actors.Kernel.Identity;
using Platone.Actors.Kernel.Journal;
using Platone.Actors.Metering;
using Platone.Actors.Metering.LightNodes;
using Platone.Actors.Metering.Pods;
using Platone.Actors.Scd.Following;
using Platone.Actors.Scd.Storage;

namespace Platone.Actors.Scd.Metering.LightNodes;

/// <summary>Light nodes: what they are, when they were heard, what is wrong with them.</summary>
internal sealed class LightNodesProjection() : Projection(ProjectionName, ["light_node"],
    typeof(LightNodeRegistered), typeof(LightNodeKeyChanged), typeof(LightNodeKeyRevoked), typeof(ReadingsRecorded),
    typeof(QuarterHoursClosed), typeof(ReadingsRejected), typeof(LightNodeFellSilent), typeof(LightNodeReturned), typeof(LightNodeRetired),
    typeof(PodErased))
{
    public const string ProjectionName = "light-nodes";

    public override async Task ApplyAsync(DataConnection connection, IReadOnlyList<JournalEntry> entries, CancellationToken cancellation)
    {
        var erasures = await Erasures.ReadAsync(connection, Name, entries, cancellation).ConfigureAwait(false);
        var nodes = await TouchedRows<string, LightNodeRecord>.ReadAsync(
            entries.Select(e => e.Event).OfType<LightNodeEvent>().Select(e => e.Id.ToString()),
            some => connection.GetTable<LightNodeRecord>().Where(n => some.Contains(n.Node)).ToListAsync(cancellation),
            n => n.Node).ConfigureAwait(false);
        var erasedNodes = new HashSet<Pseudonym>();

        foreach (var entry in entries)
        {
            if (entry.Event is not LightNodeEvent e)
                continue;
            if (erasures.Contains(PodOf(e)))
                erasedNodes.Add(e.Id.Pseudonym);
            else if (e is LightNodeRegistered registered)
                nodes.Put(e.Id.ToString(), Register(registered) with { LastEventNr = entry.Id.SequenceNr });
            else
                nodes.Change(e.Id.ToString(), node => Apply(node, e) with { LastEventNr = entry.Id.SequenceNr });
        }

        await nodes.WriteAsync(connection, cancellation).ConfigureAwait(false);
        // Who waits for the readings of an erased node must learn that there are none, so its name is kept.
        foreach (var node in erasedNodes.Concat(await OfErasedPodsAsync(connection, erasures, cancellation).ConfigureAwait(false)))
            erasures.Remember(node);
        await erasures.WriteAsync(connection, ["light_node"], cancellation).ConfigureAwait(false);
    }

    private static async Task<IEnumerable<Pseudonym>> OfErasedPodsAsync(DataConnection connection, Erasures erasures,
        CancellationToken cancellation)
    {
        if (erasures.Pods.Count == 0)
            return [];
        var nodes = await connection.GetTable<LightNodeRecord>().Where(n => erasures.Pods.Contains(n.Pod)).Select(n => n.Node)
            .ToListAsync(cancellation).ConfigureAwait(false);
        return nodes.Select(n => new Pseudonym(n));
    }

    private static PodId PodOf(LightNodeEvent @event) => @event switch
    {
        LightNodeRegistered e => e.Pod,
        LightNodeKeyChanged e => e.Pod,
        LightNodeKeyRevoked e => e.Pod,
        ReadingsRecorded e => e.Pod,
        QuarterHoursClosed e => e.Pod,
        ReadingsRejected e => e.Pod,
        LightNodeFellSilent e => e.Pod,
        LightNodeReturned e => e.Pod,
        LightNodeRetired e => e.Pod,
        _ => throw new UnknownEventException(ProjectionName, @event),
    };

    private static LightNodeRecord Register(LightNodeRegistered e) => new()
    {
        Node = e.Id.ToString(), Pod = e.Pod.ToString(), PublicKey = e.PublicKey, ValidFromUs = e.ValidFrom.Us(),
    };

    private static LightNodeRecord Apply(LightNodeRecord node, LightNodeEvent @event) => @event switch
    {
        // What was signed with the old key says nothing about the new one.
        LightNodeKeyChanged e => node with
        {
            PublicKey = e.PublicKey, BadSignatures = 0, LastBadSignatureUs = null, KeyRevokedAtUs = null,
        },
        // One it no longer had was only put beyond use.
        LightNodeKeyRevoked e => e.PublicKey == node.PublicKey ? node with { PublicKey = null, KeyRevokedAtUs = e.RecordedAt.Us() } : node,
        ReadingsRecorded e => Open(Heard(node, e), e.Open),
        QuarterHoursClosed e => Open(node, e.Open),
        ReadingsRejected e => Refuse(node, e),
        LightNodeFellSilent => node with { IsSilent = true },
        LightNodeReturned => node with { IsSilent = false },
        LightNodeRetired e => Open(node, null) with { RetiredAtUs = e.RecordedAt.Us() },
        _ => throw new UnknownEventException(ProjectionName, @event),
    };

    private static LightNodeRecord Heard(LightNodeRecord node, ReadingsRecorded e)
    {
        var (newest, epoch, backwards, lastBackwards) = (node.LastReadingUs, node.LastEpoch, node.BackwardsReadings, node.LastBackwardsUs);
        foreach (var reading in e.Readings)
        {
            var time = reading.Time.Us();
            newest = Latest(newest, time);
            // A new epoch is a new count of the registers: what ran backwards before it is over.
            if (reading.Epoch > epoch)
                (epoch, backwards, lastBackwards) = (reading.Epoch, 0, null);
            if (reading.Epoch == epoch && reading.Quality.HasFlag(ReadingQuality.RegisterBackwards))
                (backwards, lastBackwards) = (backwards + 1, Latest(lastBackwards, time));
        }
        return node with
        {
            LastSeenUs = e.RecordedAt.Us(),
            Readings = node.Readings + e.Readings.Length,
            LastReadingUs = newest,
            ClockSkewUs = newest == node.LastReadingUs ? node.ClockSkewUs : e.RecordedAt.Us() - newest,
            LastEpoch = epoch,
            BackwardsReadings = backwards,
            LastBackwardsUs = lastBackwards,
        };
    }

    private static LightNodeRecord Refuse(LightNodeRecord node, ReadingsRejected e)
    {
        var badSignatures = e.Refusals.Where(r => r.Reason == RefusalReason.BadSignature).Sum(r => r.Count);
        node = node with { Refused = node.Refused + e.Refusals.Sum(r => r.Count) };
        return badSignatures == 0 ? node : node with
        {
            BadSignatures = node.BadSignatures + badSignatures, LastBadSignatureUs = e.RecordedAt.Us(),
        };
    }

    private static LightNodeRecord Open(LightNodeRecord node, OpenQuarterHour? open) => node with
    {
        OpenUntilUs = open?.QuarterHour.End.Us(), OpenSinceUs = open?.FirstArrival.Us(),
    };

    private static long Latest(long? a, long b) => a > b ? a.Value : b;
}
