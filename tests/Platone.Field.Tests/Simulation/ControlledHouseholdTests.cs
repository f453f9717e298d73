using CsCheck;
using Platone.Actors.Metering;
using Platone.Field.Simulation;
using Platone.Testing;

namespace Platone.Field.Tests.Simulation;

public class ControlledHouseholdTests
{
    private static readonly DateTimeOffset Start = new(2026, 11, 22, 14, 0, 0, TimeSpan.Zero);
    private static readonly HouseholdControl Exact = new(3_000, 2_000) { Accuracy = 0 };

    private static SetPoint Point(string id, double from, double until, long w) => new(id, At(from), At(until), w);

    private static DateTimeOffset At(double seconds) => Start.AddTicks((long)(seconds * TimeSpan.TicksPerSecond));

    private static ControlledHousehold Household(HouseholdControl? control = null, HouseholdPower? power = null, int seed = 1) =>
        new(power ?? new Constant(1_000), control ?? Exact, 6_000, new SeededNoise((ulong)seed));

    [Fact]
    public void It_does_what_it_is_told_with_a_ramp_and_only_so_long()
    {
        var household = Household();
        household.Obey(Point("a", 900, 1_800, 2_500));
        Assert.Equal([(899.0, 1_000), (900, 1_000), (902, 1_300), (905, 1_750), (910, 2_500), (1_799, 2_500), (1_800, 2_500), (1_805, 1_750), (1_810, 1_000)],
            ((double[])[899, 900, 902, 905, 910, 1_799, 1_800, 1_805, 1_810]).Select(s => (s, household.ActivePowerW(At(s)))));
    }

    [Fact]
    public void From_one_set_point_to_the_next_it_goes_from_where_it_is()
    {
        var household = Household();
        household.Obey(Point("a", 0, 4, 2_000));
        household.Obey(Point("b", 4, 900, -1_000));
        // After 4 of 10 s it has come to 1,400 W, and from there it goes down.
        Assert.Equal([1_000, 1_200, 1_400, 200, -1_000], ((double[])[0, 2, 4, 9, 14]).Select(s => household.ActivePowerW(At(s))));
    }

    [Fact]
    public void Of_two_for_the_same_time_the_later_counts_and_a_known_one_changes_nothing()
    {
        var household = Household(Exact with { Ramp = TimeSpan.Zero });
        Assert.True(household.Obey(Point("a", 0, 1_800, 0)));
        Assert.True(household.Obey(Point("b", 900, 1_800, 500)));
        Assert.False(household.Obey(Point("a", 0, 1_800, 700)));
        Assert.Equal([0, 500, 1_000], ((double[])[899, 900, 1_800]).Select(s => household.ActivePowerW(At(s))));
    }

    [Theory]
    [InlineData(9_000, 3_000)]
    [InlineData(-9_000, -2_000)]
    [InlineData(-1_500, -1_500)]
    public void It_does_what_it_can(int wanted, int done)
    {
        var household = Household();
        household.Obey(Point("a", 0, 900, wanted));
        Assert.Equal(done, household.ActivePowerW(At(100)));
    }

    [Fact]
    public void It_stays_within_its_connection()
    {
        var household = Household(new HouseholdControl(0, 50_000) { Accuracy = 0 });
        household.Obey(Point("a", 0, 900, 20_000));
        Assert.Equal(6_000, household.ActivePowerW(At(100)));
    }

    [Fact]
    public void It_keeps_the_set_point_whatever_else_goes_on_in_the_house()
    {
        var household = Household(power: new HouseholdModel(1, 3), control: new HouseholdControl(20_000, 20_000) { Accuracy = 0 });
        household.Obey(Point("a", 0, 900, 700));
        Assert.All(Enumerable.Range(10, 890), s => Assert.Equal(700, household.ActivePowerW(At(s))));
    }

    [Fact]
    public void Each_set_point_has_a_small_error_of_its_own_and_the_same_seed_the_same() =>
        Gen.Select(Gen.Int[0, 1_000], Gen.Long[-2_000, 3_000], Gen.Int[0, 5]).Sample((id, w, seed) =>
        {
            var (household, twin) = (Household(Exact with { Accuracy = 0.02 }, seed: seed), Household(Exact with { Accuracy = 0.02 }, seed: seed));
            household.Obey(Point($"{id}", 0, 900, w));
            twin.Obey(Point($"{id}", 0, 900, w));
            var power = household.ActivePowerW(At(100));
            Assert.InRange(power, w - Math.Abs(w - 1_000) * 0.02 - 1, w + Math.Abs(w - 1_000) * 0.02 + 1);
            Assert.Equal(power, twin.ActivePowerW(At(100)));
        });

    [Fact]
    public void Errors_differ() => Assert.True(Enumerable.Range(0, 100).Select(i =>
    {
        var household = Household(Exact with { Accuracy = 0.02 });
        household.Obey(Point($"{i}", 0, 900, -1_000));
        return household.ActivePowerW(At(100));
    }).Distinct().Count() > 20);

    [Fact]
    public void Its_power_depends_on_nothing_but_what_it_was_told_and_the_time() =>
        Gen.Select(Gen.Int[0, 40], Gen.Int[1, 30], Gen.Long[-4_000, 4_000]).Array[0, 12].Sample(told =>
        {
            var points = told.Select((t, i) => Point($"{i}", 60 * t.Item1, 60 * (t.Item1 + t.Item2), t.Item3)).ToList();
            // One was asked all the time while it was told; its twin was told all at once, twice, and is asked backwards.
            var (asked, twin) = (Household(HouseholdControl.Model(1, 2), new HouseholdModel(1, 2)), Household(HouseholdControl.Model(1, 2), new HouseholdModel(1, 2)));
            foreach (var point in points)
            {
                asked.Obey(point);
                Enumerable.Range(0, 100).Sum(i => asked.ActivePowerW(At(40 * i)));
            }

            foreach (var point in points.Concat(points))
                twin.Obey(point);
            var times = Enumerable.Range(0, 600).Select(i => At(7 * i)).ToList();
            Assert.Equal(times.Select(asked.ActivePowerW), Enumerable.Reverse(times).Select(twin.ActivePowerW).Reverse());
            // And it is always within its range.
            var (own, control) = (new HouseholdModel(1, 2), HouseholdControl.Model(1, 2));
            Assert.All(times, t => Assert.InRange(asked.ActivePowerW(t) - own.ActivePowerW(t), -control.UpW, control.DownW));
        }, iter: 100);

    [Fact]
    public void A_file_is_played_at_another_time()
    {
        using var folder = new TestDirectory("power");
        var file = folder.Write("power.csv", "time,a,b\n2021-02-15T00:00:00Z,100,1\n2021-02-15T00:15:00Z,,1\n2021-02-15T00:30:00Z,-50,1\n");
        var power = HouseholdPower.FromCsv(file)["a"].Shifted(Start - new DateTimeOffset(2021, 2, 15, 0, 0, 0, TimeSpan.Zero));
        Assert.Equal((Start, Start.AddMinutes(45)), (power.First, power.Last));
        Assert.Equal([100, 100, 100, -50, -50], ((double[])[0, 899, 900, 1_800, 2_699]).Select(s => power.ActivePowerW(At(s))));
    }

    private sealed class Constant(int watts) : HouseholdPower
    {
        public override int ActivePowerW(DateTimeOffset at) => watts;
    }
}
