using LinqToDB;
using LinqToDB.Async;
using LinqToDB.Mapping;
using Platone.Actors.Batteries;
using Platone.Actors.Kernel.Aggregates;
using Platone.Actors.Kernel.Identity;
using Platone.Actors.Kernel.Journal;
using Platone.Actors.Kernel.Keys;
using Platone.Actors.Kernel.Processes;
using Platone.Actors.Kernel.Storage;
using Platone.Actors.Metering.LightNodes;
using Platone.Actors.Metering.Pods;
using Platone.Actors.Notary;
using Platone.Actors.Notary.Anchoring.Registry;

namespace Platone.Actors.Node.Erasure;

/// <summary>
/// Carries out the erasure of a POD (architecture, "Privacy"): what is behind it is retired, so that nothing is recorded under its keys any
/// more; when the log covers the last of its events, the keys are destroyed and the names forgotten. Each step is repeatable, so a
/// crash at any of them only means that they are done again. Processes that carry the POD's last events elsewhere (its link
/// on a ledger ends) have read them by then.
/// <para>
/// Events about many (a market session's) hold units of the POD, too. Those before its erasure in the journal are covered with it: the log
/// is appended in journal order. Of the POD's units in one that is written while this goes on, nobody needs a proof any more: those encoded
/// before the keys went and notarised after get void commitments, and later ones hold nothing of the POD (docs/log.md).
/// </para>
/// </summary>
internal sealed class ErasureProcess(Database database, ProcessOffsets offsets, IEntities entities, IJournalTail tail, IJournalRows rows,
    INotary log, IKeyStore keys, IDirectory directory, IReadOnlyList<string> readsFirst) : ITailHandler
{
    /// <inheritdoc/>
    public string Name => "erasure";

    /// <inheritdoc/>
    public int BatchSize => 2000;

    /// <inheritdoc/>
    public Task<long> StartAsync(CancellationToken cancellation) => offsets.LoadAsync(Name, cancellation);

    /// <inheritdoc/>
    public async Task HandleAsync(long from, IReadOnlyList<JournalEntry> batch, CancellationToken cancellation)
    {
        foreach (var entry in batch)
        {
            // The rows this process cares for are few: their manifests tell without opening the rest.
            if (entry.EventType == typeof(LightNodeRegistered) && entry.Event is LightNodeRegistered node)
            {
                await RememberAsync(LightNodeCommand.EntityKind, node.Id.ToString(), node.Pod, cancellation).ConfigureAwait(false);
                // Registered while its POD was being erased: without the POD's keys it can record nothing, so only its serial is left.
                if (keys.IsErased(node.Pod.Subject))
                    directory.Forget(DirectoryKind.LightNode, node.Id.Pseudonym);
            }
            else if (entry.EventType == typeof(BatteryCommissioned) && entry.Event is BatteryCommissioned battery)
                await RememberAsync(BatteryCommand.EntityKind, battery.Id.ToString(), battery.Pod, cancellation).ConfigureAwait(false);
            else if (entry.EventType == typeof(PodErased) && entry.Event is PodErased erased)
                await EraseAsync(erased, entry.Ordering, cancellation).ConfigureAwait(false);
        }
        await offsets.MoveAsync(Name, from, batch[^1].Ordering, cancellation).ConfigureAwait(false);
    }

    private async Task RememberAsync(string kind, string id, PodId pod, CancellationToken cancellation)
    {
        await using var connection = database.Connect();
        await connection.InsertOrReplaceAsync(new BehindPod { Kind = kind, Id = id, Pod = pod.ToString() }, token: cancellation).ConfigureAwait(false);
    }

    private async Task EraseAsync(PodErased erased, long ordering, CancellationToken cancellation)
    {
        await using var connection = database.Connect();
        var pod = erased.Id.ToString();
        var behind = await connection.GetTable<BehindPod>().Where(b => b.Pod == pod).ToListAsync(cancellation).ConfigureAwait(false);
        // Once the keys are gone nothing can be recorded under them, not even a retirement: only the rest is done again.
        if (!keys.IsErased(erased.Id.Subject))
        {
            await RetireAsync(behind, erased, ordering, cancellation).ConfigureAwait(false);
            await PassAsync(ordering, cancellation).ConfigureAwait(false);
        }
        keys.Erase(erased.Id.Subject, erased.RecordedAt);
        keys.Erase(PodCommitments.SubjectOf(erased.Id), erased.RecordedAt);
        foreach (var each in behind.Where(b => b.Kind == LightNodeCommand.EntityKind))
            directory.Forget(DirectoryKind.LightNode, LightNodeId.Parse(each.Id).Pseudonym);
        directory.Forget(DirectoryKind.Pod, erased.Id.Pseudonym);
    }

    // Returns when the others have read the POD's events: what they carry on must be asked for before it cannot be read any more.
    private async Task PassAsync(long ordering, CancellationToken cancellation)
    {
        foreach (var process in readsFirst)
        {
            while (await offsets.LoadAsync(process, cancellation).ConfigureAwait(false) < ordering)
                await tail.WaitAsync(cancellation).ConfigureAwait(false);
        }
    }

    // Returns when what is behind the POD is retired and the log covers its last events.
    private async Task RetireAsync(IReadOnlyList<BehindPod> behind, PodErased erased, long ordering, CancellationToken cancellation)
    {
        foreach (var each in behind)
        {
            ICommand retire = each.Kind == LightNodeCommand.EntityKind
                ? new RetireLightNode(LightNodeId.Parse(each.Id), erased.RecordedAt)
                : new RetireBattery(BatteryId.Parse(each.Id), erased.RecordedAt);
            if (await entities.SendAsync(retire, cancellation).ConfigureAwait(false) is CommandReply.Done done
                && await rows.FindAsync(new EventId($"{each.Kind}-{each.Id}", done.SequenceNr), cancellation).ConfigureAwait(false) is { } last)
            {
                ordering = Math.Max(ordering, last.Ordering);
            }
        }

        while ((await log.HeadAsync(cancellation).ConfigureAwait(false)).Ordering < ordering)
            await tail.WaitAsync(cancellation).ConfigureAwait(false);
    }

    [Table("behind_pod")]
    private sealed class BehindPod
    {
        [Column("kind"), PrimaryKey(0)]
        public string Kind { get; init; } = "";

        [Column("id"), PrimaryKey(1)]
        public string Id { get; init; } = "";

        [Column("pod")]
        public string Pod { get; init; } = "";
    }
}
