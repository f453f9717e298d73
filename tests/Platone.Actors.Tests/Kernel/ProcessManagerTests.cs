using Akka.Event;
using Platone.Actors.Kernel.Aggregates;
using Platone.Actors.Kernel.Journal;
using Platone.Actors.Kernel.Processes;
using Platone.Testing;

namespace Platone.Actors.Tests.Kernel;

public sealed class ProcessManagerTests : IDisposable
{
    private static readonly DateTimeOffset At = new(2026, 11, 22, 12, 0, 0, TimeSpan.Zero);
    private readonly TestDirectory _directory = new("process");

    [Fact]
    public async Task What_happened_reaches_the_other_aggregate_once_though_the_process_dies_before_it_moves_its_offset()
    {
        var storage = Store.Sqlite(_directory);
        await using var system = await KernelSystem.StartAsync(storage);
        for (var i = 0; i < 30; i++)
            await system.Send(new Add($"from{i % 3}", i, 1 + i, At));
        var batch = await system.ReadToEnd();

        var offsets = new ProcessOffsets(storage.Scd);
        var process = new Copying(offsets, system.Entities);
        Assert.Equal(0, await process.StartAsync(KernelSystem.Deadline));
        // Dies after its commands were answered: the offset is not moved.
        var dying = new Copying(offsets, system.Entities);
        await dying.StartAsync(KernelSystem.Deadline);
        await Assert.ThrowsAsync<OffsetMovedException>(() => dying.HandleAsync(-1, batch, KernelSystem.Deadline));
        await process.HandleAsync(0, batch, KernelSystem.Deadline);

        Assert.Equal(Enumerable.Range(1, 30).Sum(), (await system.Get("to")).Sum);
        Assert.Equal(batch[^1].Ordering, await process.StartAsync(KernelSystem.Deadline));
    }

    [Fact]
    public async Task Two_runners_cannot_both_move_an_offset()
    {
        var offsets = new ProcessOffsets(Store.Sqlite(_directory).Scd);
        Assert.Equal(0, await offsets.LoadAsync("p", KernelSystem.Deadline));
        await offsets.MoveAsync("p", 0, 10, KernelSystem.Deadline);
        await Assert.ThrowsAsync<OffsetMovedException>(() => offsets.MoveAsync("p", 0, 10, KernelSystem.Deadline));
        await Assert.ThrowsAsync<OffsetMovedException>(() => offsets.MoveAsync("p", 5, 12, KernelSystem.Deadline));
        await offsets.MoveAsync("p", 10, 12, KernelSystem.Deadline);
        Assert.Equal(12, await offsets.LoadAsync("p", KernelSystem.Deadline));
    }

    public void Dispose()
    {
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        _directory.Dispose();
    }

    private sealed class Copying(ProcessOffsets offsets, IEntities entities) : ProcessManager("copying", offsets, entities, NoLogger.Instance)
    {
        protected override Task<IReadOnlyList<ICommand>> ReactAsync(JournalEntry entry, CancellationToken cancellation) =>
            Task.FromResult<IReadOnlyList<ICommand>>(entry.Event is Added e && e.Id != "to" ? [new Add("to", (int)entry.Ordering, e.Amount, At)] : []);
    }
}
