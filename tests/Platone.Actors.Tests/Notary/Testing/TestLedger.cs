using Microsoft.Extensions.Time.Testing;
using Platone.Actors.Kernel.Keys;
using Platone.Actors.Kernel.Storage;
using Platone.Actors.Notary;
using Platone.Actors.Notary.Log;
using Platone.Actors.Notary.Witnessing;

namespace Platone.Actors.Tests.Notary.Testing;

/// <summary>A ledger database with a journal, keys and a clock, and what reads and writes it.</summary>
public sealed class TestLedger(Database database, NotaryOptions? options = null)
{
    public static readonly MasterKey Master = new(new byte[32]);

    public Database Database { get; } = database;

    public NotaryOptions Options { get; } = options ?? new NotaryOptions();

    public MemoryKeyStore Keys { get; } = new();

    public FakeTimeProvider Clock { get; } = new(TestJournal.Start);

    public TestJournal Journal => field ??= new TestJournal(Keys);

    internal LogStore Store => field ??= new LogStore(Database);

    public NotaryFollower Follower() => new(Database, Master, Keys, Options, Clock);

    public NotaryReader Reader(WitnessOptions? witnesses = null) => new(Database, Master, Keys, Journal, Options, Clock, witnesses);

    public LogRebuild Rebuild() => new(Journal, Keys, Database, Clock);

    /// <summary>A new follower takes all rows there are, in batches of a size.</summary>
    public async Task<NotaryFollower> FollowAsync(int batchSize = 1000)
    {
        var follower = Follower();
        var position = await follower.StartAsync(CancellationToken.None);
        while (await Journal.ReadAsync(position, batchSize, CancellationToken.None) is { Count: > 0 } batch)
        {
            await follower.HandleAsync(position, batch, CancellationToken.None);
            position = batch[^1].Ordering;
        }
        return follower;
    }

    internal async Task<IReadOnlyList<NewLeaf>> LeavesAsync()
    {
        var leaves = new List<NewLeaf>();
        await foreach (var leaf in Store.LeavesAsync((await Store.HeadAsync(CancellationToken.None)).Size, CancellationToken.None))
            leaves.Add(leaf);
        return leaves;
    }

    public async Task<byte[]> RootAsync() => (await Store.HeadAsync(CancellationToken.None)).Root;
}
