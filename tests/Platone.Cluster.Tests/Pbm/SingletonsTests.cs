using System.Buffers.Binary;
using Npgsql;
using Platone.Actors.Scd.Following;
using Platone.Actors.Scd.Storage;
using Platone.Host.ClusterDemo;
using Platone.Host.Verbs;
using Platone.Testing;
using Xunit.Abstractions;

namespace Platone.Cluster.Tests.Pbm;

/// <summary>
/// What there is once in a cluster moves, with a node that leaves and from a node that dies, and goes on where it was: the log has one leaf for
/// every event in the journal's order, the read models are what a rebuild makes of the journal.
/// </summary>
[Collection(nameof(OperatorsCluster))]
public sealed class SingletonsTests(OperatorsCluster cluster, ITestOutputHelper output)
{
    private const int Devices = 6;
    private const int ReadingsPerSecond = 300;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(12);
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(200);

    [SkippableFact]
    public async Task Notary_and_projections_move_and_go_on_without_gap_or_duplicate()
    {
        cluster.Require();
        await cluster.MakeWholeAsync();
        using var deadline = new CancellationTokenSource(Deadline.Default * 4);
        using var client = new FailoverClient(cluster.Addresses, cluster.OperatorKey, Patience);
        await using var database = NpgsqlDataSource.Create(cluster.ConnectionString);
        var readings = await ReadingsLoad.RegisterAsync(client, cluster.Addresses, "ONCE", Devices, ReadingsPerSecond, TimeProvider.System,
            deadline.Token);
        using var market = await OfferLoad.PrepareAsync(cluster.Addresses, client, [.. readings.Devices.Select(d => d.Pod)], Patience,
            TimeProvider.System, deadline.Token);
        readings.Start(deadline.Token);
        var (once, gate) = await market.OpenAsync("once", TimeSpan.FromSeconds(20), deadline.Token);
        var placing = market.PlaceAsync(once, gate, deadline.Token);
        await readings.RecoveredAsync(deadline.Token);

        // The node on which they are leaves.
        var left = await cluster.HostAsync(cluster.Nodes);
        Assert.Equal(ExitCode.Ok, await left.TerminateAsync());
        var heir = await MovedAsync(left, database);
        output.WriteLine($"{left} left: notary and read models went on on {heir}");
        cluster.Start(left);
        await cluster.ReadyAsync(left);

        // The node on which they are now is killed; an operator says that it is dead.
        await heir.KillAsync();
        var other = cluster.Nodes.First(n => n != heir);
        await cluster.ShowsAsync(other.Number, "it cannot be reached",
            rows => rows.Any(r => r.Contains("| unreachable |", StringComparison.Ordinal)));
        Assert.Equal(ExitCode.Ok, (await cluster.TypeAsync(other.Number, "cluster down-unreachable --yes")).Code);
        var last = await MovedAsync(heir, database);
        output.WriteLine($"{heir} was killed: they went on on {last}");
        cluster.Start(heir);
        await cluster.ReadyAsync(heir);

        await readings.RecoveredAsync(deadline.Token);
        await readings.StopAsync();
        var offers = await placing;
        var journal = new ClusterJournal(cluster, output);
        await journal.ReadAsync();
        journal.Has(readings.Devices);
        journal.Has(once, offers);
        // Also: an undisturbed notary makes the same log of the journal, leaf by leaf, with the same root.
        await journal.IsFollowedAsync(client);
        await HasOneLeafAnEventAsync(database);
        await AreWhatARebuildMakesAsync(client, journal, database);
    }

    private async Task<RunningNode> MovedAsync(RunningNode from, NpgsqlDataSource database)
    {
        var host = await cluster.HostAsync(cluster.Nodes.Where(n => n.Runs));
        Assert.NotEqual(from, host);
        var (size, ordering) = (await ScalarAsync(database, "select size from ledger.head"), await ScalarAsync(database, Slowest));
        await Until.TrueAsync("the log and every read model go on", async _ => await ScalarAsync(database, "select size from ledger.head") > size
            && await ScalarAsync(database, Slowest) > ordering);
        return host;
    }

    private const string Slowest = "select min(ordering) from scd.projection_offset";

    private static async Task HasOneLeafAnEventAsync(NpgsqlDataSource database)
    {
        var events = await OrderingsAsync(database, "select ordering from journal.journal order by ordering", r => [r.GetInt64(0)]);
        var leaves = await OrderingsAsync(database, "select orderings from ledger.leaf_orderings order by idx", r =>
        {
            var bytes = r.GetFieldValue<byte[]>(0);
            return Enumerable.Range(0, bytes.Length / sizeof(long)).Select(i => BinaryPrimitives.ReadInt64BigEndian(bytes.AsSpan(i * sizeof(long))));
        });
        Assert.Equal(events, leaves);
    }

    private static async Task<List<long>> OrderingsAsync(NpgsqlDataSource database, string query, Func<NpgsqlDataReader, IEnumerable<long>> read)
    {
        var all = new List<long>();
        await using var command = database.CreateCommand(query);
        await using var rows = await command.ExecuteReaderAsync();
        while (await rows.ReadAsync())
            all.AddRange(read(rows));
        return all;
    }

    // Nothing may be recorded meanwhile: if something was (a device has fallen silent), once more.
    private async Task AreWhatARebuildMakesAsync(FailoverClient client, ClusterJournal journal, NpgsqlDataSource database)
    {
        // Not by a node: that would be recorded.
        var rebuild = new ProjectionRebuild(new ScdStore(journal.Stores().Scd));
        using var ticks = new PeriodicTimer(Look);
        for (var attempt = 0; ; attempt++)
        {
            await journal.IsFollowedAsync(client);
            var end = await ScalarAsync(database, "select max(ordering) from journal.journal");
            var before = await TablesAsync(database);
            foreach (var name in ProjectionRebuild.Names)
                await rebuild.ResetAsync(name, CancellationToken.None);
            await journal.IsFollowedAsync(client);
            var after = await TablesAsync(database);
            if (await ScalarAsync(database, "select max(ordering) from journal.journal") != end)
            {
                Assert.True(attempt < 20, "the journal does not come to rest");
                await ticks.WaitForNextTickAsync();
                continue;
            }

            foreach (var (table, content) in before)
                Assert.True(after[table] == content, $"{table} is {content} and after a rebuild {after[table]}");
            var filled = before.Select(t => (t.Key, Rows: t.Value.Split(' ')[0])).Where(t => t.Rows != "0").Select(t => $"{t.Key} {t.Rows}");
            output.WriteLine($"{before.Count} tables are what a rebuild of {ProjectionRebuild.Names.Count} read models makes: "
                + string.Join(", ", filled));
            return;
        }
    }

    // Rows and a hash of them, of every table but those of who has read how far.
    private static async Task<SortedDictionary<string, string>> TablesAsync(NpgsqlDataSource database)
    {
        var tables = new List<string>();
        await using (var command = database.CreateCommand(
            "select table_name from information_schema.tables where table_schema = 'scd' and table_name not like '%_offset'"))
        await using (var rows = await command.ExecuteReaderAsync())
        {
            while (await rows.ReadAsync())
                tables.Add(rows.GetString(0));
        }

        var contents = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var table in tables)
        {
            await using var command = database.CreateCommand(
                $"select count(*) || ' ' || coalesce(md5(string_agg(t::text, chr(10) order by t::text collate \"C\")), '') from scd.\"{table}\" t");
            contents[table] = (string)(await command.ExecuteScalarAsync())!;
        }

        return contents;
    }

    private static async Task<long> ScalarAsync(NpgsqlDataSource database, string query)
    {
        await using var command = database.CreateCommand(query);
        return (long)(await command.ExecuteScalarAsync())!;
    }
}
