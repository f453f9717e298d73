using Platone.Actors.Kernel.Time;
using Platone.Actors.Markets.Delivery;
using Platone.Actors.Metering;
using Platone.Actors.Metering.QuarterHours;
using static Platone.Actors.Tests.Markets.Sessions.Market;

namespace Platone.Actors.Tests.Markets.Delivery;

/// <summary>What a POD will have taken at the end of the quarter hour that is running.</summary>
public sealed class RunningQuarterHourTests
{
    private static readonly QuarterHour Running = Terms.First;

    [Fact]
    public void The_last_power_is_held_to_the_end()
    {
        var running = Of((-10, 4000), (300, 4000), (600, 1000));
        // 600 s at 4 kW, and the last third at 1 kW.
        Assert.Equal((600 * 4000L + 300 * 1000L, Running.Start.AddSeconds(600)), (running.ProjectedJoules, running.Through));
    }

    [Fact]
    public void A_time_nobody_read_counts_as_the_mean_of_the_rest() => Assert.Equal(900 * 2000L, Of((450, 2000)).ProjectedJoules);

    [Fact]
    public void Nothing_is_projected_before_it_was_read_a_third_of_the_time()
    {
        Assert.Equal((null, (DateTimeOffset?)null), (Of((-10, 4000)).ProjectedJoules, Of((-10, 4000)).Through));
        Assert.Null(Of((-10, 4000), (299, 4000)).ProjectedJoules);
        Assert.Equal(900 * 4000L, Of((-10, 4000), (300, 4000)).ProjectedJoules);
    }

    [Fact]
    public void What_comes_after_it_has_no_part() =>
        Assert.Equal(Of((0, 4000), (600, 1000)), Of((0, 4000), (600, 1000), (900, 9000), (1200, 9000)));

    [Fact]
    public void At_the_end_it_is_what_is_metered()
    {
        var readings = Enumerable.Range(0, 226).Select(i => Reading(i * 4, 3000 + i * 37 % 500)).ToArray();
        var metered = QuarterHourEnergy.Compute(Running, [.. readings.Select(Sample.Of)])!;
        Assert.Equal(metered.Energy.Joules, RunningQuarterHour.Of(Pod(1), Running, 1, readings).ProjectedJoules);
    }

    private static RunningQuarterHour Of(params (int Second, int Watts)[] readings) =>
        RunningQuarterHour.Of(Pod(1), Running, 5000, readings.Select(r => Reading(r.Second, r.Watts)));

    private static Reading Reading(int second, int watts) => new(0, second + 100, Running.Start.AddSeconds(second)) { ActivePowerW = watts };
}
