using Platone.Actors.Metering;
using Platone.Field.Simulation;

namespace Platone.Field.Tests.Simulation;

public class HouseholdModelTests
{
    private static readonly DateTimeOffset Midnight = new(2026, 6, 1, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public void The_same_seed_gives_the_same_readings_and_another_does_not()
    {
        Assert.Equal(Day(1, 3), Day(1, 3));
        Assert.NotEqual(Day(1, 3), Day(2, 3));
        Assert.NotEqual(Day(1, 3), Day(1, 4));
    }

    [Fact]
    public void A_fleet_has_households_of_every_kind_within_their_connections()
    {
        var (injecting, charging) = (0, 0);
        for (var index = 0; index < 60; index++)
        {
            var household = new HouseholdModel(1, index);
            var powers = Enumerable.Range(0, 1_440).Select(m => household.ActivePowerW(Midnight.AddMinutes(m))).ToList();
            Assert.InRange(powers.Max(p => Math.Abs(p)), 1, household.ConnectionW);
            Assert.InRange(powers.Average(), -4_000, 5_000);
            Assert.All(Enumerable.Range(0, 100), m => Assert.InRange(household.VoltageMv(Midnight.AddMinutes(14 * m)), 215_000, 245_000));
            injecting += powers.Min() < -1_000 ? 1 : 0;
            charging += powers.Max() > 3_600 ? 1 : 0;
        }

        Assert.InRange(injecting, 10, 40);
        Assert.InRange(charging, 8, 40);
    }

    /// <summary>The registers of a quarter hour and the powers in it tell the same energy, to the Wh the registers are cut to.</summary>
    [Fact]
    public void Registers_count_what_the_powers_say()
    {
        foreach (var index in Enumerable.Range(0, 10))
        {
            var readings = Day(1, index);
            var (imported, exported) = (0m, 0m);
            foreach (var reading in readings)
            {
                Assert.InRange(imported / 3_600 - reading.ImportWh!.Value, 0, 1);
                Assert.InRange(exported / 3_600 - reading.ExportWh!.Value, 0, 1);
                imported += Math.Max(0, reading.ActivePowerW!.Value) * 4m;
                exported += Math.Max(0, -reading.ActivePowerW!.Value) * 4m;
            }
        }
    }

    private static List<Reading> Day(int seed, int index)
    {
        var household = new ControlledHousehold(new HouseholdModel(seed, index), HouseholdControl.None, 1, default);
        var (meter, readings) = (new Meter(household, 0, Midnight, TimeSpan.FromSeconds(4), 21_600), new List<Reading>());
        while (meter.Next is not null)
            readings.Add(meter.Take());
        return readings;
    }
}
