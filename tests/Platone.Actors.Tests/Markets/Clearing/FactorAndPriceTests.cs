using CsCheck;
using Platone.Actors.Kernel.Units;
using Platone.Actors.Markets.Clearing;

namespace Platone.Actors.Tests.Markets.Clearing;

public class FactorAndPriceTests
{
    private static readonly PriceCurve Steps =
        new([new PriceStep(new Factor(500_000), 10m), new PriceStep(new Factor(750_000), 20m), new PriceStep(Factor.One, 40m)]);

    [Fact]
    public void A_share_of_a_power_is_cut_to_whole_watts() => Gen.Select(Gen.Int[0, 1_000_000], Gen.Long[0, Factor.MaximumWatts]).Sample((m, w) =>
        Assert.Equal(decimal.Floor(m / 1_000_000m * w), new Factor(m).Of(w)));

    [Theory]
    [InlineData("0.1234567")]
    [InlineData("-0.1")]
    [InlineData("1.000001")]
    public void What_is_no_factor_is_refused(string text) =>
        Assert.Throws<FormatException>(() => Factor.Of(decimal.Parse(text, System.Globalization.CultureInfo.InvariantCulture)));

    [Fact]
    public void A_factor_of_six_decimals_is_exact() => Assert.Equal(123_456, Factor.Of(0.123456m).Millionths);

    [Fact]
    public void A_curve_is_priced_step_by_step()
    {
        PowerProfile power = [4_000_000, 0];   // 1 MWh in the first quarter hour
        Assert.Equal(5m, Steps.CostOf(power, Factor.Zero, new Factor(500_000), 900));
        Assert.Equal(5m + 5m + 10m, Steps.CostOf(power, Factor.Zero, Factor.One, 900));
        Assert.Equal(5m + 4m, Steps.CostOf(power, new Factor(500_000), new Factor(350_000), 900));
        Assert.Equal(new Factor(750_000), Steps.UpTo(20m));
        Assert.Equal(Factor.Zero, Steps.UpTo(9.99m));
        Assert.Equal(Factor.One, Steps.UpTo(null));
        Assert.Equal((10m, 20m, 40m), (Steps.PriceAt(new Factor(500_000)), Steps.PriceAfter(new Factor(500_000)), Steps.PriceAfter(Factor.One)));
    }

    [Fact]
    public void A_flat_price_is_paid_for_the_whole_watts_awarded() => Gen.Select(Gen.Long[0, 100_000].Array[3], Gen.Int[0, 1_000_000],
        Gen.Int[0, 100_000_000]).Sample((watts, m, price) => Assert.Equal(
            watts.Sum(w => new Factor(m).Of(w)) * (price / 10_000m) * 900m / 3_600_000_000m,
            PriceCurve.Flat(price / 10_000m).CostOf(PowerProfile.Of(watts), Factor.Zero, new Factor(m), 900)));

    [Fact]
    public void A_curve_that_falls_stands_still_or_does_not_end_is_refused()
    {
        Assert.Throws<FormatException>(() => new PriceCurve([]));
        Assert.Throws<FormatException>(() => PriceCurve.Flat(1.00001m));
        Assert.Throws<FormatException>(() => new PriceCurve([new PriceStep(new Factor(1), 1m)]));
        Assert.Throws<FormatException>(() => new PriceCurve([new PriceStep(new Factor(1), 2m), new PriceStep(Factor.One, 1m)]));
        Assert.Throws<FormatException>(() => new PriceCurve([new PriceStep(Factor.One, 2m), new PriceStep(Factor.One, 3m)]));
    }
}
