using Platone.Actors.Notary.Log;
using Platone.Actors.Notary.Merkle;
using Platone.Actors.Tests.Notary.Testing;
using Xunit.Abstractions;

namespace Platone.Actors.Tests.Notary.Log;

public sealed class LogSizeTests(ITestOutputHelper output) : IDisposable
{
    private readonly SqliteDatabases _databases = new();

    public void Dispose() => _databases.Dispose();

    [Fact]
    public async Task A_leaf_takes_less_than_a_hundred_bytes()
    {
        const int count = 50_000;
        var store = new LogStore(await _databases.NewAsync());
        var head = await store.HeadAsync(CancellationToken.None);
        var edge = new TreeEdge();
        var next = 0;
        foreach (var batch in NaiveTree.Leaves(count).Chunk(2048))
        {
            edge = edge.Copy();
            var leaves = batch.Select(h => new NewLeaf(++next * 2, h)).ToList();
            foreach (var leaf in leaves)
                edge.Append(leaf.Hash);
            head = await store.AppendAsync(head, edge, leaves, TestJournal.Start, CancellationToken.None);
        }
        var bytes = _databases.BytesOfLast() / (double)count;
        output.WriteLine($"{bytes:f1} bytes a leaf");
        Assert.InRange(bytes, 40, 100);
    }
}
