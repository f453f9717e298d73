using LinqToDB.Data;
using Platone.Actors.Node;
using Platone.Testing;

namespace Platone.Actors.Tests.Node;

/// <summary>What only one node does at a time, on a real PostgreSQL.</summary>
public sealed class ClusterLockTests
{
    [SkippableFact]
    public async Task It_is_held_however_long_nothing_is_said_and_its_holder_sees_that_the_server_let_it_go()
    {
        using var directory = new TestDirectory("cluster-lock");
        var database = (await Kernel.Store.PostgreSqlAsync(directory)).Journal;
        await using var watcher = database.Connect();
        // docs/postgresql.md has servers end transactions that are idle: not this one.
        await watcher.ExecuteAsync("""
            do $$ begin execute format('alter database %I set idle_in_transaction_session_timeout = ''50ms''', current_database()); end $$
            """);
        await using var first = await ClusterLock.TakeAsync(database, ClusterLock.Formation, default);
        await watcher.ExecuteAsync("select pg_sleep(0.2)");
        Assert.True(await first.IsHeldAsync(default));

        var second = ClusterLock.TakeAsync(database, ClusterLock.Formation, default);
        await watcher.ExecuteAsync("""
            select pg_terminate_backend(pid) from pg_locks where locktype = 'advisory' and granted and objid = @what
            """, new DataParameter("what", ClusterLock.Formation));
        await using var held = await second.WaitAsync(Deadline.Default);
        Assert.False(await first.IsHeldAsync(default));
        Assert.True(await held.IsHeldAsync(default));
    }
}
