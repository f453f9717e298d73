using System.Globalization;
using Platone.Testing;

namespace Platone.Host.Tests.Chain;

/// <summary>Real readings, through MQTT, to the quarter hours that REST shows.</summary>
public sealed class MeterDataTests : IDisposable
{
    private readonly TestDirectory _directory = new("meter-data");

    [SkippableFact]
    public async Task Every_quarter_hour_of_every_household_equals_the_file()
    {
        var file = SharedData.Require("meters/households-quarter-hour.csv");
        var lines = await File.ReadAllLinesAsync(file);
        var serials = lines[0].Split(',')[1..];
        await using var platone = await RunningPlatone.StartAsync(_directory.Path, new Dictionary<string, string>());
        Assert.True((await platone.SendAsync(file)).IsComplete);

        using var client = platone.Client();
        var compared = 0;
        for (var column = 0; column < serials.Length; column++)
        {
            var pod = await RunningPlatone.PodAsync(client, serials[column]);
            await RunningPlatone.CaughtUpAsync(client, async () => (await RunningPlatone.QuarterHoursAsync(client, pod)).Count == lines.Length - 1);
            var quarterHours = await RunningPlatone.QuarterHoursAsync(client, pod);
            foreach (var (quarterHour, line) in quarterHours.Zip(lines.Skip(1)))
            {
                var cells = line.Split(',');
                Assert.Equal(DateTimeOffset.Parse(cells[0], CultureInfo.InvariantCulture), quarterHour.Start);
                Assert.Equal(long.Parse(cells[column + 1], CultureInfo.InvariantCulture) * 900, quarterHour.EnergyJ);
                compared++;
            }
        }
        Assert.Equal(28_800, compared);
    }

    [SkippableFact]
    public async Task Minute_readings_give_the_time_weighted_quarter_hours()
    {
        var file = SharedData.Require("meters/household-minute.csv");
        var watts = (await File.ReadAllLinesAsync(file)).Skip(1).Select(l => l.Split(','))
            .Select(c => (Time: DateTimeOffset.Parse(c[0], CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal), W: long.Parse(c[1], CultureInfo.InvariantCulture)))
            .ToList();
        // Each minute's value holds until the next one. The file ends one minute into a quarter hour, which stays open.
        var expected = watts.GroupBy(m => m.Time.ToUnixTimeSeconds() / 900).Where(g => g.Count() == 15)
            .ToDictionary(g => DateTimeOffset.FromUnixTimeSeconds(g.Key * 900), g => g.Sum(m => m.W * 60));
        await using var platone = await RunningPlatone.StartAsync(_directory.Path, new Dictionary<string, string>());
        Assert.True((await platone.SendAsync(file)).IsComplete);

        using var client = platone.Client();
        var found = await RunningPlatone.AllAsync<Platone.Host.Rest.Pods.PodView>(client, "api/v1/pods?");
        var pod = Assert.Single(found).Pod;
        await RunningPlatone.CaughtUpAsync(client, async () => (await RunningPlatone.QuarterHoursAsync(client, pod)).Count == expected.Count);
        Assert.Equal(192, expected.Count);
        Assert.All(await RunningPlatone.QuarterHoursAsync(client, pod), q => Assert.Equal(expected[q.Start], q.EnergyJ));
    }

    public void Dispose() => _directory.Dispose();
}
