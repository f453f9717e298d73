using CsCheck;
using LinqToDB;
using LinqToDB.Async;
using LinqToDB.Data;
using Platone.Actors.Batteries;
using Platone.Actors.GridOperations.Sensors;
using Platone.Actors.Kernel.Aggregates;
using Platone.Actors.Kernel.Identity;
using Platone.Actors.Kernel.Journal;
using Platone.Actors.Kernel.Storage;
using Platone.Actors.Kernel.Time;
using Platone.Actors.Metering.LightNodes;
using Platone.Actors.Metering.Pods;
using Platone.Actors.Notary.Anchoring.ChainAccounts;
using Platone.Actors.Notary.Anchoring.ContractAnchors;
using Platone.Actors.Scd;
using Platone.Actors.Scd.Batteries;
using Platone.Actors.Scd.Following;
using Platone.Actors.Scd.GridOperations;
using Platone.Actors.Scd.Listings;
using Platone.Actors.Scd.Metering.QuarterHours;
using Platone.Actors.Scd.Metering.Readings;
using Platone.Actors.Scd.Storage;
using Platone.Actors.Tests.Scd.World;
using Platone.Testing;

namespace Platone.Actors.Tests.Scd;

/// <summary>How the SCD follows the journal: exactly once, through any batches, crashes, rebuilds, second runners and erasures.</summary>
public abstract class FollowingSpec(DatabaseProvider provider)
{
    private static readonly DateTimeOffset T0 = Given.Epoch;
    private static readonly Interval Ever = new(DateTimeOffset.MinValue, DateTimeOffset.MaxValue);
    private static readonly PageRequest First = new(null, 10_000);

    [SkippableFact]
    public async Task Any_cut_into_batches_and_any_rebuild_gives_the_same_tables()
    {
        using (await ScdWorld.OpenAsync(provider))
        {
            // Without a server the test is skipped here, where the runner sees it.
        }
        var stories = Gen.Select(Story.Gen, Gen.Int[1, 40], Gen.Int[1, 7], Gen.Shuffle(ProjectionRebuild.Names.ToArray()));
        await stories.SampleAsync(async (events, cut, smallCut, rebuilds) =>
        {
            using var world = await ScdWorld.OpenAsync(provider);
            world.Journal.Append(events);
            await world.FollowAsync(world.Follower);
            var expected = await world.DumpAsync();
            await CheckSumsAsync(world.Store);

            var (store, follower) = await world.AnotherAsync(cut);
            await world.FollowAsync(follower);
            Assert.Equal(expected, await ScdWorld.DumpAsync(store));

            // The same PODs, now without keys: what is rebuilt decodes without its personal parts.
            foreach (var pod in Story.ErasedIn(events))
                world.Shred(pod);
            var rebuild = new ProjectionRebuild(store);
            foreach (var name in rebuilds.Take(4))
                await rebuild.ResetAsync(name, default);
            follower = new ScdFollower(store, world.Journal) { BatchSize = smallCut };
            await world.FollowAsync(follower);
            foreach (var name in rebuilds)
                await rebuild.ResetAsync(name, default);
            await follower.IdleAsync(default);
            Assert.Equal(expected, await ScdWorld.DumpAsync(store));

            (store, follower) = await world.AnotherAsync(cut);
            await world.FollowAsync(follower);
            Assert.Equal(expected, await ScdWorld.DumpAsync(store));
        }, iter: Nightly.Times(provider == DatabaseProvider.Sqlite ? 15 : 6, 300), threads: 1);
    }

    [SkippableFact]
    public async Task A_failure_after_the_writes_moves_nothing_and_the_batch_comes_again()
    {
        using var world = await ScdWorld.OpenAsync(provider);
        world.Journal.Append(Given.PodRegistered(1), Given.NodeRegistered(1, 1), Given.Recorded(1, 1, T0, Given.Reading(1, T0)));
        var failing = new Failing();
        var follower = new ScdFollower(world.Store, world.Journal, [.. AllProjections.All, failing]);
        await follower.StartAsync(default);
        var before = await world.DumpAsync();
        await Assert.ThrowsAsync<IOException>(() => world.FollowAsync(follower));
        Assert.Equal(before, await world.DumpAsync());
        Assert.True(failing.SawRows);

        failing.IsFailing = false;
        await world.FollowAsync(follower);
        Assert.Single((await world.Reader.ReadingsAsync(Given.Pod(1), Ever, First, default)).Items);
    }

    [SkippableFact]
    public async Task Of_two_runners_the_second_finds_its_offset_moved_and_writes_nothing()
    {
        using var world = await ScdWorld.OpenAsync(provider);
        world.Journal.Append(Given.PodRegistered(1), Given.NodeRegistered(1, 1), Given.Recorded(1, 1, T0, Given.Reading(1, T0)));
        var second = new ScdFollower(world.Store, world.Journal);
        var (a, b) = (await world.Follower.StartAsync(default), await second.StartAsync(default));
        var batch = await world.Journal.ReadAsync(0, 100, default);
        await world.Follower.HandleAsync(a, batch, default);
        var after = await world.DumpAsync();
        await Assert.ThrowsAsync<OffsetMovedException>(() => second.HandleAsync(b, batch, default));
        await Assert.ThrowsAsync<OffsetMovedException>(() => second.HandleAsync(b, [.. batch.Take(1)], default));
        Assert.Equal(after, await world.DumpAsync());

        // It starts again from the offset in the database.
        await world.FollowAsync(second);
        Assert.Equal(after, await world.DumpAsync());
    }

    [SkippableFact]
    public async Task Two_runners_at_once_write_everything_once()
    {
        using var world = await ScdWorld.OpenAsync(provider);
        world.Journal.Append([Given.PodRegistered(1), Given.NodeRegistered(1, 1),
            .. Enumerable.Range(1, 300).Select(i => Given.Recorded(1, 1, T0, Given.Reading(i, T0.AddSeconds(i)))),
            .. Enumerable.Range(0, 300).Select(i => Given.Metered(1, T0.AddMinutes(15 * i), 1))]);
        var (first, second) = (new TaskCompletionSource(), new TaskCompletionSource());
        await Task.WhenAll(Task.Run(() => RunAsync(first, second)), Task.Run(() => RunAsync(second, first))).WaitAsync(Deadline.Default);
        Assert.Equal(300, (await world.Reader.ReadingsAsync(Given.Pod(1), Ever, First, default)).Items.Count);
        Assert.Equal(300, (await world.Reader.DaysAsync(Given.Pod(1), new(2026, 1, 1), new(2026, 2, 1), First, default))
            .Items.Sum(d => d.ImportJoules));
        Assert.Equal(300, (await world.Reader.LightNodeAsync(Given.Node(1), default))!.Readings);

        async Task RunAsync(TaskCompletionSource mine, TaskCompletionSource others)
        {
            var follower = new ScdFollower(world.Store, world.Journal) { BatchSize = 7 };
            // Both stand at the beginning before either moves.
            await follower.StartAsync(default);
            mine.SetResult();
            await others.Task;
            while (true)
            {
                try
                {
                    await world.FollowAsync(follower);
                    return;
                }
                catch (OffsetMovedException)
                {
                }
            }
        }
    }

    [SkippableFact]
    public async Task A_rebuild_under_a_living_follower_catches_up_while_the_others_go_on()
    {
        using var world = await ScdWorld.OpenAsync(provider);
        var follower = new ScdFollower(world.Store, world.Journal) { BatchSize = 5 };
        world.Journal.Append([Given.PodRegistered(1), Given.NodeRegistered(1, 1),
            .. Enumerable.Range(1, 100).Select(i => Given.Recorded(1, 1, T0, Given.Reading(i, T0.AddSeconds(i))))]);
        await world.FollowAsync(follower);
        var position = world.Journal.LastOrdering;

        await new ProjectionRebuild(world.Store).ResetAsync("readings", default);
        Assert.Equal(0, await CountAsync());
        Assert.Equal(0, await OrderingAsync("readings"));
        world.Journal.Append(Given.Recorded(1, 1, T0, Given.Reading(101, T0.AddSeconds(101))));
        var batch = await world.Journal.ReadAsync(position, 5, default);
        await follower.HandleAsync(position, batch, default);
        Assert.Equal(101, (await world.Reader.LightNodeAsync(Given.Node(1), default))!.Readings);
        Assert.Equal(0, await CountAsync());

        // After a batch it gets two of its own; once nothing is written, all the rest.
        await follower.IdleAsync(default);
        Assert.Equal(8, await CountAsync());
        Assert.Equal(world.Journal.LastOrdering, await OrderingAsync("light-nodes"));
        await follower.IdleAsync(default);
        Assert.Equal(101, await CountAsync());
        Assert.All(await world.Reader.ProjectionsAsync(default),
            p => Assert.True(p.Name == "certification" || p.Ordering == world.Journal.LastOrdering));

        position = world.Journal.LastOrdering;
        world.Journal.Append(Given.Recorded(1, 1, T0, Given.Reading(102, T0.AddSeconds(102))));
        await follower.HandleAsync(position, await world.Journal.ReadAsync(position, 5, default), default);
        Assert.Equal(102, await CountAsync());
        await Assert.ThrowsAsync<ArgumentException>(() => new ProjectionRebuild(world.Store).ResetAsync("reading", default));

        async Task<int> CountAsync() => (await world.Reader.ReadingsAsync(Given.Pod(1), Ever, First, default)).Items.Count;
        async Task<long> OrderingAsync(string name) => (await world.Reader.ProjectionsAsync(default)).Single(p => p.Name == name).Ordering;
    }

    [SkippableFact]
    public async Task An_erased_pod_leaves_no_row_and_nothing_recorded_later_brings_one_back()
    {
        using var world = await ScdWorld.OpenAsync(provider);
        var battery = new BatteryId("battery-1");
        IDomainEvent[] About(int n) =>
        [
            Given.PodRegistered(n), Given.NodeRegistered(n, n), Given.Recorded(n, n, T0, Given.Reading(1, T0)), Given.Metered(n, T0, 900),
            new Platone.Actors.Aggregation.Portfolios.PodJoined(new PortfolioId("folio"), Given.Pod(n), T0, T0),
        ];
        await world.RecordAsync([.. About(1), .. About(2), new BatteryCommissioned(battery, Given.Pod(1), new BatteryRating(1, 2, 3), T0)]);
        await world.RecordAsync(new PodErased(Given.Pod(1), T0), Given.Recorded(1, 1, T0, Given.Reading(2, T0.AddSeconds(1))),
            new StateReported(battery, Given.Pod(1), new BatteryReport(T0, 500, 0), T0),
            new LightNodeRetired(Given.Node(1), Given.Pod(1), T0), new BatteryRetired(battery, Given.Pod(1), T0));
        await world.RecordAsync(Given.Recorded(1, 1, T0, Given.Reading(3, T0.AddSeconds(2))));

        Assert.Null(await world.Reader.PodAsync(Given.Pod(1), default));
        Assert.Null(await world.Reader.LightNodeAsync(Given.Node(1), default));
        Assert.Empty((await world.Reader.ReadingsAsync(Given.Pod(1), Ever, First, default)).Items);
        var dump = await world.DumpAsync();
        Assert.DoesNotContain(dump, row => !row.StartsWith("erased", StringComparison.Ordinal)
            && (row.Contains(Given.Pod(1).ToString(), StringComparison.Ordinal)
                || row.Contains(Given.Node(1).ToString(), StringComparison.Ordinal)));
        Assert.Equal(8, dump.Count(row => row.Contains(Given.Pod(2).ToString(), StringComparison.Ordinal)));
        // Who waits for readings of the erased node is told that there are none.
        Assert.Empty(await new ReadingHistory(world.Store, world.Journal, TimeProvider.System).ReadingsAsync(Given.Node(1), Ever, 99, default)
            .WaitAsync(Deadline.Default));
    }

    [SkippableFact]
    public async Task Batteries_and_sensors_have_their_last_state_in_their_tables()
    {
        using var world = await ScdWorld.OpenAsync(provider);
        var (battery, sensor) = (new BatteryId("b"), new GridSensorId("s"));
        await world.RecordAsync(new BatteryCommissioned(battery, Given.Pod(1), new BatteryRating(10_000, 3_000, 5_000), T0),
            new StateReported(battery, Given.Pod(1), new BatteryReport(T0, 500, -700), T0),
                new SensorRegistered(sensor, SensorKind.Ied, "bus-7", T0),
            new SensorReadingsRecorded(sensor, [new(T0, Measurand.VoltageMagnitude, "A", 231.25),
                new(T0.AddSeconds(1), Measurand.VoltageMagnitude, "A", 229.5)], T0));
        await world.RecordAsync(new StateReported(battery, Given.Pod(1), new BatteryReport(T0.AddSeconds(10), 490, 100), T0),
            new BatteryRetired(battery, Given.Pod(1), T0.AddSeconds(20)),
            new SensorReadingsRecorded(sensor, [new(T0.AddSeconds(2), Measurand.Breaker, "", 1)], T0));

        await using var connection = await world.Store.OpenAsync(default);
        var b = await connection.GetTable<BatteryRecord>().SingleAsync();
        Assert.Equal(("b", Given.Pod(1).ToString(), 10_000, 3_000, 5_000), (b.Battery, b.Pod, b.CapacityWh, b.ChargeW, b.DischargeW));
        Assert.Equal((T0.AddSeconds(10), 490, 100, T0.AddSeconds(20)),
            (b.TimeUs!.Value.At(), b.StateOfChargePermille, b.ActivePowerW, b.RetiredAtUs!.Value.At()));
        var s = await connection.GetTable<GridSensorRecord>().SingleAsync();
        Assert.Equal(("s", "ied", "bus-7"), (s.Sensor, s.Kind, s.Bus));
        Assert.Equal(
            [("breaker", "", T0.AddSeconds(2), 1.0), ("voltage-magnitude", "A", T0.AddSeconds(1), 229.5)],
            (await connection.GetTable<GridSensorSampleRecord>().OrderBy(x => x.Measurand).ToListAsync())
                .Select(x => (x.Measurand, x.Phase, x.TimeUs.At(), x.Value)));
    }

    [Fact]
    public void Every_event_is_looked_at_by_some_projection() => Assert.All(
        PlatoneEvents.Registry.Rows.Select(r => r.Type).Where(t => typeof(IDomainEvent).IsAssignableFrom(t) && !IsOnItsWay(t)),
        t => Assert.Contains(AllProjections.All, p => p.Takes(t)));

    // What is under way to a chain is asked of its entities (ILedgers); rows show what is there for good.
    private static bool IsOnItsWay(Type type) => typeof(ChainAccountEvent).IsAssignableFrom(type)
        || (typeof(ContractAnchorEvent).IsAssignableFrom(type)
            && type != typeof(AnchorFinalised) && type != typeof(AnchorUndone)
            && type != typeof(MintRequested) && type != typeof(WaitingRequested) && type != typeof(TokensMinted) && type != typeof(TokensUndone)
            && type != typeof(CallRequested) && type != typeof(CallFinalised) && type != typeof(CallAbandoned) && type != typeof(CallUndone));

    [SkippableFact]
    public async Task Tables_of_an_older_version_are_made_anew_and_of_a_newer_one_refused()
    {
        using var world = await ScdWorld.OpenAsync(provider);
        await world.RecordAsync(Given.PodRegistered(1));
        await SetAsync(ScdSchema.Schema.Scripts[0].Version - 1, "drop table reading; alter table pod add column old_column text");
        var store = new ScdStore(world.Database);
        Assert.Empty(await ScdWorld.DumpAsync(store));
        await world.FollowAsync(new ScdFollower(store, world.Journal));
        Assert.Equal(Given.Pod(1), (await new ScdReader(store, world.Clock).PodsAsync(null, First, default)).Items.Single().Pod);

        await SetAsync(ScdSchema.Version + 1, "select 1");
        var refused = await Assert.ThrowsAsync<NewerSchemaException>(() =>
            new ScdReader(new ScdStore(world.Database), world.Clock).ProjectionsAsync(default));
        Assert.Contains($"version {ScdSchema.Version + 1}", refused.Message, StringComparison.Ordinal);
        await SetAsync(ScdSchema.Version, "select 1");
        Assert.Single((await new ScdReader(new ScdStore(world.Database), world.Clock).PodsAsync(null, First, default)).Items);

        async Task SetAsync(int version, string sql)
        {
            await using var connection = world.Database.Connect();
            await connection.ExecuteAsync($"{sql}; delete from schema_version; insert into schema_version (version) values ({version})");
        }
    }

    [SkippableFact]
    public async Task Many_first_openers_make_the_tables_once()
    {
        using var world = await ScdWorld.OpenAsync(provider);
        var pages = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() =>
            new ScdReader(new ScdStore(world.Database), world.Clock).ReadingsAsync(Given.Pod(1), Ever, First, default)))).WaitAsync(Deadline.Default);
        Assert.All(pages, p => Assert.Empty(p.Items));
    }

    // Sums found another way than the projection finds them: from the quarter hours' rows and the zones' local times.
    private static async Task CheckSumsAsync(ScdStore store)
    {
        await using var connection = await store.OpenAsync(default);
        var zones = await connection.GetTable<PodZoneRecord>().ToDictionaryAsync(z => z.Pod,
            z => TimeZoneInfo.FindSystemTimeZoneById(z.TimeZone));
        var quarterHours = await connection.GetTable<QuarterHourRecord>().ToListAsync();
        var sums = quarterHours.GroupBy(q => (q.Pod, Date: TimeZoneInfo.ConvertTime(q.StartUs.At(), zones[q.Pod]).ToString("yyyy-MM-dd")))
            .Select(g => (g.Key.Pod, g.Key.Date, g.Where(q => q.EnergyJ > 0).Sum(q => q.EnergyJ),
                g.Where(q => q.EnergyJ < 0).Sum(q => -q.EnergyJ),
                g.Count(), g.Count(q => q.Quality != 0))).Order();
        var days = await connection.GetTable<DayRecord>().ToListAsync();
        Assert.Equal(sums, days.Select(d => (d.Pod, d.Date, d.ImportJ, d.ExportJ, d.QuarterHours, d.Doubtful)).Order());
        var months = await connection.GetTable<MonthRecord>().ToListAsync();
        Assert.Equal(days.GroupBy(d => (d.Pod, Date: d.Date[..7] + "-01"))
                .Select(g => (g.Key.Pod, g.Key.Date, g.Sum(d => d.ImportJ), g.Sum(d => d.ExportJ),
                    g.Sum(d => d.QuarterHours), g.Sum(d => d.Doubtful))).Order(),
            months.Select(m => (m.Pod, m.Date, m.ImportJ, m.ExportJ, m.QuarterHours, m.Doubtful)).Order());
    }

    private sealed class Failing() : Projection("failing", [], typeof(ReadingsRecorded))
    {
        public bool IsFailing { get; set; } = true;

        public bool SawRows { get; private set; }

        public override async Task ApplyAsync(DataConnection connection, IReadOnlyList<JournalEntry> entries,
            CancellationToken cancellation)
        {
            SawRows = await connection.GetTable<ReadingRecord>().AnyAsync(cancellation);
            if (IsFailing)
                throw new IOException("the disk is full");
        }
    }

    public sealed class OnSqlite() : FollowingSpec(DatabaseProvider.Sqlite);

    public sealed class OnPostgreSql() : FollowingSpec(DatabaseProvider.PostgreSql);
}
