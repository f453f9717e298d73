using System.Security.Cryptography;
using CsCheck;
using LinqToDB;
using LinqToDB.Async;
using Platone.Actors.Kernel.Journal;
using Platone.Actors.Kernel.Keys;
using Platone.Actors.Notary;
using Platone.Actors.Notary.Checkpoints;
using Platone.Actors.Notary.Leaves;
using Platone.Actors.Notary.Log;
using Platone.Actors.Notary.Merkle;
using Platone.Actors.Tests.Notary.Testing;

namespace Platone.Actors.Tests.Notary.Log;

public sealed class SqliteNotaryTests() : NotarySpec(new SqliteDatabases());

public sealed class PostgreSqlNotaryTests() : NotarySpec(new PostgreSqlDatabases());

/// <summary>Follower, store and reader, on any database.</summary>
public abstract class NotarySpec(ITestDatabases databases) : IDisposable
{
    private static readonly CancellationToken Never = CancellationToken.None;

    public void Dispose()
    {
        databases.Dispose();
        GC.SuppressFinalize(this);
    }

    [SkippableFact]
    public async Task Each_event_has_one_leaf_in_journal_order()
    {
        var ledger = new TestLedger(await databases.NewAsync());
        ledger.Journal.Fill(600);
        await ledger.FollowAsync(batchSize: 197);

        var maker = new LeafMaker(ledger.Keys);
        var expected = ledger.Journal.Rows.Select(r => maker.Make(r).Leaf.Hash()).ToArray();
        var leaves = await ledger.LeavesAsync();
        Assert.Equal(expected, leaves.Select(l => l.Hash));
        Assert.Equal(ledger.Journal.Rows.Select(r => r.Ordering), leaves.Select(l => l.Ordering));
        Assert.Equal(NaiveTree.Root(expected), await ledger.RootAsync());
        Assert.Equal((600L, ledger.Journal.Rows[^1].Ordering), await ledger.Reader().HeadAsync(Never));
        foreach (var (i, row) in ledger.Journal.Rows.Index().Where(r => r.Index % 17 == 0 || r.Index is 255 or 256))
        {
            Assert.Equal(i, await ledger.Store.IndexOfAsync(row.Ordering, Never));
            Assert.Null(await ledger.Store.IndexOfAsync(row.Ordering + 1, Never));
        }
        Assert.Null(await ledger.Store.IndexOfAsync(0, Never));
    }

    [SkippableFact]
    public async Task Batches_of_any_size_give_the_root_of_one_event_at_a_time()
    {
        var one = new TestLedger(await databases.NewAsync());
        one.Journal.Fill(150);
        await one.FollowAsync(batchSize: 1);
        var expected = await one.RootAsync();
        await Gen.Int[1, 140].Array[1, 20].SampleAsync(async sizes =>
        {
            var ledger = await databases.NewAsync();
            var follower = new NotaryFollower(ledger, TestLedger.Master, one.Keys, one.Options, one.Clock);
            var position = await follower.StartAsync(Never);
            for (var i = 0; ; i++)
            {
                var batch = await one.Journal.ReadAsync(position, sizes[i % sizes.Length], Never);
                if (batch.Count == 0)
                    break;
                await follower.HandleAsync(position, batch, Never);
                position = batch[^1].Ordering;
            }
            Assert.Equal(expected, (await new LogStore(ledger).HeadAsync(Never)).Root);
        }, iter: 4, threads: 1);
    }

    [SkippableFact]
    public async Task A_batch_that_comes_again_after_a_crash_is_not_appended_twice()
    {
        var ledger = new TestLedger(await databases.NewAsync());
        ledger.Journal.Fill(20);
        var follower = ledger.Follower();
        var start = await follower.StartAsync(Never);
        var batch = await ledger.Journal.ReadAsync(start, 20, Never);
        await follower.HandleAsync(start, batch, Never);
        var root = await ledger.RootAsync();

        // The runner died before it knew: the same one, and one that never saw the append, bring the batch again.
        await Assert.ThrowsAsync<OffsetMovedException>(() => follower.HandleAsync(start, batch, Never));
        var restarted = ledger.Follower();
        Assert.Equal(batch[^1].Ordering, await restarted.StartAsync(Never));
        await Assert.ThrowsAsync<OffsetMovedException>(() => restarted.HandleAsync(start, batch, Never));
        Assert.Equal((20L, batch[^1].Ordering), await ledger.Reader().HeadAsync(Never));
        Assert.Equal(root, await ledger.RootAsync());
    }

    [SkippableFact]
    public async Task Of_two_runners_one_is_stopped()
    {
        var ledger = new TestLedger(await databases.NewAsync());
        ledger.Journal.Fill(10);
        var (one, other) = (ledger.Follower(), ledger.Follower());
        await one.StartAsync(Never);
        await other.StartAsync(Never);
        var batch = await ledger.Journal.ReadAsync(0, 5, Never);
        await one.HandleAsync(0, batch, Never);
        await Assert.ThrowsAsync<OffsetMovedException>(() => other.HandleAsync(0, batch, Never));
        // It goes on only from a new start.
        await Assert.ThrowsAsync<OffsetMovedException>(() => other.HandleAsync(0, batch, Never));
        var position = await other.StartAsync(Never);
        var rest = await ledger.Journal.ReadAsync(position, 5, Never);
        await other.HandleAsync(position, rest, Never);
        await Assert.ThrowsAsync<OffsetMovedException>(() => one.HandleAsync(position, rest, Never));
        Assert.Equal(10, (await ledger.Reader().HeadAsync(Never)).Size);
    }

    [SkippableFact]
    public async Task An_append_that_fails_half_way_leaves_nothing()
    {
        var ledger = new TestLedger(await databases.NewAsync());
        ledger.Journal.Fill(300);
        var follower = ledger.Follower();
        await follower.StartAsync(Never);
        var first = await ledger.Journal.ReadAsync(0, 250, Never);
        await follower.HandleAsync(0, first, Never);
        var root = await ledger.RootAsync();
        // The tile's orderings are lost: the transaction has written head and tiles when it notices.
        await using (var connection = ledger.Database.Connect())
            await connection.GetTable<LeafOrderingsRow>().DeleteAsync();
        var rest = await ledger.Journal.ReadAsync(first[^1].Ordering, 50, Never);
        await Assert.ThrowsAsync<LogCorruptException>(() => follower.HandleAsync(first[^1].Ordering, rest, Never));
        Assert.Equal(250, (await ledger.Reader().HeadAsync(Never)).Size);
        Assert.Equal(root, await ledger.RootAsync());
        Assert.Equal(first[^1].Ordering, await ledger.Follower().StartAsync(Never));
    }

    [SkippableFact]
    public async Task Rows_out_of_order_are_refused()
    {
        var ledger = new TestLedger(await databases.NewAsync());
        ledger.Journal.Fill(3);
        var follower = ledger.Follower();
        await follower.StartAsync(Never);
        await Assert.ThrowsAsync<ArgumentException>(() => follower.HandleAsync(0, [.. ledger.Journal.Rows.Reverse()], Never));
    }

    [SkippableFact]
    public async Task Seals_by_count_and_by_age_and_is_silent_when_idle()
    {
        var ledger = new TestLedger(await databases.NewAsync(), new NotaryOptions { SealLeaves = 10, SealAge = TimeSpan.FromSeconds(60) });
        var follower = await ledger.FollowAsync();
        await follower.IdleAsync(Never);
        var reader = ledger.Reader();
        Assert.Null(await reader.CheckpointAsync(Never));

        ledger.Journal.Fill(9);
        follower = await ledger.FollowAsync();
        await follower.IdleAsync(Never);
        ledger.Clock.Advance(TimeSpan.FromSeconds(59));
        await follower.IdleAsync(Never);
        Assert.Empty(await reader.SealsAsync(0, Never));
        // The age is durable: a restart does not begin it again.
        follower = await ledger.FollowAsync();
        ledger.Clock.Advance(TimeSpan.FromSeconds(1));
        await follower.IdleAsync(Never);
        var seal = Assert.Single(await reader.SealsAsync(0, Never));
        var root = Convert.ToHexStringLower(await ledger.RootAsync());
        Assert.Equal(new Seal(9, ledger.Journal.Rows[8].Ordering, ledger.Clock.GetUtcNow(), root), seal);

        ledger.Clock.Advance(TimeSpan.FromHours(1));
        await follower.IdleAsync(Never);
        Assert.Single(await reader.SealsAsync(0, Never));

        ledger.Journal.Fill(10);
        follower = await ledger.FollowAsync();
        await follower.IdleAsync(Never);
        Assert.Equal([9L, 19L], (await reader.SealsAsync(0, Never)).Select(s => s.TreeSize));
        Assert.Equal([19L], (await reader.SealsAsync(9, Never)).Select(s => s.TreeSize));
        Assert.Empty(await reader.SealsAsync(19, Never));

        ledger.Journal.Fill(1);
        await ledger.FollowAsync();
        await reader.SealAsync(Never);
        await reader.SealAsync(Never);
        Assert.Equal([20L], (await reader.SealsAsync(19, Never)).Select(s => s.TreeSize));
    }

    [SkippableFact]
    public async Task Sealing_all_waits_for_the_notary_and_may_be_given_up()
    {
        var ledger = new TestLedger(await databases.NewAsync());
        var reader = new NotaryReader(ledger.Database, TestLedger.Master, ledger.Keys, ledger.Journal, ledger.Options, TimeProvider.System);
        await reader.SealAllAsync(Never);
        Assert.Null(await reader.CheckpointAsync(Never));

        ledger.Journal.Fill(5);
        using (var patience = new CancellationTokenSource())
        {
            var givenUp = reader.SealAllAsync(patience.Token);
            await patience.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => givenUp);
        }
        Assert.Null(await reader.CheckpointAsync(Never));

        var sealing = reader.SealAllAsync(Never);
        // Only what was there when it was called need be reached.
        await ledger.FollowAsync();
        await sealing;
        Assert.Equal([5L], (await reader.SealsAsync(0, Never)).Select(s => s.TreeSize));
    }

    [SkippableFact]
    public async Task Checkpoints_verify_with_the_logs_key_which_survives()
    {
        var ledger = new TestLedger(await databases.NewAsync(), new NotaryOptions { OriginPrefix = "example.org/grid" });
        ledger.Journal.Fill(5);
        await ledger.FollowAsync();
        await ledger.Reader().SealAsync(Never);
        var key = NoteKey.Parse(await ledger.Reader().VerifierKeyAsync(Never));
        Assert.StartsWith("example.org/grid/", key.Name, StringComparison.Ordinal);
        Assert.Equal(key.ToString(), await ledger.Reader().VerifierKeyAsync(Never));

        var note = SignedNote.Parse((await ledger.Reader().CheckpointAsync(Never))!);
        Assert.NotNull(note.FindSignature(key));
        var checkpoint = Checkpoint.Parse(note.Text);
        Assert.Equal((key.Name, 5UL), (checkpoint.Origin, checkpoint.Size));
        Assert.Equal(await ledger.RootAsync(), checkpoint.Root);

        var other = new NotaryReader(ledger.Database, new MasterKey(Enumerable.Repeat((byte)1, 32).ToArray()), ledger.Keys, ledger.Journal,
            ledger.Options, ledger.Clock);
        await Assert.ThrowsAsync<CryptographicException>(() => other.VerifierKeyAsync(Never));
    }

    [SkippableFact]
    public async Task Nothing_is_signed_that_contradicts_the_tiles_or_what_was_signed()
    {
        var ledger = new TestLedger(await databases.NewAsync());
        ledger.Journal.Fill(5);
        await ledger.FollowAsync();
        await ledger.Reader().SealAsync(Never);
        ledger.Journal.Fill(5);
        await ledger.FollowAsync();
        await using (var connection = ledger.Database.Connect())
        {
            var tile = await connection.GetTable<TileRow>().SingleAsync(t => t.Level == 0);
            tile.Hashes[0] ^= 1;
            await connection.UpdateAsync(tile);
        }
        await Assert.ThrowsAsync<LogCorruptException>(() => ledger.Reader().SealAsync(Never));
        await Assert.ThrowsAsync<LogCorruptException>(() => ledger.Follower().StartAsync(Never));
        Assert.Single(await ledger.Reader().SealsAsync(0, Never));
    }

    [SkippableFact]
    public async Task Proofs_of_any_size_verify()
    {
        var ledger = new TestLedger(await databases.NewAsync());
        ledger.Journal.Fill(1000);
        await ledger.FollowAsync(batchSize: 333);
        var reader = ledger.Reader();
        var leaves = (await ledger.LeavesAsync()).Select(l => l.Hash).ToArray();
        int[] sizes = [1, 2, 3, 255, 256, 257, 512, 700, 999, 1000];
        foreach (var size in sizes)
        {
            var root = await ledger.Store.RootAsync(size, Never);
            Assert.Equal(NaiveTree.Root(leaves.AsSpan(0, size)), root);
            foreach (var index in sizes.Select(s => s - 1).Where(i => i < size))
            {
                var proof = await reader.InclusionAsync(index, size, Never);
                Assert.True(MerkleProof.VerifyInclusion(leaves[index], (ulong)index, (ulong)size, proof, root));
            }
            foreach (var from in sizes.Where(s => s <= size))
            {
                var older = await ledger.Store.RootAsync(from, Never);
                var proof = await reader.ConsistencyAsync(from, size, Never);
                Assert.True(MerkleProof.VerifyConsistency((ulong)from, (ulong)size, older, root, proof));
            }
            Assert.Empty(await reader.ConsistencyAsync(0, size, Never));
        }
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => reader.ConsistencyAsync(1, 1001, Never));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => reader.ConsistencyAsync(2, 1, Never));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => reader.ConsistencyAsync(-1, 1, Never));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => reader.InclusionAsync(5, 5, Never));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => reader.InclusionAsync(-1, 5, Never));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => reader.InclusionAsync(5, 1001, Never));
    }

    [SkippableFact]
    public async Task Tiles_are_served_up_to_the_newest_checkpoint()
    {
        var ledger = new TestLedger(await databases.NewAsync());
        ledger.Journal.Fill(300);
        await ledger.FollowAsync();
        var reader = ledger.Reader();
        Assert.Null(await reader.TileAsync("0/000", Never));
        await reader.SealAsync(Never);
        ledger.Journal.Fill(10);
        await ledger.FollowAsync();

        var leaves = (await ledger.LeavesAsync()).Select(l => l.Hash).ToArray();
        Assert.Equal(leaves[..256].SelectMany(h => h), await reader.TileAsync("0/000", Never));
        Assert.Equal(leaves[256..300].SelectMany(h => h), await reader.TileAsync("0/001.p/44", Never));
        Assert.Equal(leaves[256..260].SelectMany(h => h), await reader.TileAsync("0/001.p/4", Never));
        Assert.Equal(NaiveTree.Root(leaves.AsSpan(0, 256)), await reader.TileAsync("1/000.p/1", Never));
        string[] others = ["0/001", "0/001.p/45", "0/002", "1/000", "1/000.p/2", "2/000.p/1", "63/000.p/1", "entries/000", "0/1"];
        foreach (var path in others)
            Assert.Null(await reader.TileAsync(path, Never));
    }

    [SkippableFact]
    public async Task A_rebuild_gives_the_same_log_also_after_an_erasure()
    {
        var ledger = new TestLedger(await databases.NewAsync());
        ledger.Journal.Fill(300);
        await ledger.FollowAsync();
        await ledger.Reader().SealAsync(Never);
        ledger.Journal.Fill(300);
        await ledger.FollowAsync();
        var root = await ledger.RootAsync();
        var all = await ledger.Rebuild().AuditAsync(Never);
        Assert.Equal(new RebuildResult(600, Convert.ToHexStringLower(root), 600, 0), all);

        ledger.Keys.Erase("pod-1", ledger.Clock.GetUtcNow());
        var into = await databases.NewAsync();
        var result = await ledger.Rebuild().RebuildAsync(into, Never);
        Assert.Equal(new RebuildResult(600, Convert.ToHexStringLower(root), 400, 200), result);
        var rebuilt = new NotaryReader(into, TestLedger.Master, ledger.Keys, ledger.Journal, ledger.Options, ledger.Clock);
        Assert.Equal(await ledger.Reader().HeadAsync(Never), await rebuilt.HeadAsync(Never));
        Assert.Equal(await ledger.Reader().CheckpointAsync(Never), await rebuilt.CheckpointAsync(Never));
        Assert.Equal(await ledger.Reader().VerifierKeyAsync(Never), await rebuilt.VerifierKeyAsync(Never));
        Assert.Equal(await ledger.Reader().SealsAsync(0, Never), await rebuilt.SealsAsync(0, Never));
        await Assert.ThrowsAsync<InvalidOperationException>(() => ledger.Rebuild().RebuildAsync(into, Never));

        // The rebuilt log goes on as the old one would.
        ledger.Journal.Append("pod-0", ["more"], []);
        await ledger.FollowAsync();
        var follower = new NotaryFollower(into, TestLedger.Master, ledger.Keys, ledger.Options, ledger.Clock);
        var position = await follower.StartAsync(Never);
        await follower.HandleAsync(position, await ledger.Journal.ReadAsync(position, 10, Never), Never);
        Assert.Equal(await ledger.RootAsync(), (await new LogStore(into).HeadAsync(Never)).Root);
    }

    [SkippableFact]
    public async Task An_audit_finds_a_changed_event_a_lost_key_and_a_lost_row()
    {
        var ledger = new TestLedger(await databases.NewAsync());
        ledger.Journal.Fill(30);
        await ledger.FollowAsync();
        var honest = ledger.Journal.Rows[10].Stored.ToArray();
        ledger.Journal.Replace(10, ledger.Journal.Encode("pod-1", "forged"));
        var forged = await Assert.ThrowsAsync<LogCorruptException>(() => ledger.Rebuild().AuditAsync(Never));
        Assert.Contains("leaf 10", forged.Message, StringComparison.Ordinal);
        ledger.Journal.Replace(10, honest);
        await ledger.Rebuild().AuditAsync(Never);

        await using (var connection = ledger.Database.Connect())
            await connection.GetTable<HeadRow>().Where(h => h.Id == 1).Set(h => h.Ordering, h => h.Ordering + 1).UpdateAsync();
        await Assert.ThrowsAsync<LogCorruptException>(() => ledger.Rebuild().AuditAsync(Never));
        await using (var connection = ledger.Database.Connect())
            await connection.GetTable<HeadRow>().Where(h => h.Id == 1).Set(h => h.Ordering, h => h.Ordering - 1).UpdateAsync();

        ledger.Journal.Append("pod-9", ["open only"], []);
        await ledger.FollowAsync();
        ledger.Keys.Lose(new KeyId("pod-9", 202611));
        var lost = await Assert.ThrowsAsync<LogCorruptException>(() => ledger.Rebuild().AuditAsync(Never));
        Assert.Contains("pod-9/202611", lost.Message, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task Keys_destroyed_before_the_leaf_leave_void_commitments_and_stop_nothing()
    {
        var ledger = new TestLedger(await databases.NewAsync());
        ledger.Journal.Fill(10);
        ledger.Keys.Erase("pod-2", ledger.Clock.GetUtcNow());
        await ledger.FollowAsync();
        Assert.Equal(10, (await ledger.Reader().HeadAsync(Never)).Size);
        await ledger.Reader().SealAsync(Never);
        await Assert.ThrowsAsync<ErasedSubjectException>(() => ledger.Reader().BundleAsync(new("pod-2", 2), null, Never));
        Assert.NotNull(await ledger.Reader().BundleAsync(new("pod-1", 2), null, Never));
        // Two of the three have personal units, which stand as one. All are recomputed: a void commitment needs no key.
        var kept = await ledger.Store.CommitmentsAsync(0, 10, Never);
        Assert.Equal([(2L, 2), (5L, 2), (8L, 1)], kept.OrderBy(k => k.Key).Select(k => (k.Key, KeptCommitment.Decode(k.Value).Count)));
        Assert.All(kept.Values.SelectMany(KeptCommitment.Decode), c => Assert.Equal(CommitmentKind.Void, c.Kind));
        var audit = await ledger.Rebuild().AuditAsync(Never);
        Assert.Equal((10, 0, 3), (audit.Recomputed, audit.Erased, audit.PartlyErased));

        ledger.Journal.Replace(8, ledger.Journal.Rows[5].Stored.ToArray());
        await Assert.ThrowsAsync<LogCorruptException>(() => ledger.Rebuild().AuditAsync(Never));
    }

    [SkippableFact]
    public async Task A_seal_is_never_dated_before_the_one_before_it()
    {
        var ledger = new TestLedger(await databases.NewAsync());
        ledger.Journal.Fill(5);
        await ledger.FollowAsync();
        await ledger.Reader().SealAsync(Never);
        ledger.Journal.Fill(5);
        await ledger.FollowAsync();
        var behind = new Microsoft.Extensions.Time.Testing.FakeTimeProvider(TestJournal.Start.AddDays(-1));
        await new NotaryReader(ledger.Database, TestLedger.Master, ledger.Keys, ledger.Journal, ledger.Options, behind).SealAsync(Never);
        Assert.Equal([TestJournal.Start, TestJournal.Start], (await ledger.Reader().SealsAsync(0, Never)).Select(s => s.SealedAt));
    }
}
