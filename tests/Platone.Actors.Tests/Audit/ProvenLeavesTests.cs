using Platone.Actors.Audit.Reading;
using Platone.Actors.Audit.Reports;
using Platone.Actors.Kernel;
using Platone.Actors.Kernel.Identity;
using Platone.Actors.Tests.Notary.Testing;

namespace Platone.Actors.Tests.Audit;

public sealed class ProvenLeavesTests : IDisposable
{
    private readonly SqliteDatabases _databases = new();

    public void Dispose() => _databases.Dispose();

    [Fact]
    public async Task Every_leaf_of_a_checkpoint_of_any_size_is_proven_and_none_beyond_it()
    {
        var ledger = new TestLedger(await _databases.NewAsync());
        ledger.Journal.Fill(1100);
        await ledger.FollowAsync();
        var all = await ledger.LeavesAsync();
        foreach (var size in (int[])[1, 2, 255, 256, 257, 511, 512, 513, 700, 768, 1024, 1025, 1100])
        {
            var root = await ledger.Store.RootAsync(size, default);
            var leaves = new ProvenLeaves(ledger.Store, size, root);
            for (var i = 0; i < size; i++)
            {
                Assert.Equal(i, await leaves.IndexOfAsync(all[i].Ordering, default));
                var leaf = await leaves.LeafAsync(i, default);
                Assert.Null(leaf.Fault);
                Assert.Equal(all[i].Hash, leaf.Hash.ToArray());
            }
            Assert.Null(await leaves.IndexOfAsync(all[size - 1].Ordering + 1, default));
            if (size < all.Count)
                Assert.Null(await leaves.IndexOfAsync(all[size].Ordering, default));
            root[0] ^= 1;
            Assert.NotNull((await new ProvenLeaves(ledger.Store, size, root).LeafAsync(size - 1, default)).Fault);
        }
    }

    [Fact]
    public void Differences_are_told_by_member_and_place()
    {
        var one = new Sample(1, [new Part("a", 1.10m), new Part("b", 2)], new EventId("x", 1), null);
        Assert.Empty(Differences.Between(one, one with { Parts = [new Part("a", 1.1m), new Part("b", 2)] }));
        Assert.Equal([new Difference("parts[1].price", "2", "3")], Differences.Between(one, one with { Parts = [new Part("a", 1.1m), new Part("b", 3)] }));
        Assert.Equal([new Difference("parts.count", "2", "1")], Differences.Between(one, one with { Parts = [new Part("a", 1.1m)] }));
        Assert.Equal([new Difference("number", "1", "2"), new Difference("id", "x#1", "x#2"), new Difference("rest", "nothing", "c")],
            Differences.Between(one, one with { Number = 2, Id = new EventId("x", 2), Rest = "c" }));
    }

    private sealed record Part(string Name, decimal Price);

    private sealed record Sample(int Number, ValueList<Part> Parts, EventId Id, string? Rest);
}
