using System.Globalization;
using Microsoft.Data.Sqlite;
using Microsoft.Playwright;
using Platone.Actors.Kernel.Units;
using Platone.Host.Demo;
using Platone.Host.Rest.Json;
using Platone.Host.Rest.Measurements;
using Platone.Host.Tests.Chain;
using Platone.Host.Tests.Pages;
using Platone.Host.Verbs.Client;
using Platone.Testing;
using Xunit.Abstractions;

namespace Platone.Host.Tests.Demo;

/// <summary>A market day, played as <c>platone demo</c> plays it.</summary>
public sealed class DemoTests(Chromium chromium, ITestOutputHelper output) : IClassFixture<Chromium>, IDisposable
{
    private const string Session = "day-ahead-terni-2026-11-25";
    private readonly TestDirectory _directory = new("demo");

    [Fact]
    public async Task Set_points_add_up_statements_are_what_the_rules_say_and_proofs_hold()
    {
        var data = _directory.File("data");
        var summary = await RunningDemo.PlayAsync(data);
        Assert.True((bool)summary["complete"]!, summary.ToJsonString());
        Assert.Equal(Enum.GetNames<DemoStage>().Except([nameof(DemoStage.Ledger)]), summary["stages"]!.AsArray().Select(s => (string)s!));

        await using var platone = await RunningPlatone.StartAsync(data, new Dictionary<string, string>());
        using var client = platone.Client();
        var day = await PlayedDay.ReadAsync(client, Session);
        Assert.NotEmpty(day.Awards);
        Assert.NotEmpty(day.SetPoints);
        SetPointsAddUp(day);
        StatementsAreRecomputed(day);
        await ProofsHold(client, day);
        await AuditsFindNothingAndEverything(data, (string)summary["session"]!);
    }

    [Fact]
    public async Task A_day_that_is_killed_at_any_stage_ends_as_an_undisturbed_one()
    {
        var random = Seeds.Random(output);
        // Pseudonyms are random, and the last watt of a split goes by them: so all of these days begin with the same registrations.
        var begun = _directory.File("begun");
        await using (var demo = RunningDemo.Start(begun))
        {
            await demo.WaitForLineAsync("Trading: session");
            await demo.KillAsync();
        }
        var from = JournalSize(begun);

        var undisturbed = Copy(begun, "undisturbed");
        await RunningDemo.PlayAsync(undisturbed);
        var to = JournalSize(undisturbed);
        var expected = (await PlayedDay.ReadAsync(undisturbed, Session)).Outcome();

        // First where all know what they are to do, and the time for it has not come: nobody tells the devices again.
        var positions = Enumerable.Range(0, Nightly.Times(3, 20)).Select(_ => random.NextInt64(from, to))
            .Prepend(JournalSize(undisturbed, "manifest = 'ln.set-point-acknowledged.1'"));
        foreach (var (run, at) in positions.Index())
        {
            var data = Copy(begun, $"killed-{run}");
            await using (var demo = RunningDemo.Start(data))
            {
                await ReachesAsync(demo, data, at);
                await demo.KillAsync();
            }
            output.WriteLine($"kill -9 at journal position {JournalSize(data)} of {to}");
            var summary = await RunningDemo.PlayAsync(data);
            Assert.True((bool)summary["complete"]!, summary.ToJsonString());
            Assert.Equal(expected, (await PlayedDay.ReadAsync(data, Session)).Outcome());
        }
    }

    [SkippableFact]
    public async Task Baselines_and_consumption_are_those_of_the_meter_data()
    {
        var file = SharedData.Require("meters/households-quarter-hour.csv");
        var lines = (await File.ReadAllLinesAsync(file)).Select(l => l.Split(',')).ToList();
        var data = _directory.File("data");
        // In the file's days, not on the day of the other tests.
        var summary = await RunningDemo.PlayAsync(data, "--meter-data", file, "--day", "2021-02-26");
        var day = await PlayedDay.ReadAsync(data, (string)summary["session"]!);

        await using var platone = await RunningPlatone.StartAsync(data, new Dictionary<string, string>());
        using var client = platone.Client();
        var compared = 0;
        for (var household = 0; household < 8; household++)
        {
            var column = Array.IndexOf(lines[0], lines[0][1..].Order(StringComparer.Ordinal).ElementAt(household));
            var watts = lines.Skip(1).ToDictionary(l => DateTimeOffset.Parse(l[0], CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal),
                l => long.Parse(l[column], CultureInfo.InvariantCulture));
            var pod = (await client.GetAsync<PageView<Platone.Host.Rest.Pods.PodView>>(
                $"api/v1/pods?code=IT001E{1:D4}{household + 1:D6}", CancellationToken.None))!.Items.Single().Pod;
            if (!day.BaselineW.TryGetValue(pod, out var baseline))
                continue;
            var controlled = day.SetPoints.Where(s => s.Pod == pod).Select(s => s.Interval).ToHashSet();
            for (var t = 0; t < day.Session.Intervals; t++)
            {
                var start = day.Session.Start.AddMinutes(15 * t);
                var before = Enumerable.Range(1, 10).Select(d => watts[start.AddDays(-d)]).ToList();
                Assert.Equal((long)Math.Round(before.Average()), baseline[t]);
                // Nobody tells it anything now, and did not in the quarter hour before: it takes what the file says.
                if (controlled.Contains(t) || controlled.Contains(t - 1))
                    continue;
                Assert.Equal(watts[start] * 900, day.MeteredJ[pod][t]);
                compared++;
            }
        }
        Assert.True(compared > 100, $"{compared} quarter hours compared");
    }

    [SkippableFact]
    public async Task The_page_shows_the_figures_of_the_closing_summary()
    {
        await using var demo = RunningDemo.Start(_directory.File("data"), "--json");
        var link = (await demo.WaitForLineAsync("To watch: ")).Split("To watch: ")[1];
        await using var page = await chromium.OpenAsync(height: 1100);
        await page.Page.GotoAsync(link);
        await Assertions.Expect(page.Named("session")).ToHaveTextAsync(Session, new LocatorAssertionsToHaveTextOptions { Timeout = 120_000 });
        await demo.WaitForLineAsync("\"page\"", Deadline.Default * 4);
        var text = string.Join('\n', demo.Lines);
        var summary = System.Text.Json.Nodes.JsonNode.Parse(text[text.IndexOf('{')..(text.LastIndexOf('}') + 1)])!;

        await Reads(page, "phase", "Settled");
        foreach (var (name, figure) in ((string, string)[])[("asked-kwh", "askedKwh"), ("awarded-kwh", "awardedKwh"), ("activated-kwh", "activatedKwh"),
            ("delivered-kwh", "deliveredKwh"), ("paid-eur", "paidEur")])
        {
            await Reads(page, name, Platone.Host.Pages.Figures.Number((decimal)summary[figure]!, 2));
        }
        foreach (var party in summary["participants"]!.AsArray().Where(p => (string)p!["role"]! != "customers"))
            await Reads(page, $"statement-{(string)party!["participant"]!}", Platone.Host.Pages.Figures.Amount((decimal)party["receivesEur"]!));
        await Assertions.Expect(page.Named("proof")).ToHaveAttributeAsync("data-valid", "true");
        output.WriteLine($"screenshot: {await page.KeepAsync("demo")}");
        Assert.Empty(page.Faults);
    }

    public void Dispose() => _directory.Dispose();

    private static Task Reads(BrowserPage page, string name, string text) => Assertions.Expect(page.Named(name)).ToHaveTextAsync(text);

    private static void SetPointsAddUp(PlayedDay day)
    {
        foreach (var s in day.SetPoints)
        {
            Assert.Equal(day.BaselineW[s.Pod][s.Interval] - s.UpW + s.DownW, s.PowerW);
            Assert.NotNull(s.AcknowledgedAt);
        }
        // Of two for one POD and interval the later holds, and says all of it.
        var holding = day.SetPoints.GroupBy(s => (s.Pod, s.Interval)).Select(g => g.MaxBy(s => s.Event.SequenceNr)!).ToList();
        for (var t = 0; t < day.Session.Intervals; t++)
        {
            long Called(Direction direction) => day.Awards.Where(a => a.Direction == direction && day.IsActivated(a, t)).Sum(a => a.Power[t]);
            Assert.Equal(Called(Direction.Up), holding.Where(s => s.Interval == t).Sum(s => s.UpW));
            Assert.Equal(Called(Direction.Down), holding.Where(s => s.Interval == t).Sum(s => s.DownW));
        }
        Assert.All(day.Awards, a => Assert.Equal(a.Power, Enumerable.Range(0, day.Session.Intervals).Select(t => a.Pods.Sum(p => p.Power[t]))));
    }

    private static void StatementsAreRecomputed(PlayedDay day)
    {
        const decimal euro = 3_600_000_000m;
        var results = day.Recompute();
        Assert.Equal(results.Count, day.Lines.Count);
        foreach (var r in results)
        {
            var line = day.Lines.Single(l => l.Request == r.Award.Request && l.Offer == r.Award.Offer && l.Pod == r.Pod
                && l.Start == day.Session.Start.AddMinutes(15 * r.Interval));
            Assert.Equal((r.DeliveredJ, r.DeficientJ), (line.DeliveredJ, line.DeficiencyJ));
            Assert.Equal(r.Amount / euro, line.Net, 20);
        }
        var totals = day.Statements.ToDictionary(s => s.Participant, s => s.Total);
        foreach (var requester in (string[])[DemoScenario.Dso, DemoScenario.Tso])
        {
            var owed = results.Where(r => r.Award.Requester == requester).Sum(r => r.Amount) / euro;
            Assert.Equal(decimal.Round(owed, 2, MidpointRounding.ToEven), -totals[requester]);
        }
        Assert.Equal(0, totals.Values.Sum());
        var shares = day.Lines.GroupBy(l => l.Customer!).ToDictionary(g => g.Key, g => g.Sum(l => l.Net * l.CustomerShare));
        Assert.All(shares, s => Assert.InRange(totals[s.Key] - s.Value, -0.01m, 0.01m));
        var earned = results.Sum(r => r.Amount) / euro;
        Assert.InRange(earned + totals[DemoScenario.Dso] + totals[DemoScenario.Tso], -0.01m, 0.01m);
    }

    private async Task ProofsHold(NodeClient client, PlayedDay day)
    {
        var reading = (await client.GetAsync<PageView<MeasurementView>>(
            $"api/v1/measurements?pod={day.SetPoints[0].Pod}&from={UtcTime.Text(day.Session.Start)}&to={UtcTime.Text(day.Session.End)}&limit=1",
            CancellationToken.None))!.Items.Single();
        foreach (var (what, id, unit) in ((string, Platone.Host.Rest.Log.EventView, int)[])[("reading", reading.Event, reading.Unit),
            ("set-point", day.SetPoints[0].Event, day.SetPoints[0].Unit), ("award", day.Awards[0].Event, day.Awards[0].Unit),
            ("statement", day.Statements[0].Event, day.Statements[0].Unit)])
        {
            var bundle = await client.TextAsync($"api/v1/log/proof?persistenceId={id.PersistenceId}&sequenceNr={id.SequenceNr}&units={unit}", CancellationToken.None);
            var verified = await PlatoneHostProcess.RunAsync(["verify", _directory.Write($"{what}.json", bundle!)]);
            Assert.True(verified.ExitCode == 0, $"{what}: {verified.Output} {verified.Error}");
            Assert.Contains($"shows  unit {unit},", verified.Output, StringComparison.Ordinal);
        }
    }

    // While a node runs on the same files; and after one bit of one event was changed.
    private async Task AuditsFindNothingAndEverything(string data, string session)
    {
        var untouched = await PlatoneHostProcess.RunAsync(["audit", "--session", session, "--data", data]);
        Assert.True(untouched.ExitCode == 0, $"{untouched.Output} {untouched.Error}");
        Assert.Contains("nothing differs", untouched.Output, StringComparison.Ordinal);

        var tampered = Copy(data, "tampered");
        string changed;
        using (var journal = Open(tampered, SqliteOpenMode.ReadWrite))
        {
            using var find = journal.CreateCommand();
            find.CommandText = "select ordering, persistence_id, sequence_number, message from journal where manifest = 'ms.set-points-issued.1' limit 1";
            using var row = find.ExecuteReader();
            Assert.True(row.Read());
            var (ordering, message) = (row.GetInt64(0), row.GetFieldValue<byte[]>(3));
            changed = $"{row.GetString(1)}#{row.GetInt64(2)}";
            row.Close();
            message[^5] ^= 1;
            using var change = journal.CreateCommand();
            change.CommandText = "update journal set message = @message where ordering = @ordering";
            change.Parameters.AddWithValue("@message", message);
            change.Parameters.AddWithValue("@ordering", ordering);
            Assert.Equal(1, change.ExecuteNonQuery());
        }
        var found = await PlatoneHostProcess.RunAsync(["audit", "--session", session, "--data", tampered]);
        Assert.True(found.ExitCode == 1, $"{found.Output} {found.Error}");
        Assert.Contains($"DIFFERS, first at {changed}", found.Output, StringComparison.Ordinal);
    }

    private string Copy(string data, string name)
    {
        var copy = Directory.CreateDirectory(_directory.File(name)).FullName;
        foreach (var folder in Directory.EnumerateDirectories(data, "*", SearchOption.AllDirectories))
            Directory.CreateDirectory(folder.Replace(data, copy, StringComparison.Ordinal));
        foreach (var file in Directory.EnumerateFiles(data, "*", SearchOption.AllDirectories).Where(f => Path.GetFileName(f) != "node.lock"))
            File.Copy(file, file.Replace(data, copy, StringComparison.Ordinal));
        return copy;
    }

    // By the journal's growth, so that a seed kills at the same event on a fast machine and on a slow one.
    private static async Task ReachesAsync(ProcessHost demo, string data, long position)
    {
        using var deadline = new CancellationTokenSource(Deadline.Default * 4);
        using var looks = new PeriodicTimer(TimeSpan.FromMilliseconds(5));
        while (JournalSize(data) < position && !demo.HasExited)
            await looks.WaitForNextTickAsync(deadline.Token);
    }

    // The position of the last event, or of the last there is of some.
    private static long JournalSize(string data, string which = "true")
    {
        using var connection = Open(data, SqliteOpenMode.ReadOnly);
        using var command = connection.CreateCommand();
        command.CommandText = $"select coalesce(max(ordering), 0) from journal where {which}";
        return (long)command.ExecuteScalar()!;
    }

    private static SqliteConnection Open(string data, SqliteOpenMode mode)
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder
        {
            DataSource = Path.Combine(data, "journal.db"), Mode = mode, Pooling = false,
        }.ToString());
        connection.Open();
        return connection;
    }
}
