using Platone.Actors.Scd.Notary;
using Platone.Host.Pages;
using Platone.Host.Pages.Ledgers;

namespace Platone.Host.Tests.Pages;

/// <summary>Anchor lag as the page draws it.</summary>
public sealed class LagTests
{
    private static readonly DateTimeOffset T0 = new(2026, 11, 24, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Lag_rises_from_the_oldest_seal_and_falls_when_its_anchor_is_final()
    {
        // Sealed at minute 2, final at 5.5; sealed at 8, still waiting at 10. Parts of a minute.
        var line = LagLine.Of("service", "service",
            [new HeadsOnChain(T0.AddMinutes(2), T0.AddMinutes(5.5), 1, 10), new HeadsOnChain(T0.AddMinutes(8), null, null, 20)], T0, T0.AddMinutes(10), 10);
        Assert.Equal([null, null, 1, 2, 3, 3.5, 0, 0, 1, 2], line.Parts.Select(p => p?.TotalMinutes));
    }

    [Fact]
    public void What_began_before_the_window_is_known_from_its_beginning_and_the_most_of_a_part_counts()
    {
        var line = LagLine.Of("access", "access",
            [
                new HeadsOnChain(T0.AddMinutes(-30), T0.AddMinutes(0.5), 1, 10), new HeadsOnChain(T0.AddMinutes(0.6), T0.AddMinutes(0.7), 2, 20),
                new HeadsOnChain(T0.AddMinutes(0.8), T0.AddMinutes(3.5), 3, 30),
            ], T0, T0.AddMinutes(4), 4);
        Assert.Equal([30.5, 1.2, 2.2, 2.7], line.Parts.Select(p => Math.Round(p!.Value.TotalMinutes, 6)));
        Assert.All(LagLine.Of("access", "access", [], T0, T0.AddHours(1), 5).Parts, p => Assert.Null(p));
    }

    [Theory]
    [InlineData(0, "s", 1, 5)]
    [InlineData(37, "s", 10, 4)]
    [InlineData(75, "s", 15, 5)]
    [InlineData(200, "min", 60, 4)]
    [InlineData(1_800, "min", 600, 3)]
    [InlineData(20_000, "h", 7_200, 3)]
    [InlineData(86_400 * 40, "d", 86_400 * 8, 5)]
    public void The_axis_has_at_most_five_round_steps(int seconds, string unit, int stepSeconds, int steps)
    {
        var scale = LagScale.For(TimeSpan.FromSeconds(seconds));
        Assert.Equal((unit, stepSeconds, steps), (scale.Unit, (int)scale.Step.TotalSeconds, scale.Steps));
        Assert.True(scale.Top >= TimeSpan.FromSeconds(seconds));
        Assert.Equal("0", scale.Label(0));
    }

    [Theory]
    [InlineData(0, "0 s")]
    [InlineData(59.9, "59 s")]
    [InlineData(60, "1 min")]
    [InlineData(252, "4 min 12 s")]
    [InlineData(7_500, "2 h 05 min")]
    [InlineData(86_400, "1 d")]
    [InlineData(273_600, "3 d 4 h")]
    public void A_duration_has_its_two_greatest_units(double seconds, string text) => Assert.Equal(text, Figures.Duration(TimeSpan.FromSeconds(seconds)));
}
