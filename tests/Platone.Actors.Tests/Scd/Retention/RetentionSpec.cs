using LinqToDB.Data;
using Platone.Actors.Kernel.Storage;
using Platone.Actors.Kernel.Time;
using Platone.Actors.Scd.Following;
using Platone.Actors.Scd.Listings;
using Platone.Actors.Scd.Metering.Readings;
using Platone.Actors.Scd.Retention;
using Platone.Actors.Tests.Scd.World;
using Platone.Testing;

namespace Platone.Actors.Tests.Scd.Retention;

/// <summary>Readings leave the read model after their time, and nothing else does.</summary>
public abstract class RetentionSpec(DatabaseProvider provider)
{
    private static readonly DateTimeOffset T0 = Given.Epoch;
    private static readonly PageRequest First = new(null, 10_000);
    private static readonly RetentionOptions TenDays = new(TimeSpan.FromDays(10), TimeSpan.FromHours(1));

    // By the clock of the test, the sixth day is the first that stays.
    private static readonly DateTimeOffset Now = T0.AddDays(15).AddHours(13);
    private static readonly DateTimeOffset Kept = T0.AddDays(5);

    [SkippableFact]
    public async Task What_is_over_goes_by_whole_days_and_asking_for_it_is_refused()
    {
        using var world = await RecordedAsync();
        var before = await world.DumpAsync();
        Assert.Equal(Kept, TenDays.ReadingsOverBefore(Now));
        Assert.True(await new ReadingRetention(world.Store).DropAsync(Kept, Now, default) > 0);

        // Of two PODs the readings of ten days, one every six hours: five days are left of the rows of readings, everything of all others.
        Assert.Equal(before.Where(row => !row.StartsWith("reading:", StringComparison.Ordinal)),
            (await world.DumpAsync()).Where(row => !row.StartsWith("reading:", StringComparison.Ordinal)));
        Assert.Equal(2 * 5 * 4, (await world.DumpAsync()).Count(row => row.StartsWith("reading:", StringComparison.Ordinal)));
        Assert.Equal(20, (await ReadAsync(world, Kept)).Items.Count);
        foreach (var from in new[] { T0, Kept.AddTicks(-10) })
        {
            var refused = await Assert.ThrowsAsync<DetailDroppedException>(() => ReadAsync(world, from));
            Assert.Equal(Kept, refused.Before);
            Assert.Contains("2026-01-06T00:00:00Z", refused.Message, StringComparison.Ordinal);
        }
        Assert.Equal(Kept, (await world.Reader.ProjectionsAsync(default)).Single(p => p.Name == "readings").KeptFrom);
        Assert.All((await world.Reader.ProjectionsAsync(default)).Where(p => p.Name != "readings"), p => Assert.Null(p.KeptFrom));

        // Again, and for an earlier day: nothing happens.
        Assert.Equal(0, await new ReadingRetention(world.Store).DropAsync(Kept, Now, default));
        Assert.Equal(0, await new ReadingRetention(world.Store).DropAsync(T0, Now, default));
        Assert.Equal(20, (await ReadAsync(world, Kept)).Items.Count);
    }

    [SkippableFact]
    public async Task Nothing_brings_back_what_is_over_but_a_rebuild_under_a_longer_retention()
    {
        using var world = await RecordedAsync();
        var all = await world.DumpAsync();
        await new ReadingRetention(world.Store).DropAsync(Kept, Now, default);
        var kept = await world.DumpAsync();

        // One that comes late, of a day that is over.
        await world.RecordAsync(Given.Recorded(1, 1, Now, Given.Reading(9_999, T0.AddHours(1))));
        Assert.Equal(kept.Count(IsReading), (await world.DumpAsync()).Count(IsReading));

        world.Clock.SetUtcNow(Now < world.Clock.GetUtcNow() ? world.Clock.GetUtcNow() : Now);
        var now = world.Clock.GetUtcNow();
        var same = new RetentionOptions(now - Kept, TimeSpan.FromHours(1));
        await new ProjectionRebuild(world.Store, same, world.Clock).ResetAsync("readings", default);
        await world.FollowAsync(new ScdFollower(world.Store, world.Journal) { BatchSize = 7 });
        Assert.Equal(kept.Where(IsReading), (await world.DumpAsync()).Where(IsReading));

        await new ProjectionRebuild(world.Store, RetentionOptions.Forever, world.Clock).ResetAsync("readings", default);
        await world.FollowAsync(new ScdFollower(world.Store, world.Journal));
        Assert.Equal(all.Count(IsReading) + 1, (await world.DumpAsync()).Count(IsReading));
        Assert.Null((await world.Reader.ProjectionsAsync(default)).Single(p => p.Name == "readings").KeptFrom);
        Assert.Equal(41, (await ReadAsync(world, T0)).Items.Count);
    }

    [SkippableFact]
    public async Task A_correction_of_what_is_over_still_sees_all_its_readings()
    {
        using var world = await RecordedAsync();
        var history = new ReadingHistory(world.Store, world.Journal, TimeProvider.System);
        var through = world.Journal.Last($"light-node-{Given.Node(1)}").SequenceNr;
        var spans = new[]
        {
            new Interval(T0, T0.AddDays(30)), new Interval(T0.AddDays(2), T0.AddDays(3)), new Interval(T0.AddDays(4), T0.AddDays(6)),
            new Interval(Kept, Kept.AddDays(1)),
        };
        var before = new List<IReadOnlyList<Platone.Actors.Metering.Reading>>();
        foreach (var span in spans)
            before.Add(await history.ReadingsAsync(Given.Node(1), span, through, default));
        Assert.Equal([40, 4, 8, 4], before.Select(b => b.Count));

        await new ReadingRetention(world.Store).DropAsync(Kept, Now, default);
        foreach (var (span, expected) in spans.Zip(before))
            Assert.Equal(expected, await history.ReadingsAsync(Given.Node(1), span, through, default).WaitAsync(Deadline.Default));
    }

    [SkippableFact]
    public async Task On_PostgreSQL_every_day_is_a_partition_and_a_question_reads_only_its_own()
    {
        Skip.If(provider == DatabaseProvider.Sqlite, "SQLite has one table");
        using var world = await RecordedAsync();
        Assert.Equal(Enumerable.Range(1, 10).Select(d => $"reading_202601{d:D2}"), await PartitionsAsync(world));
        await new ReadingRetention(world.Store).DropAsync(Kept, Now, default);
        Assert.Equal(Enumerable.Range(6, 5).Select(d => $"reading_202601{d:D2}"), await PartitionsAsync(world));

        await using var connection = await world.Store.OpenAsync(default);
        var (from, to) = (Kept.AddDays(2).ToUnixTimeMilliseconds() * 1_000, Kept.AddDays(3).ToUnixTimeMilliseconds() * 1_000);
        var plan = string.Join('\n', await connection.QueryToListAsync<string>(
            $"explain select * from reading where pod = '{Given.Pod(1)}' and time_us >= {from} and time_us < {to} order by time_us, node, epoch, seq"));
        Assert.Contains("reading_20260108", plan, StringComparison.Ordinal);
        Assert.Single(System.Text.RegularExpressions.Regex.Matches(plan, "reading_2026\\d{4}").Select(m => m.Value).Distinct());
    }

    [Fact]
    public void A_retention_shorter_than_a_week_is_refused()
    {
        Assert.Null(Options("0d").Readings);
        Assert.Equal(TimeSpan.FromDays(400), Options("400d").Readings);
        Assert.Contains("platone.scd.retention.readings", Assert.ThrowsAny<Akka.Configuration.ConfigurationException>(() => Options("6d")).Message, StringComparison.Ordinal);

        static RetentionOptions Options(string readings) => RetentionOptions.From(Akka.Configuration.ConfigurationFactory.ParseString(
            $"platone.scd.retention {{\n readings = {readings}\n look-interval = 1h\n}}"));
    }

    private static bool IsReading(string row) => row.StartsWith("reading:", StringComparison.Ordinal);

    private static Task<Page<ReadingRow>> ReadAsync(ScdWorld world, DateTimeOffset from) =>
        world.Reader.ReadingsAsync(Given.Pod(1), new Interval(from, T0.AddYears(1)), First, default);

    // Two PODs, ten days, a reading every six hours, each recorded when it was measured.
    private async Task<ScdWorld> RecordedAsync()
    {
        var world = await ScdWorld.OpenAsync(provider);
        await world.RecordAsync([Given.PodRegistered(1), Given.PodRegistered(2), Given.NodeRegistered(1, 1), Given.NodeRegistered(2, 2),
            .. from i in Enumerable.Range(0, 40)
               from node in (int[])[1, 2]
               let at = T0.AddHours(6 * i)
               select Given.Recorded(node, node, at, Given.Reading(i + 1, at, 100 + i)),
            Given.Metered(1, T0, 900_000)]);
        return world;
    }

    private static async Task<List<string>> PartitionsAsync(ScdWorld world)
    {
        await using var connection = await world.Store.OpenAsync(default);
        return await connection.QueryToListAsync<string>(
            "select cast(c.relname as text) from pg_inherits i join pg_class c on c.oid = i.inhrelid where i.inhparent = 'reading'::regclass order by 1");
    }

    public sealed class OnSqlite() : RetentionSpec(DatabaseProvider.Sqlite);

    public sealed class OnPostgreSql() : RetentionSpec(DatabaseProvider.PostgreSql);
}
