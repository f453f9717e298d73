using LinqToDB.Data;
using Platone.Actors.Kernel.Aggregates;
using Platone.Actors.Kernel.Journal;
using Platone.Actors.Kernel.Storage;
using Platone.Testing;

namespace Platone.Actors.Tests.Kernel;

/// <summary>What shell, journal, snapshots and tail promise, on each database.</summary>
public abstract class JournalSpec : IDisposable
{
    private static readonly DateTimeOffset At = new(2026, 11, 22, 12, 0, 0, TimeSpan.Zero);

    protected TestDirectory Directory { get; } = new("journal");

    protected abstract Task<StorageOptions> OpenAsync();

    [SkippableFact]
    public async Task A_confirmed_command_is_in_the_journal_and_survives_a_restart()
    {
        var storage = await OpenAsync();
        await using (var system = await KernelSystem.StartAsync(storage))
        {
            Assert.Equal(5L, Assert.IsType<CommandReply.Done>(await system.Send(new Add("a", 1, 5, At))).Report);
            Assert.Single(await system.ReadToEnd());
        }
        await using (var again = await KernelSystem.StartAsync(storage))
        {
            Assert.Equal(5, (await again.Get("a")).Sum);
            Assert.Equal(12L, Assert.IsType<CommandReply.Done>(await again.Send(new Add("a", 2, 7, At))).Report);
        }
    }

    [SkippableFact]
    public async Task The_packages_own_journal_and_the_platforms_go_on_where_the_other_stopped()
    {
        const string package = "akka.persistence.journal.sql.class = \"Akka.Persistence.Sql.Journal.SqlWriteJournal, Akka.Persistence.Sql\"";
        var storage = await OpenAsync();
        for (var start = 0; start < 4; start++)
        {
            await using var system = await KernelSystem.StartAsync(storage, settings: start % 2 == 0 ? package : "");
            if (start > 0)
                Assert.Equal(4 * start, (await system.Get("a")).Sum);
            await system.Send(new Add("a", 2 * start, 1, At));
            await system.Send(new Add("a", 2 * start + 1, 3, At));
        }
        await using var connection = storage.Journal.Connect();
        // Every column has what the package writes, the writer's name a different one for each start.
        var kinds = await connection.QueryToListAsync<string>("select distinct manifest || ' ' || identifier || ' ' || coalesce(tags, 'null') || ' ' "
            + "|| length(writer_uuid) || ' ' || case when deleted then 'deleted' else 'kept' end from journal");
        Assert.Equal(["tally.added.1 1620001  32 kept"], kinds);
        Assert.Equal(4, await connection.ExecuteAsync<long>("select count(distinct writer_uuid) from journal"));
        // Akka's ticks of .NET: these are of this century.
        Assert.Equal(8, await connection.ExecuteAsync<long>($"select count(*) from journal where created > {At.AddYears(-1).Ticks}"));
    }

    [SkippableFact]
    public async Task A_repeated_command_and_a_refused_one_write_nothing()
    {
        await using var system = await KernelSystem.StartAsync(await OpenAsync());
        var first = await system.Send(new Add("a", 1, 5, At));
        Assert.Equal(first, await system.Send(new Add("a", 1, 5, At)));
        var refused = Assert.IsType<CommandReply.Refused>(await system.Send(new Add("a", 2, -1, At)));
        Assert.Equal("amount", refused.Problem.Field);
        Assert.Single(await system.ReadToEnd());
    }

    [SkippableFact]
    public async Task Commands_that_arrive_while_a_write_is_in_flight_go_out_together()
    {
        const int commands = 500;
        var storage = await OpenAsync();
        await using (var system = await KernelSystem.StartAsync(storage))
        {
            await system.Send(new Add("a", 0, 1, At));
            var replies = await Task.WhenAll(Enumerable.Range(1, commands).Select(i => system.Send(new Add("a", i, 1, At))));
            Assert.All(replies, r => Assert.IsType<CommandReply.Done>(r));
            var events = await system.ReadToEnd();
            Assert.InRange(events.Count, 2, commands / 2);
            Assert.Equal(commands + 1, (await system.Get("a")).Sum);
        }
        await using (var again = await KernelSystem.StartAsync(storage))
            Assert.Equal(commands + 1, (await again.Get("a")).Sum);
    }

    [SkippableFact]
    public async Task All_events_of_a_decision_are_there_or_none()
    {
        await using var system = await KernelSystem.StartAsync(await OpenAsync());
        await system.Send(new Add("a", 1, 5, At));
        Assert.Equal(13L, Assert.IsType<CommandReply.Done>(await system.Send(new AddTwice("a", 2, 3, At))).Report);
        Assert.Equal(["tally.added.1", "tally.doubted.1", "tally.added.1"], (await system.ReadToEnd()).Select(e => e.Manifest));
    }

    [SkippableFact]
    public async Task Recovery_with_and_without_snapshots_gives_the_same_state()
    {
        var storage = await OpenAsync();
        var often = KernelSystem.Options with { SnapshotEvery = 3 };
        await using (var system = await KernelSystem.StartAsync(storage, often))
        {
            for (var i = 0; i < 20; i++)
                await system.Send(i % 4 == 3 ? new AddTwice("a", i, i, At) : new Add("a", i, i, At));
            // Nobody waits for a snapshot: the system might end before the store has begun.
            await using var stored = storage.Snapshots.Connect();
            var deadline = KernelSystem.Deadline;
            while (await stored.ExecuteAsync<int>("select count(*) from snapshot") == 0)
                await Task.Delay(TimeSpan.FromMilliseconds(20), deadline);
        }

        Tally with, without;
        await using (var system = await KernelSystem.StartAsync(storage, often))
            with = await system.Get("a");
        await using (var connection = storage.Snapshots.Connect())
            Assert.True(await connection.ExecuteAsync("delete from snapshot") > 0, "no snapshot was stored");
        await using (var system = await KernelSystem.StartAsync(storage, often))
            without = await system.Get("a");
        Assert.Equal(with, without);
    }

    [SkippableFact]
    public async Task The_tail_gives_every_event_once_in_order_however_it_is_read()
    {
        await using var system = await KernelSystem.StartAsync(await OpenAsync());
        await Task.WhenAll(Enumerable.Range(0, 20).Select(async e =>
        {
            for (var i = 0; i < 10; i++)
                await system.Send(new Add($"e{e}", i, 1, At));
        }));

        var all = await system.ReadToEnd();
        Assert.Equal(200, all.Count);
        Assert.Equal(all.Select(e => e.Ordering).Order(), all.Select(e => e.Ordering));
        foreach (var stream in all.GroupBy(e => e.Id.PersistenceId))
            Assert.Equal(Enumerable.Range(1, 10).Select(i => (long)i), stream.Select(e => e.Id.SequenceNr));

        // A second reader, in the middle of what the first one keeps in memory.
        var from = all[57].Ordering;
        Assert.Equal(all.Skip(58).Select(e => e.Id), (await system.ReadToEnd(from)).Select(e => e.Id));
        Assert.Equal(all[57].Id, (await system.Tail.FindAsync(all[57].Id, KernelSystem.Deadline))!.Id);
    }

    [SkippableFact]
    public async Task A_reader_ahead_of_the_others_finds_no_hole_where_they_have_not_been()
    {
        var storage = await OpenAsync();
        await using (var system = await KernelSystem.StartAsync(storage))
        {
            for (var i = 0; i < 9; i++)
                await system.Send(new Add("a", i, 1, At));
        }
        // After a restart: one reader is far behind and reads a little, another is ahead; then both read on.
        await using var again = await KernelSystem.StartAsync(storage);
        var behind = await again.Tail.ReadAsync(0, 2, KernelSystem.Deadline);
        Assert.Equal(3, (await again.ReadToEnd(6)).Count);
        Assert.Equal(7, (await again.ReadToEnd(behind[^1].Ordering)).Count);
    }

    [SkippableFact]
    public async Task The_tail_stops_at_a_hole()
    {
        var storage = await OpenAsync();
        await using var system = await KernelSystem.StartAsync(storage);
        for (var i = 0; i < 4; i++)
            await system.Send(new Add("a", i, 1, At));
        await using (var connection = storage.Journal.Connect())
            await connection.ExecuteAsync("delete from journal where sequence_number = 2");
        var hole = await Assert.ThrowsAsync<JournalHoleException>(() => system.ReadToEnd());
        Assert.Contains("tally-a#3", hole.Message, StringComparison.Ordinal);
    }

    public void Dispose()
    {
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        Directory.Dispose();
        GC.SuppressFinalize(this);
    }
}

public sealed class SqliteJournalTests : JournalSpec
{
    protected override Task<StorageOptions> OpenAsync() => Task.FromResult(Store.Sqlite(Directory));
}

public sealed class PostgreSqlJournalTests : JournalSpec
{
    protected override Task<StorageOptions> OpenAsync() => Store.PostgreSqlAsync(Directory);
}
