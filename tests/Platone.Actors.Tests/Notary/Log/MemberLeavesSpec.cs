using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using CsCheck;
using LinqToDB;
using Platone.Actors.Kernel.Identity;
using Platone.Actors.Kernel.Keys;
using Platone.Actors.Notary;
using Platone.Actors.Notary.Bundles;
using Platone.Actors.Notary.Leaves;
using Platone.Actors.Notary.Log;
using Platone.Actors.Tests.Notary.Testing;
using Platone.Testing;

namespace Platone.Actors.Tests.Notary.Log;

public sealed class SqliteMemberLeavesTests() : MemberLeavesSpec(new SqliteDatabases());

public sealed class PostgreSqlMemberLeavesTests() : MemberLeavesSpec(new PostgreSqlDatabases());

/// <summary>Leaves of events about many: each member's units under its own key, and what is left of them after erasures.</summary>
public abstract class MemberLeavesSpec(ITestDatabases databases) : IDisposable
{
    private static readonly CancellationToken Never = CancellationToken.None;
    private static readonly EventId Session = new("session-1", 1);

    public void Dispose()
    {
        databases.Dispose();
        GC.SuppressFinalize(this);
    }

    [SkippableFact]
    public async Task Each_unit_is_salted_with_the_key_of_its_own_subject()
    {
        var ledger = await SealedAsync();
        var entry = ledger.Journal.Rows[1];
        var made = new LeafMaker(ledger.Keys).Make(entry);
        (string Subject, string Content)[] expected =
            [("session-1", "open"), ("session-1", "price"), ("pod-1", "a"), ("pod-1", "b"), ("pod-2", "c"), ("pod-1", "d")];
        Assert.Equal(expected, made.Units.Select(u => (u.Owner.Subject, Text(u.Disclosable!.Content))));
        Assert.All(made.Units.Index(), u =>
            Assert.Equal(UnitCommitment.Salt(ledger.Keys.Find(new KeyId(u.Item.Owner.Subject, 202611))!, entry.Id, u.Index), u.Item.Disclosable!.Salt));
        Assert.Equal(made.Leaf.Hash(), (await ledger.LeavesAsync())[1].Hash);
        // Kept for the entry with members, and for no other.
        var kept = Assert.Single(await ledger.Store.CommitmentsAsync(0, 100, Never));
        Assert.Equal(1, kept.Key);
        Assert.Equal(made.Units.SelectMany(u => u.Disclosable!.Commitment().Prepend((byte)0)), kept.Value);
    }

    [SkippableFact]
    public async Task Units_belong_to_whom_they_are_about()
    {
        var ledger = await SealedAsync();
        UnitOwner[] expected =
        [
            new(UnitPart.Open, "session-1"), new(UnitPart.Personal, "session-1"), new(UnitPart.Member, "pod-1"), new(UnitPart.Member, "pod-1"),
            new(UnitPart.Member, "pod-2"), new(UnitPart.Member, "pod-1"),
        ];
        Assert.Equal(expected, await ledger.Reader().UnitsAsync(Session, Never));
        ledger.Keys.Erase("pod-1", ledger.Clock.GetUtcNow());
        ledger.Keys.Erase("session-1", ledger.Clock.GetUtcNow());
        Assert.Equal(expected, await ledger.Reader().UnitsAsync(Session, Never));
        Assert.Equal([new(UnitPart.Open, "pod-1"), new(UnitPart.Personal, "pod-1")], await ledger.Reader().UnitsAsync(new("pod-1", 1), Never));
        Assert.Null(await ledger.Reader().UnitsAsync(new("session-1", 99), Never));
        var late = ledger.Journal.Append("pod-2", ["late"], []);
        Assert.Null(await ledger.Reader().UnitsAsync(late.Id, Never));
    }

    [SkippableFact]
    public async Task After_an_erasure_the_others_units_are_proven_and_the_erased_ones_stay_commitments()
    {
        var ledger = await SealedAsync();
        var before = Proven((await ledger.Reader().BundleAsync(Session, null, Never))!);
        Assert.Equal([0, 1, 2, 3, 4, 5], before.Units.Select(u => u.Number));
        Assert.Equal([3, 4], Proven((await ledger.Reader().BundleAsync(Session, [4, 3], Never))!).Units.Select(u => u.Number));

        ledger.Keys.Erase("pod-1", ledger.Clock.GetUtcNow());
        var after = Proven((await ledger.Reader().BundleAsync(Session, null, Never))!);
        Assert.Equal((before.LeafHashHex, 6), (after.LeafHashHex, after.UnitCount));
        Assert.Equal([(0, "open"), (1, "price"), (4, "c")], after.Units.Select(u => (u.Number, Text(u.Content))));
        Assert.Equal([4], Proven((await ledger.Reader().BundleAsync(Session, [2, 4], Never))!).Units.Select(u => u.Number));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => ledger.Reader().BundleAsync(Session, [6], Never));

        // The event's own subject: what is about others is proven all the same.
        ledger.Keys.Erase("session-1", ledger.Clock.GetUtcNow());
        Assert.Equal([4], Proven((await ledger.Reader().BundleAsync(Session, null, Never))!).Units.Select(u => u.Number));
        ledger.Keys.Erase("pod-2", ledger.Clock.GetUtcNow());
        await Assert.ThrowsAsync<ErasedSubjectException>(() => ledger.Reader().BundleAsync(Session, null, Never));
    }

    [SkippableFact]
    public async Task An_audit_takes_what_was_kept_of_erased_units_and_finds_what_is_wrong()
    {
        var ledger = await SealedAsync();
        Assert.Equal((3, 0, 0), await AuditAsync(ledger));
        ledger.Keys.Erase("pod-1", ledger.Clock.GetUtcNow());
        Assert.Equal((2, 1, 1), await AuditAsync(ledger));
        var kept = (await ledger.Store.CommitmentsAsync(1, 2, Never))[1];

        // Of an erased unit (2), of one that is not (4), a kind, and one too few or too many.
        foreach (var place in (int[])[2 * 33 + 5, 4 * 33 + 5, 2 * 33, 4 * 33])
        {
            byte[] wrong = [.. kept];
            wrong[place] ^= 1;
            await RefusedAsync(wrong);
        }
        await RefusedAsync([.. kept, .. kept[..33]]);
        await RefusedAsync(kept[..^33]);
        await RefusedAsync(kept[..^1]);
        await RefusedAsync(null);
        await PutAsync(1, kept);
        Assert.Equal((2, 1, 1), await AuditAsync(ledger));

        // Where there should be none.
        await PutAsync(2, kept[..33]);
        await Assert.ThrowsAsync<LogCorruptException>(() => AuditAsync(ledger));

        async Task RefusedAsync(byte[]? commitments)
        {
            await PutAsync(1, commitments);
            await Assert.ThrowsAsync<LogCorruptException>(() => AuditAsync(ledger));
            await Assert.ThrowsAsync<LogCorruptException>(() => ledger.Reader().BundleAsync(Session, null, Never));
        }

        async Task PutAsync(long index, byte[]? commitments)
        {
            await using var connection = ledger.Database.Connect();
            await connection.GetTable<LeafCommitmentsRow>().Where(c => c.Index == index).DeleteAsync();
            if (commitments is not null)
                await connection.InsertAsync(new LeafCommitmentsRow { Index = index, Commitments = commitments });
        }
    }

    [SkippableFact]
    public async Task A_rebuild_takes_the_commitments_over()
    {
        var ledger = await SealedAsync();
        ledger.Keys.Erase("pod-1", ledger.Clock.GetUtcNow());
        var bundle = await ledger.Reader().BundleAsync(Session, null, Never);
        var into = await databases.NewAsync();
        await ledger.Rebuild().RebuildAsync(into, Never);
        var rebuilt = new NotaryReader(into, TestLedger.Master, ledger.Keys, ledger.Journal, ledger.Options, ledger.Clock);
        Assert.Equal(bundle, await rebuilt.BundleAsync(Session, null, Never));
        Assert.Equal((await ledger.Store.CommitmentsAsync(0, 9, Never))[1], (await new LogStore(into).CommitmentsAsync(0, 9, Never))[1]);
    }

    [SkippableFact]
    public async Task Commitments_are_appended_with_their_leaves_or_not_at_all()
    {
        var ledger = new TestLedger(await databases.NewAsync());
        Write(ledger.Journal);
        var follower = ledger.Follower();
        await follower.StartAsync(Never);
        var first = await ledger.Journal.ReadAsync(0, 1, Never);
        await follower.HandleAsync(0, first, Never);
        // A row in the way of the last statement of the transaction.
        await using (var connection = ledger.Database.Connect())
            await connection.InsertAsync(new LeafCommitmentsRow { Index = 1, Commitments = [1] });
        var rest = await ledger.Journal.ReadAsync(first[^1].Ordering, 50, Never);
        await Assert.ThrowsAnyAsync<System.Data.Common.DbException>(() => follower.HandleAsync(first[^1].Ordering, rest, Never));
        Assert.Equal(1, (await ledger.Reader().HeadAsync(Never)).Size);
        await using (var connection = ledger.Database.Connect())
            await connection.GetTable<LeafCommitmentsRow>().DeleteAsync();

        await ledger.FollowAsync();
        Assert.Equal((3, 0, 0), await AuditAsync(ledger));
    }

    [SkippableFact]
    public async Task A_key_destroyed_between_write_and_leaf_voids_its_units_only()
    {
        var ledger = new TestLedger(await databases.NewAsync());
        Write(ledger.Journal);
        ledger.Keys.Erase("pod-1", ledger.Clock.GetUtcNow());
        await ledger.FollowAsync();
        await ledger.Reader().SealAsync(Never);
        var kept = KeptCommitment.Decode((await ledger.Store.CommitmentsAsync(1, 2, Never))[1]);
        var (salted, gone) = (CommitmentKind.Salted, CommitmentKind.Void);
        Assert.Equal([salted, salted, gone, gone, salted, gone], kept.Select(c => c.Kind));
        // As docs/log.md has it.
        var stored = SHA256.HashData(ledger.Journal.Rows[1].Stored.Span);
        Assert.Equal(SHA512.HashData([0, 0, 0, 3, .. stored])[..32], kept[3].Value);
        Assert.Equal([0, 1, 4], Proven((await ledger.Reader().BundleAsync(Session, null, Never))!).Units.Select(u => u.Number));
        Assert.Equal((3, 0, 2), await AuditAsync(ledger));
    }

    [SkippableFact]
    public async Task A_lost_key_of_a_member_is_found()
    {
        var ledger = await SealedAsync();
        ledger.Keys.Lose(new KeyId("pod-2", 202611));
        await Assert.ThrowsAsync<Actors.Serialization.CorruptEventException>(() => ledger.Rebuild().AuditAsync(Never));
    }

    /// <summary>
    /// Events are encoded, written some time later, notarised some time later, and PODs are erased at any time between. The notary never
    /// stops, and in the end every unit of whoever was not erased is proven, as are the bundles that were given away before.
    /// </summary>
    [SkippableFact]
    public async Task Whatever_is_erased_when_the_notary_goes_on_and_every_other_proof_verifies()
    {
        // Skips here, outside of the samples, where there is no server.
        _ = await databases.NewAsync();
        var step = Gen.Select(Gen.Int[0, 9], Gen.Int[0, 1000], Gen.Int[0, 4].Array[0, 4]);
        await step.Array[5, 60].SampleAsync(async steps =>
        {
            var ledger = new TestLedger(await databases.NewAsync());
            var (encoded, given, erased) = (new List<(string Subject, byte[] Stored)>(), new List<string>(), new HashSet<string>());
            foreach (var (kind, number, pods) in steps)
            {
                switch (kind)
                {
                    case 0 or 1 or 2:
                        var subject = kind == 0 && !erased.Contains($"pod-{number % 5}") ? $"pod-{number % 5}" : "session-1";
                        encoded.Add((subject, ledger.Journal.Encode(Event(subject, number, pods))));
                        break;
                    case 3 or 4 or 5 when encoded.Count > 0:
                        var next = encoded[number % encoded.Count];
                        encoded.Remove(next);
                        ledger.Journal.Append(next.Subject, next.Stored);
                        break;
                    case 6:
                        ledger.Keys.Erase($"pod-{number % 5}", ledger.Clock.GetUtcNow());
                        erased.Add($"pod-{number % 5}");
                        break;
                    case 7 or 8:
                        await ledger.FollowAsync(batchSize: 1 + number % 4);
                        break;
                    case 9 when ledger.Journal.Rows.Count > 0:
                        await ledger.Reader().SealAsync(Never);
                        if (await BundleAsync(ledger, ledger.Journal.Rows[number % ledger.Journal.Rows.Count].Id) is { } bundle)
                            given.Add(bundle);
                        break;
                }
            }
            foreach (var (subject, stored) in encoded)
                ledger.Journal.Append(subject, stored);
            await ledger.FollowAsync();
            await ledger.Reader().SealAsync(Never);

            Assert.Equal(ledger.Journal.Rows.Count, (await ledger.Reader().HeadAsync(Never)).Size);
            Assert.All(given, bundle => Proven(bundle));
            foreach (var row in ledger.Journal.Rows)
            {
                var owners = (await ledger.Reader().UnitsAsync(row.Id, Never))!;
                var left = owners.Index().Where(o => !erased.Contains(o.Item.Subject)).Select(o => o.Index).ToList();
                var bundle = await BundleAsync(ledger, row.Id);
                Assert.Equal(left, bundle is null ? [] : Proven(bundle).Units.Select(u => u.Number));
                Assert.All(bundle is null ? [] : Proven(bundle).Units, u => Assert.StartsWith(owners[u.Number].Subject, Text(u.Content), StringComparison.Ordinal));
            }
            var audit = await ledger.Rebuild().AuditAsync(Never);
            var into = await databases.NewAsync();
            Assert.Equal(audit, await ledger.Rebuild().RebuildAsync(into, Never));
            Assert.Equal(await ledger.RootAsync(), (await new LogStore(into).HeadAsync(Never)).Root);
        }, iter: Nightly.Times(12, 100), threads: 1);
    }

    private static Noted Event(string subject, int number, int[] pods) =>
        new(subject, [$"{subject} open"], [.. Enumerable.Repeat($"{subject} personal", number % 3)], TestJournal.Start.AddSeconds(number))
        {
            Members = [.. pods.Select(p => ($"pod-{p}", (ImmutableArray<string>?)[.. Enumerable.Repeat($"pod-{p} of {number}", (number + p) % 4)]))],
        };

    private static async Task<string?> BundleAsync(TestLedger ledger, EventId id)
    {
        try
        {
            return await ledger.Reader().BundleAsync(id, null, Never);
        }
        catch (ErasedSubjectException)
        {
            return null;
        }
    }

    private static void Write(TestJournal journal)
    {
        journal.Append("pod-1", ["open"], ["own"]);
        journal.Append("session-1", ["open"], ["price"], ("pod-1", ["a", "b"]), ("pod-2", ["c"]), ("pod-3", []), ("pod-1", ["d"]));
        journal.Append("session-1", ["open"], []);
    }

    private static ProvenEvent Proven(string bundle)
    {
        var result = BundleVerifier.Verify(bundle);
        Assert.True(result.IsValid, result.Summary);
        return result.Proven!;
    }

    private static async Task<(long Recomputed, long Erased, long Partly)> AuditAsync(TestLedger ledger)
    {
        var result = await ledger.Rebuild().AuditAsync(Never);
        return (result.Recomputed, result.Erased, result.PartlyErased);
    }

    private static string Text(ReadOnlyMemory<byte> unit) => Encoding.UTF8.GetString(unit.Span);

    private async Task<TestLedger> SealedAsync()
    {
        var ledger = new TestLedger(await databases.NewAsync());
        Write(ledger.Journal);
        await ledger.FollowAsync();
        await ledger.Reader().SealAsync(Never);
        return ledger;
    }
}
