using Platone.Actors.Kernel.Identity;
using Platone.Actors.Kernel.Storage;
using Platone.Actors.Kernel.Time;
using Platone.Actors.Metering;
using Platone.Actors.Scd.Following;
using Platone.Actors.Scd.Listings;
using Platone.Actors.Scd.Metering.QuarterHours;
using Platone.Actors.Scd.Metering.Readings;
using Platone.Actors.Scd.Notary;
using Platone.Actors.Tests.Scd.World;
using Platone.Testing;

namespace Platone.Actors.Tests.Scd.Metering;

/// <summary>Readings, quarter hours, days and months as they are read.</summary>
public abstract class MeasurementsSpec(DatabaseProvider provider)
{
    private static readonly DateTimeOffset T0 = Given.Epoch;
    private static readonly Interval Ever = new(DateTimeOffset.MinValue, DateTimeOffset.MaxValue);
    private static readonly PageRequest First = new(null, 10_000);

    [SkippableFact]
    public async Task A_reading_is_read_as_it_was_recorded_with_the_unit_that_discloses_it()
    {
        using var world = await ScdWorld.OpenAsync(provider);
        var full = new Reading(3, 4711, T0.AddTicks(1_234_560))
        {
            ActivePowerW = -1520, ReactivePowerVar = 210, VoltageMv = 231_400, CurrentMa = 6_700,
                ImportWh = 120_334_400_000, ExportWh = 88_120,
            TemperatureMilliC = -21_500, Ems = """{"mode":"è"}""", Bms = "{}", Quality = ReadingQuality.RegisterBackwards,
        };
        var bare = new Reading(3, 4712, T0.AddSeconds(4));
        await world.RecordAsync(Given.PodRegistered(1), Given.NodeRegistered(1, 1), Given.Recorded(1, 1, T0.AddSeconds(9), bare, full));

        var id = world.Journal.Last($"light-node-{Given.Node(1)}");
        var certification = new Certification(world.Journal.OrderingOf(id), null, null);
        Assert.Equal(
            [new ReadingRow(Given.Node(1), full, id, 2, certification), new ReadingRow(Given.Node(1), bare, id, 1, certification)],
            (await world.Reader.ReadingsAsync(Given.Pod(1), Ever, First, default)).Items);
        Assert.Empty((await world.Reader.ReadingsAsync(Given.Pod(2), Ever, First, default)).Items);
    }

    [SkippableFact]
    public async Task The_unit_of_a_reading_is_the_one_the_log_commits_to()
    {
        using var world = await ScdWorld.OpenAsync(provider);
        await world.RecordAsync(Given.NodeRegistered(1, 1), Given.Recorded(1, 1, T0, Given.Reading(1, T0, 111),
            Given.Reading(2, T0.AddSeconds(4), 222)) with
        {
            Closed = [Given.Measured(T0, 5)],
        });
        var entry = (await world.Journal.ReadAsync(world.Journal.LastOrdering - 1, 1, default)).Single();
        var units = entry.Open().Content.Units.Select(u => u.ToArray()).ToList();
        foreach (var row in (await world.Reader.ReadingsAsync(Given.Pod(1), Ever, First, default)).Items)
        {
            var wire = Platone.Actors.Metering.LightNodes.Wire.Reading.Parser.ParseFrom(units[row.Unit]);
            Assert.Equal((row.Reading.Seq, row.Reading.ActivePowerW), ((long)wire.Seq, (int?)wire.P));
        }
    }

    [SkippableFact]
    public async Task Readings_of_an_interval_come_in_the_order_of_time_and_pages_show_each_once()
    {
        using var world = await ScdWorld.OpenAsync(provider);
        // Three nodes at one POD, readings of the same instants, two epochs, out of order; and another POD's.
        var readings = (from epoch in Enumerable.Range(0, 2)
                        from seq in Enumerable.Range(1, 7)
                        select Given.Reading(seq, T0.AddSeconds(seq % 4), epoch: epoch)).Reverse().ToArray();
        await world.RecordAsync(Given.NodeRegistered(1, 1), Given.NodeRegistered(2, 1), Given.NodeRegistered(3, 1),
            Given.NodeRegistered(4, 2),
            Given.Recorded(1, 1, T0, readings), Given.Recorded(2, 1, T0, readings),
                Given.Recorded(3, 1, T0, readings), Given.Recorded(4, 2, T0, readings));

        var expected = (from node in Enumerable.Range(1, 3)
                        from reading in readings
                        select (reading.Time, Node: Given.Node(node), reading.Epoch, reading.Seq)).Order().ToList();
        foreach (var limit in (int[])[1, 4, 5, 41, 42, 10_000])
            Assert.Equal(expected, await ReadAsync(Ever, limit));
        var within = new Interval(T0.AddSeconds(1), T0.AddSeconds(3));
        Assert.Equal(expected.Where(e => within.Contains(e.Time)), await ReadAsync(within, 5));
        Assert.Empty(await ReadAsync(new Interval(T0.AddSeconds(1), T0.AddSeconds(1)), 5));
        // Bounds between two microseconds.
        Assert.Equal(expected.Where(e => e.Time.Second is 2 or 3),
            await ReadAsync(new Interval(T0.AddSeconds(1).AddTicks(1), T0.AddSeconds(3).AddTicks(1)), 5));

        Task<List<(DateTimeOffset, LightNodeId, int, long)>> ReadAsync(Interval interval, int limit) => Pages.AllAsync(
            p => world.Reader.ReadingsAsync(Given.Pod(1), interval, p, default), limit,
                r => (r.Reading.Time, r.Node, r.Reading.Epoch, r.Reading.Seq));
    }

    [SkippableFact]
    public async Task A_correction_replaces_the_quarter_hour_and_moves_the_sums_by_the_difference()
    {
        using var world = await ScdWorld.OpenAsync(provider);
        var (q1, q2, q3) = (T0.AddHours(12), T0.AddHours(12.25), T0.AddHours(12.5));
        await world.RecordAsync(Given.PodRegistered(1), Given.Metered(1, q1, 900_000, QuarterHourQuality.Partial),
            Given.Metered(1, q2, -400_000),
            Given.Metered(1, q3, 50));
        Assert.Equal(new EnergyRow(Given.Pod(1), new DateOnly(2026, 1, 1), 900_050, 400_000, 3, 96, 1), await DayAsync());

        await world.RecordAsync(Given.Corrected(1, q1, -100),
            Given.Corrected(1, q2, 200, QuarterHourQuality.RegisterBackwards), Given.Corrected(1, q2, 300));
        Assert.Equal(new EnergyRow(Given.Pod(1), new DateOnly(2026, 1, 1), 350, 100, 3, 96, 0), await DayAsync());
        Assert.Equal(new EnergyRow(Given.Pod(1), new DateOnly(2026, 1, 1), 350, 100, 3, 31 * 96, 0),
            (await world.Reader.MonthsAsync(Given.Pod(1), new DateOnly(2026, 1, 1), new DateOnly(2026, 12, 1), First, default))
                .Items.Single());

        var rows = (await world.Reader.QuarterHoursAsync(Given.Pod(1), Ever, First, default)).Items;
        Assert.Equal([(q1, 2), (q2, 3), (q3, 1)], rows.Select(r => (r.Measured.QuarterHour.Start, r.Version)));
        var id = world.Journal.Last($"pod-{Given.Pod(1)}");
        Assert.Equal(new QuarterHourRow(Given.Pod(1), Given.Measured(q2, 300), 3, id,
            new Certification(world.Journal.OrderingOf(id), null, null)), rows[1]);

        async Task<EnergyRow> DayAsync() =>
            (await world.Reader.DaysAsync(Given.Pod(1), new DateOnly(2026, 1, 1), new DateOnly(2026, 1, 1), First, default)).Items.Single();
    }

    [SkippableFact]
    public async Task Days_have_92_96_or_100_quarter_hours_of_the_pods_own_zone()
    {
        using var world = await ScdWorld.OpenAsync(provider);
        // Every quarter hour of the two changes of clocks in Rome and the days around them.
        var rome = TimeZoneInfo.FindSystemTimeZoneById("Europe/Rome");
        DateOnly[] dates = [new(2026, 3, 28), new(2026, 3, 29), new(2026, 3, 30), new(2026, 10, 24), new(2026, 10, 25), new(2026, 10, 26)];
        var quarterHours = dates.SelectMany(d => new DeliveryDay(d, rome).QuarterHours()).ToList();
        await world.RecordAsync([Given.PodRegistered(1), Given.PodRegistered(2, "America/New_York"),
            .. quarterHours.Select(q => Given.Metered(1, q.Start, 1_000)),
            Given.Metered(2, new DateTimeOffset(2026, 3, 29, 3, 45, 0, TimeSpan.Zero), 7)]);

        var days = await Pages.AllAsync(
            p => world.Reader.DaysAsync(Given.Pod(1), new DateOnly(2026, 1, 1), new DateOnly(2026, 12, 31), p, default), 4, d => d);
        int[] counts = [96, 92, 96, 96, 100, 96];
        Assert.Equal(dates.Zip(counts, (d, n) => new EnergyRow(Given.Pod(1), d, n * 1_000, 0, n, n, 0)), days);
        var months = (await world.Reader.MonthsAsync(Given.Pod(1), new DateOnly(2026, 1, 1), new DateOnly(2026, 12, 31),
            First, default)).Items;
        Assert.Equal(
            [
                new EnergyRow(Given.Pod(1), new DateOnly(2026, 3, 1), 284_000, 0, 284, 31 * 96 - 4, 0),
                new EnergyRow(Given.Pod(1), new DateOnly(2026, 10, 1), 292_000, 0, 292, 31 * 96 + 4, 0),
            ], months);
        // In New York it is still the day before.
        Assert.Equal([new DateOnly(2026, 3, 28)],
            (await world.Reader.DaysAsync(Given.Pod(2), new DateOnly(2026, 3, 28), new DateOnly(2026, 3, 28), First, default))
                .Items.Select(d => d.Date));
    }

    [SkippableFact]
    public async Task Quarter_hours_are_paged_and_bounded_by_their_start()
    {
        using var world = await ScdWorld.OpenAsync(provider);
        await world.RecordAsync([Given.PodRegistered(1),
            .. Enumerable.Range(0, 20).Select(i => Given.Metered(1, T0.AddMinutes(15 * i), i))]);
        foreach (var limit in (int[])[1, 3, 20, 21])
        {
            Assert.Equal(Enumerable.Range(4, 8).Select(i => (long)i), await Pages.AllAsync(
                p => world.Reader.QuarterHoursAsync(Given.Pod(1), new Interval(T0.AddHours(1), T0.AddHours(3)), p, default),
                    limit, q => q.Measured.Energy.Joules));
        }
    }

    [SkippableFact]
    public async Task A_row_is_certified_by_the_first_seal_that_covers_it()
    {
        using var world = await ScdWorld.OpenAsync(provider);
        await world.RecordAsync([Given.PodRegistered(1),
            .. Enumerable.Range(0, 6).Select(i => Given.Metered(1, T0.AddMinutes(15 * i), i))]);
        Assert.All(await RowsAsync(), c => Assert.Null(c.TreeSize));

        var orderings = (await RowsAsync()).Select(c => c.Ordering).ToList();
        List<Platone.Actors.Notary.Seal> sealed_ = [Seal(3, orderings[1]), Seal(4, orderings[2]), Seal(6, orderings[4] + 1)];
        var asked = new List<long>();
        var follower = new CertificationFollower(world.Store, (after, _) =>
        {
            asked.Add(after);
            return Task.FromResult<IReadOnlyList<Platone.Actors.Notary.Seal>>([.. sealed_.Where(s => s.TreeSize > after)]);
        });
        Assert.Equal(0, await follower.StartAsync(default));
        await follower.IdleAsync(default);
        await follower.IdleAsync(default);
        Assert.Equal([0, 6], asked);
        Assert.Equal([3, 3, 4, 6, 6, null], (await RowsAsync()).Select(c => c.TreeSize));
        Assert.Equal([T0.AddSeconds(3), T0.AddSeconds(3), T0.AddSeconds(4), T0.AddSeconds(6), T0.AddSeconds(6), null],
            (await RowsAsync()).Select(c => c.SealedAt));
        Assert.Equal(3, (await world.Reader.PodAsync(Given.Pod(1), default))!.Certification.TreeSize);
        Assert.Equal(orderings[4] + 1, (await world.Reader.ProjectionsAsync(default)).Single(p => p.Name == "certification").Ordering);
        Assert.Equal(orderings[4] + 1, await follower.StartAsync(default));

        await new ProjectionRebuild(world.Store).ResetAsync("certification", default);
        Assert.All(await RowsAsync(), c => Assert.Null(c.TreeSize));
        await follower.IdleAsync(default);
        Assert.Equal([3, 3, 4, 6, 6, null], (await RowsAsync()).Select(c => c.TreeSize));

        async Task<List<Certification>> RowsAsync() =>
            [.. (await world.Reader.QuarterHoursAsync(Given.Pod(1), Ever, First, default)).Items.Select(r => r.Certification)];

        static Platone.Actors.Notary.Seal Seal(long size, long through) => new(size, through, T0.AddSeconds(size), new string('a', 64));
    }

    [SkippableFact]
    public async Task A_bad_cursor_or_limit_is_named()
    {
        using var world = await ScdWorld.OpenAsync(provider);
        await world.RecordAsync(Given.PodRegistered(1), Given.PodRegistered(2));
        var pods = await world.Reader.PodsAsync(null, new PageRequest(null, 1), default);
        var (today, reader) = (new DateOnly(2026, 1, 1), world.Reader);
        foreach (var bad in (string[])["*", "", "AAA=", "YWJj", "L_8", pods.Next + "!"])
        {
            await Bad("cursor", () => reader.ReadingsAsync(Given.Pod(1), Ever, new PageRequest(bad, 5), default));
            await Bad("cursor", () => reader.QuarterHoursAsync(Given.Pod(1), Ever, new PageRequest(bad, 5), default));
        }
        // A cursor of another listing.
        await Bad("cursor", () => reader.ReadingsAsync(Given.Pod(1), Ever, new PageRequest(pods.Next, 5), default));
        await Bad("cursor", () => reader.PodsAsync(null, new PageRequest("YS9i", 5), default));
        foreach (var limit in (int[])[0, -1, 10_001])
        {
            var page = new PageRequest(null, limit);
            await Bad("limit", () => reader.PodsAsync(null, page, default));
            await Bad("limit", () => reader.LightNodesAsync(null, page, default));
            await Bad("limit", () => reader.ParticipantsAsync(page, default));
            await Bad("limit", () => reader.ReadingsAsync(Given.Pod(1), Ever, page, default));
            await Bad("limit", () => reader.QuarterHoursAsync(Given.Pod(1), Ever, page, default));
            await Bad("limit", () => reader.DaysAsync(Given.Pod(1), today, today, page, default));
            await Bad("limit", () => reader.MonthsAsync(Given.Pod(1), today, today, page, default));
        }

        static async Task Bad(string name, Func<Task> read) =>
            Assert.Equal(name, (await Assert.ThrowsAnyAsync<ArgumentException>(read)).ParamName);
    }

    [SkippableFact]
    public async Task History_waits_for_the_events_its_asker_has_seen()
    {
        using var world = await ScdWorld.OpenAsync(provider);
        var history = new ReadingHistory(world.Store, world.Journal, TimeProvider.System);
        var all = new Interval(T0, T0.AddDays(1));
        await world.RecordAsync(Given.PodRegistered(1), Given.NodeRegistered(1, 1), Given.NodeRegistered(2, 1),
            Given.Recorded(2, 1, T0, Given.Reading(9, T0)),
                Given.Recorded(1, 1, T0, Given.Reading(1, T0.AddSeconds(8)), Given.Reading(2, T0.AddSeconds(4))));
        Assert.Equal([2, 1], (await history.ReadingsAsync(Given.Node(1), all, 2, default)).Select(r => r.Seq));
        Assert.Equal([2L], (await history.ReadingsAsync(Given.Node(1), new Interval(T0, T0.AddSeconds(8)), 0, default)).Select(r => r.Seq));

        // Two readings of one instant come in the order they were recorded.
        world.Journal.Append(Given.Recorded(1, 1, T0, Given.Reading(4, T0.AddSeconds(4))),
            Given.Recorded(1, 1, T0, Given.Reading(3, T0.AddSeconds(4))));
        var waiting = history.ReadingsAsync(Given.Node(1), all, 4, default);
        Assert.Equal([2, 1], (await history.ReadingsAsync(Given.Node(1), all, 0, default)).Select(r => r.Seq));
        Assert.False(waiting.IsCompleted);
        await world.FollowAsync(world.Follower);
        Assert.Equal([2, 4, 3, 1], (await waiting.WaitAsync(Deadline.Default)).Select(r => r.Seq));

        // While the readings are being rebuilt it waits, and answers whole.
        await new ProjectionRebuild(world.Store).ResetAsync("readings", default);
        waiting = history.ReadingsAsync(Given.Node(1), all, 4, default);
        Assert.Empty(await history.ReadingsAsync(Given.Node(1), all, 0, default));
        Assert.False(waiting.IsCompleted);
        await world.FollowAsync(world.Follower);
        Assert.Equal([2, 4, 3, 1], (await waiting.WaitAsync(Deadline.Default)).Select(r => r.Seq));

        using var stop = new CancellationTokenSource();
        waiting = history.ReadingsAsync(Given.Node(3), all, 1, stop.Token);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
    }

    public sealed class OnSqlite() : MeasurementsSpec(DatabaseProvider.Sqlite);

    public sealed class OnPostgreSql() : MeasurementsSpec(DatabaseProvider.PostgreSql);
}
