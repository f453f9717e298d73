using Platone.Actors.Kernel.Time;
using Platone.Actors.Kernel.Units;
using Platone.Actors.Markets.Baselines;

namespace Platone.Actors.Tests.Markets.Baselines;

/// <summary>Methods side by side, on a POD that takes 1 kW and whose BRP always says 1.1 kW.</summary>
public sealed class BaselineComparisonTests
{
    private static readonly DateOnly Day = new(2026, 6, 24);

    private static BaselineComparison Compare(IReadOnlyDictionary<QuarterHour, long> schedule, params DateOnly[] events)
    {
        var meter = new Meter();
        for (var back = 0; back <= 80; back++)
            meter.Day(Day.AddDays(-back), back == 0 ? 1500 : 1000);
        return BaselineComparison.Of(meter.History, Meter.Calendar(null, events), Meter.Event(Day, 17, 2), schedule, Direction.Up);
    }

    private static Dictionary<QuarterHour, long> Schedule(int days) => Enumerable.Range(0, days)
        .SelectMany(back => Meter.Event(Day.AddDays(-back), 17, 2).QuarterHours()).ToDictionary(q => q, _ => 1100L);

    [Fact]
    public void Each_method_has_its_baseline_and_its_error_on_days_without_an_event()
    {
        var comparison = Compare(Schedule(40), Day.AddDays(-3), Day.AddDays(-4));
        var methods = comparison.Methods.ToDictionary(m => m.Name);
        Assert.Equal(["brp-schedule", "high-4-of-5", "high-4-of-5-adjusted", "10-of-10", "10-of-10-adjusted", "meter-before-after", "zero"],
            comparison.Methods.Select(m => m.Name));
        Assert.All(comparison.Methods, m => Assert.Equal(28, m.ComparedDays));
        Assert.Equal((1100L, 100m, 100m, 0.1m), Of("brp-schedule"));
        Assert.Equal((1000L, 0m, 0m, 0m), Of("high-4-of-5"));
        Assert.Equal((0L, -1000m, 1000m, 1m), Of("zero"));
        // The day itself runs at 1.5 kW: the adjustment is clamped to 1.2.
        Assert.Equal(1200, Of("10-of-10-adjusted").Watts);
        Assert.Equal(1500, Of("meter-before-after").Watts);
        Assert.DoesNotContain(Day.AddDays(-3), methods["10-of-10"].Days);
        Assert.Equal((true, 1500m, 1000m), (comparison.IsRaised, comparison.WindowW, comparison.ThresholdW));
        Assert.All(comparison.MeteredJoules, j => Assert.Equal(1500 * 900, j));

        (long Watts, decimal? Bias, decimal? Error, decimal? Normalised) Of(string name) => (methods[name].Watts!.Value.Distinct().Single(),
            methods[name].BiasW, methods[name].MeanAbsoluteErrorW, methods[name].NormalisedError);
    }

    [Fact]
    public void Without_a_schedule_the_others_are_compared_all_the_same()
    {
        var comparison = Compare(new Dictionary<QuarterHour, long>());
        Assert.Equal((null, 0, null), (comparison.Methods[0].Watts, comparison.Methods[0].ComparedDays, comparison.Methods[0].BiasW));
        Assert.All(comparison.Methods.Skip(1), m => Assert.Equal(30, m.ComparedDays));
    }
}
