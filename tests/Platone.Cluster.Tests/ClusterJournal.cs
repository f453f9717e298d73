using System.Buffers.Text;
using Npgsql;
using Platone.Actors;
using Platone.Actors.Kernel.Journal;
using Platone.Actors.Kernel.Keys;
using Platone.Actors.Kernel.Storage;
using Platone.Actors.Markets.Sessions;
using Platone.Actors.Metering.LightNodes;
using Platone.Actors.Notary.Log;
using Platone.Actors.Serialization;
using Platone.Host.ClusterDemo;
using Platone.Host.Rest.Operations;
using Platone.Testing;
using Xunit.Abstractions;

namespace Platone.Cluster.Tests;

/// <summary>Reads the journal as it is in the database, and holds it against what nodes acknowledged.</summary>
internal sealed class ClusterJournal(RunningCluster cluster, ITestOutputHelper output)
{
    private readonly Dictionary<string, HashSet<(int Epoch, long Seq)>> _readings = [];
    private readonly Dictionary<string, Dictionary<string, int>> _offers = [];
    private long _rows;

    /// <summary>
    /// Reads all of it: no stream has a hole and no reading is in it twice. And no entity ran on two nodes: both would have written the same
    /// sequence numbers, of which the database takes one only, and the other would have said so.
    /// </summary>
    public async Task ReadAsync()
    {
        var keys = await KeyStore.OpenAsync(Stores().Keys, Master());
        var codec = new EventCodec(PlatoneEvents.Registry, keys);
        var last = new Dictionary<string, (long Number, string Writer)>();
        var moves = 0;
        await using var source = NpgsqlDataSource.Create(cluster.ConnectionString);
        await using var command = source.CreateCommand(
            "select persistence_id, sequence_number, writer_uuid, manifest, message from journal.journal order by ordering");
        await using var rows = await command.ExecuteReaderAsync();
        while (await rows.ReadAsync())
        {
            _rows++;
            var (stream, number, writer) = (rows.GetString(0), rows.GetInt64(1), rows.GetString(2));
            var before = last.GetValueOrDefault(stream, (0, writer));
            Assert.True(number == before.Item1 + 1, $"{stream} has {number} after {before.Item1}");
            moves += before.Item2 == writer ? 0 : 1;
            last[stream] = (number, writer);
            Take(codec.Decode(rows.GetString(3), rows.GetFieldValue<byte[]>(4)));
        }

        output.WriteLine($"{last.Count} entities, which went on on another node {moves} times");
        Assert.DoesNotContain(cluster.Nodes.SelectMany(n => n.Lines), l => l.Contains("journal_uq", StringComparison.Ordinal));
    }

    /// <summary>Every acknowledged reading is there; none that was never sent is.</summary>
    public void Has(IReadOnlyList<LoadDevice> devices)
    {
        foreach (var device in devices)
        {
            var there = _readings.GetValueOrDefault(device.LightNode, []);
            for (var seq = 0L; seq < device.Acknowledged; seq++)
                Assert.True(there.Contains((LoadDevice.Epoch, seq)), $"reading {seq} of {device.LightNode} was acknowledged and is not in the journal");
            // It ended with an acknowledgement.
            Assert.Equal(device.Acknowledged, there.Count);
        }
    }

    /// <summary>Every acknowledged offer of a session is there once.</summary>
    public void Has(string session, IReadOnlyList<string> offers)
    {
        var there = _offers.GetValueOrDefault(session, []);
        Assert.All(offers, o => Assert.Equal(1, there.GetValueOrDefault(o)));
        Assert.All(there, o => Assert.Equal(1, o.Value));
    }

    /// <summary>The read models and the log have come to the end of the journal, and an undisturbed notary makes the same log of it.</summary>
    public async Task IsFollowedAsync(FailoverClient client)
    {
        await using var source = NpgsqlDataSource.Create(cluster.ConnectionString);
        await Until.TrueAsync("read models and log at the end of the journal", async stop =>
        {
            var end = await ScalarAsync(source, "select max(ordering) from journal.journal", stop);
            var projections = await client.GetAsync<IReadOnlyList<ProjectionView>>("api/v1/projections", stop) ?? [];
            return projections.Count > 0 && projections.All(p => p.Ordering >= end)
                && await ScalarAsync(source, "select count(*) from journal.journal", stop) == await LogSizeAsync(source, stop);
        });
        var keys = await KeyStore.OpenAsync(Stores().Keys, Master());
        using var system = Akka.Actor.ActorSystem.Create("reader");
        using var tail = new JournalTail(Stores().Journal, new EventCodec(PlatoneEvents.Registry, keys), JournalPulse.Of(system), TimeProvider.System,
            TimeSpan.FromMilliseconds(100));
        var audit = await new LogRebuild(tail, keys, Stores().Ledger, TimeProvider.System).AuditAsync(CancellationToken.None);
        Assert.Equal(await RootAsync(source), audit.RootHex);
        output.WriteLine($"{_rows} events, {audit.Size} leaves");
    }

    /// <summary>The audit decides every session again from the journal and finds what was recorded.</summary>
    public async Task IsCleanAsync()
    {
        var data = cluster.Nodes[0].Data;
        var result = await PlatoneHostProcess.RunAsync(["audit", "--journal", cluster.ConnectionString, "--data", data], deadline: Deadline.Default * 2,
            environment: new Dictionary<string, string?> { ["PLATONE_MASTER_KEY"] = cluster.Master });
        Assert.True(result.ExitCode == 0, result.Output + result.Error);
    }

    /// <summary>The stores of the cluster.</summary>
    internal StorageOptions Stores() =>
        new(DatabaseProvider.PostgreSql, cluster.Nodes[0].Data, cluster.ConnectionString, TimeSpan.FromMilliseconds(100));

    private MasterKey Master() => new(Base64Url.DecodeFromChars(cluster.Master));

    private static async Task<long> ScalarAsync(NpgsqlDataSource source, string query, CancellationToken stop)
    {
        await using var command = source.CreateCommand(query);
        return await command.ExecuteScalarAsync(stop) is long number ? number : 0;
    }

    private static async Task<string> RootAsync(NpgsqlDataSource source)
    {
        await using var command = source.CreateCommand("select encode(root, 'hex') from ledger.head");
        return (string)(await command.ExecuteScalarAsync())!;
    }

    // What is in the log whether sealed already or not.
    private static Task<long> LogSizeAsync(NpgsqlDataSource source, CancellationToken stop) =>
        ScalarAsync(source, "select coalesce(max(size), 0) from ledger.head", stop);

    private void Take(object @event)
    {
        switch (@event)
        {
            case ReadingsRecorded e:
                if (!_readings.TryGetValue(e.Id.ToString(), out var readings))
                    _readings[e.Id.ToString()] = readings = [];
                foreach (var reading in e.Readings)
                    Assert.True(readings.Add((reading.Epoch, reading.Seq)), $"reading {reading.Seq} of {e.Id} is in the journal twice");
                break;
            case OfferPlaced e:
                if (!_offers.TryGetValue(e.Id.Value, out var offers))
                    _offers[e.Id.Value] = offers = [];
                offers[e.Offer.Id.Value] = offers.GetValueOrDefault(e.Offer.Id.Value) + 1;
                break;
        }
    }
}
