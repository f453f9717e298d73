using Akka.Configuration;
using Microsoft.Data.Sqlite;
using Npgsql;
using Platone.Actors.Kernel.Aggregates;
using Platone.Actors.Kernel.Identity;
using Platone.Actors.Kernel.Keys;
using Platone.Actors.Kernel.Time;
using Platone.Actors.Metering;
using Platone.Actors.Metering.LightNodes;
using Platone.Actors.Metering.Pods;
using Platone.Actors.Node;
using Platone.Actors.Notary.Bundles;
using Platone.Actors.Notary.Log;
using Platone.Actors.Scd.Following;
using Platone.Actors.Scd.Listings;
using Platone.Actors.Scd.Metering.QuarterHours;
using Platone.Actors.Tests.Kernel;
using Platone.Testing;

namespace Platone.Actors.Tests.Node;

/// <summary>The whole chain in one node: readings to events, to read models, to proofs; rebuilt, restarted and erased.</summary>
public abstract class ChainSpec : IDisposable
{
    private static readonly DateTimeOffset T0 = new(2026, 11, 20, 10, 0, 0, TimeSpan.Zero);
    private static readonly PageRequest All = new(null, 10_000);

    protected TestDirectory Directory { get; } = new("chain");

    protected abstract Task<string> StorageAsync();

    [SkippableFact]
    public async Task A_reading_becomes_an_event_a_row_a_quarter_hour_and_a_proof()
    {
        await using var node = await StartAsync(await StorageAsync());
        var (pod, light) = await RegisterAsync(node, "pod-1", "sn-1");
        var report = await RecordAsync(node, light, 0, 16, 60);
        Assert.Equal(new Acknowledgement(0, 15), Assert.Single(report.Acknowledged));

        var quarterHour = Assert.Single(await QuarterHoursAsync(node, pod, 1));
        Assert.Equal(1000 * 900, quarterHour.Measured.Energy.Joules);
        Assert.Equal(QuarterHourQuality.Good, quarterHour.Measured.Quality);

        var readings = await node.Scd.ReadingsAsync(pod, Ever, All, Deadline);
        Assert.Equal(16, readings.Items.Count);
        await SealedAsync(node);
        var shown = readings.Items[3];
        var bundle = await node.Notary.BundleAsync(shown.Event, [shown.Unit], Deadline);
        var verified = BundleVerifier.Verify(bundle!);
        Assert.True(verified.IsValid, verified.Summary);
        Assert.Equal(Attestation.SelfAttested, verified.Attestation);
        Assert.Equal(shown.Event, verified.Proven!.Event);
        await Eventually(async () => (await node.Scd.ReadingsAsync(pod, Ever, All, Deadline)).Items.All(r => r.Certification.TreeSize is not null));
    }

    [SkippableFact]
    public async Task Late_readings_correct_the_quarter_hour_they_fall_into()
    {
        await using var node = await StartAsync(await StorageAsync());
        var (pod, light) = await RegisterAsync(node, "pod-1", "sn-1");
        // Minutes 0 to 9 and 15 arrive; minutes 10 to 14, at another power, come after the quarter hour was closed.
        await RecordAsync(node, light, 0, 10, 60);
        await RecordAsync(node, light, 15, 1, 60);
        Assert.Equal(900_000, (await QuarterHoursAsync(node, pod, 1))[0].Measured.Energy.Joules);
        await RecordAsync(node, light, 10, 5, 60, watts: 4000);
        await Eventually(async () => (await node.Scd.QuarterHoursAsync(pod, Ever, All, Deadline)).Items[0].Version == 2);
        Assert.Equal((10 * 1000 + 5 * 4000) * 60, (await QuarterHoursAsync(node, pod, 1))[0].Measured.Energy.Joules);
    }

    [SkippableFact]
    public async Task Rebuilt_read_models_and_a_recomputed_log_equal_the_first_ones_after_a_restart()
    {
        var storage = await StorageAsync();
        string before, root;
        PodId pod;
        await using (var node = await StartAsync(storage))
        {
            (pod, var light) = await RegisterAsync(node, "pod-1", "sn-1");
            for (var i = 0; i < 12; i++)
                await RecordAsync(node, light, i * 10, 10, 60, watts: 500 + 70 * i);
            await QuarterHoursAsync(node, pod, 7);
            before = await AnswersAsync(node, pod);
            await SealedAsync(node);
            root = (await node.Notary.CheckpointAsync(Deadline))!.Split('\n')[2];
        }

        await using (var node = await StartAsync(storage))
        {
            Assert.Equal(before, await AnswersAsync(node, pod));
            foreach (var name in ProjectionRebuild.Names)
                await node.Projections.ResetAsync(name, Deadline);
            await Eventually(async () => await AnswersIfCompleteAsync(node, pod) == before);
            var audit = await new LogRebuild(node.Journal, node.Keys, node.Storage.Ledger, node.Clock).AuditAsync(Deadline);
            Assert.Equal(root, Convert.ToBase64String(Convert.FromHexString(audit.RootHex)));
        }
    }

    private static async Task<string?> AnswersIfCompleteAsync(PlatoneNode node, PodId pod)
    {
        try
        {
            return await AnswersAsync(node, pod);
        }
        catch (ReadModelIncompleteException)
        {
            return null;
        }
    }

    [SkippableFact]
    public async Task An_erased_POD_is_unreadable_everywhere_and_every_other_proof_stays_valid()
    {
        var storage = await StorageAsync();
        await using var node = await StartAsync(storage);
        var (gone, goneNode) = await RegisterAsync(node, "pod-gone", "sn-gone");
        var (kept, keptNode) = await RegisterAsync(node, "pod-kept", "sn-kept");
        await RecordAsync(node, goneNode, 0, 16, 60);
        await RecordAsync(node, keptNode, 0, 16, 60);
        await QuarterHoursAsync(node, gone, 1);
        await QuarterHoursAsync(node, kept, 1);
        await SealedAsync(node);
        var keptReading = (await node.Scd.ReadingsAsync(kept, Ever, All, Deadline)).Items[0];
        var goneReading = (await node.Scd.ReadingsAsync(gone, Ever, All, Deadline)).Items[0];
        var bundleBefore = (await node.Notary.BundleAsync(keptReading.Event, null, Deadline))!;

        Assert.IsType<CommandReply.Done>(await node.Entities.SendAsync(new ErasePod(gone, T0.AddDays(1)), Deadline));
        await Eventually(() => Task.FromResult(node.Keys.IsErased(gone.Subject)));
        await Eventually(async () => await node.Scd.PodAsync(gone, Deadline) is null);

        Assert.Empty((await node.Scd.ReadingsAsync(gone, Ever, All, Deadline)).Items);
        await Eventually(() => Task.FromResult(node.Directory.Find(DirectoryKind.Pod, "pod-gone") is null));
        await Eventually(() => Task.FromResult(node.Directory.Find(DirectoryKind.LightNode, "sn-gone") is null));
        var refused = await node.Entities.SendAsync(Readings(goneNode, 100, 1, 60, 1000), Deadline);
        Assert.Equal(ProblemKind.Gone, Assert.IsType<CommandReply.Refused>(refused).Problem.Kind);
        Assert.Empty(Assert.IsType<ReadingsRecorded>((await node.JournalRows.FindAsync(goneReading.Event, Deadline))!.Event).Readings);
        await Assert.ThrowsAsync<ErasedSubjectException>(() => node.Notary.BundleAsync(goneReading.Event, null, Deadline));

        await SealedAsync(node);
        Assert.True(BundleVerifier.Verify(bundleBefore).IsValid);
        Assert.True(BundleVerifier.Verify((await node.Notary.BundleAsync(keptReading.Event, null, Deadline))!).IsValid);
        var audit = await new LogRebuild(node.Journal, node.Keys, node.Storage.Ledger, node.Clock).AuditAsync(Deadline);
        Assert.True(audit.Erased > 0 && audit.Recomputed > 0, $"{audit}");

        // A rebuild without the keys: what was erased does not come back.
        foreach (var name in ProjectionRebuild.Names)
            await node.Projections.ResetAsync(name, Deadline);
        await QuarterHoursAsync(node, kept, 1);
        Assert.Null(await node.Scd.PodAsync(gone, Deadline));
        Assert.Empty((await node.Scd.ReadingsAsync(gone, Ever, All, Deadline)).Items);
    }

    [SkippableFact]
    public async Task A_quiet_node_has_its_open_quarter_hour_closed_by_the_clock_and_is_marked_silent()
    {
        await using var node = await StartAsync(await StorageAsync(),
            "platone.metering { grace = 200ms, silent-after = 300ms, clock-interval = 50ms }".Replace(", ", "\n", StringComparison.Ordinal));
        var (pod, light) = await RegisterAsync(node, "pod-1", "sn-1");
        await RecordAsync(node, light, 0, 10, 60, at: node.Clock.GetUtcNow());
        var closed = (await QuarterHoursAsync(node, pod, 1))[0];
        Assert.True(closed.Measured.Quality.HasFlag(QuarterHourQuality.GraceExpired));
        await Eventually(async () => (await node.Scd.LightNodeAsync(light, Deadline))!.IsSilent);
        await RecordAsync(node, light, 60, 1, 60, at: node.Clock.GetUtcNow());
        await Eventually(async () => !(await node.Scd.LightNodeAsync(light, Deadline))!.IsSilent);
    }

    public void Dispose()
    {
        SqliteConnection.ClearAllPools();
        NpgsqlConnection.ClearAllPools();
        Directory.Dispose();
        GC.SuppressFinalize(this);
    }

    private static Interval Ever => new(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddYears(200));

    private static CancellationToken Deadline => KernelSystem.Deadline;

    private static async Task<PlatoneNode> StartAsync(string storage, string more = "platone.metering.clock-interval = 1h")
    {
        var config = ConfigurationFactory.ParseString(storage)
            .WithFallback(ConfigurationFactory.ParseString($"akka.remote.dot-netty.tcp.port = 0\nakka.loglevel = ERROR\n{more}"))
            .WithFallback(NodeConfig.Load(Repository.Path("hocon")));
        return await PlatoneNode.StartAsync(config, TimeProvider.System, Deadline);
    }

    private static async Task<(PodId Pod, LightNodeId Node)> RegisterAsync(PlatoneNode node, string code, string serial)
    {
        var pod = new PodId(node.Directory.Assign(DirectoryKind.Pod, code));
        var light = new LightNodeId(node.Directory.Assign(DirectoryKind.LightNode, serial));
        var registration = new PodRegistration(T0.AddDays(-1), "bus-7", "Europe/Rome", 6000, null);
        Assert.IsType<CommandReply.Done>(await node.Entities.SendAsync(new RegisterPod(pod, registration, T0), Deadline));
        Assert.IsType<CommandReply.Done>(await node.Entities.SendAsync(new RegisterLightNode(light, pod, T0.AddDays(-1), null, T0), Deadline));
        return (pod, light);
    }

    private static RecordReadings Readings(LightNodeId light, int first, int count, int seconds, int watts, DateTimeOffset? at = null) => new(light,
        [.. Enumerable.Range(first, count).Select(i => new Reading(0, i, T0.AddSeconds(i * seconds)) { ActivePowerW = watts })],
        null, at ?? T0.AddSeconds((first + count) * seconds));

    private static async Task<ReadingsReport> RecordAsync(PlatoneNode node, LightNodeId light, int first, int count, int seconds, int watts = 1000,
        DateTimeOffset? at = null)
    {
        var reply = await node.Entities.SendAsync(Readings(light, first, count, seconds, watts, at), Deadline);
        return Assert.IsType<ReadingsReport>(Assert.IsType<CommandReply.Done>(reply).Report);
    }

    private static async Task<IReadOnlyList<QuarterHourRow>> QuarterHoursAsync(PlatoneNode node, PodId pod, int count)
    {
        IReadOnlyList<QuarterHourRow> rows = [];
        await Eventually(async () => (rows = (await node.Scd.QuarterHoursAsync(pod, Ever, All, Deadline)).Items).Count >= count);
        return rows;
    }

    // Everything the SCD answers about a POD but the certification, which a restart may move.
    private static async Task<string> AnswersAsync(PlatoneNode node, PodId pod)
    {
        var row = await node.Scd.PodAsync(pod, Deadline);
        var nodes = await node.Scd.LightNodesAsync(null, All, Deadline);
        var readings = await node.Scd.ReadingsAsync(pod, Ever, All, Deadline);
        var quarterHours = await node.Scd.QuarterHoursAsync(pod, Ever, All, Deadline);
        var days = await node.Scd.DaysAsync(pod, DateOnly.MinValue, DateOnly.MaxValue, All, Deadline);
        var months = await node.Scd.MonthsAsync(pod, DateOnly.MinValue, DateOnly.MaxValue, All, Deadline);
        return string.Join('\n',
        [
            $"{row?.Pod} {row?.Bus} {row?.ConnectionW} {row?.ValidFrom:O}",
            .. nodes.Items.Select(n => $"{n.Node} {n.LastReading:O} {n.Readings} {n.Refused} {n.OpenUntil:O}"),
            .. readings.Items.Select(r => $"{r.Reading} {r.Event} {r.Unit}"),
            .. quarterHours.Items.Select(q => $"{q.Measured} {q.Version} {q.Event}"),
            .. days.Items.Concat(months.Items).Select(d => $"{d}"),
        ]);
    }

    private static async Task SealedAsync(PlatoneNode node)
    {
        long through = 0;
        while (await node.Journal.ReadAsync(through, 1000, Deadline) is { Count: > 0 } rows)
            through = rows[^1].Ordering;
        await Eventually(async () => (await node.Notary.HeadAsync(Deadline)).Ordering >= through);
        await node.Notary.SealAsync(Deadline);
    }

    private static async Task Eventually(Func<Task<bool>> condition)
    {
        var deadline = Deadline;
        using var ticks = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        while (!await condition())
            await ticks.WaitForNextTickAsync(deadline);
    }
}

public sealed class SqliteChainTests : ChainSpec
{
    protected override Task<string> StorageAsync() => Task.FromResult($"platone.storage.data = \"{Directory.Path}\"");
}

public sealed class PostgreSqlChainTests : ChainSpec
{
    protected override async Task<string> StorageAsync()
    {
        var database = await (await PostgreSqlServer.SharedAsync()).CreateDatabaseAsync();
        return $"platone.storage.provider = postgresql\nplatone.storage.data = \"{Directory.Path}\"\nplatone.storage.postgresql = \"{database}\"";
    }
}
