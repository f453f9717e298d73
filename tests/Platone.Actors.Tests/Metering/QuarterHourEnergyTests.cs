using CsCheck;
using Platone.Actors.Kernel.Time;
using Platone.Actors.Metering;
using Platone.Actors.Metering.QuarterHours;

namespace Platone.Actors.Tests.Metering;

public sealed class QuarterHourEnergyTests
{
    private const long Second = 1_000_000;

    private static readonly QuarterHour Hour = QuarterHour.Of(Node.Start);
    private static readonly long Start = QuarterHourEnergy.StartOf(Hour);

    private static Sample At(double seconds, int? p = null, long? import = null, long? export = null, int epoch = 0) =>
        new(Start + (long)(seconds * Second), epoch, p, import, export);

    private static MeasuredQuarterHour? Compute(params Sample[] samples) => QuarterHourEnergy.Compute(Hour, samples);

    [Fact]
    public void A_constant_power_is_exact()
    {
        var measured = Compute(At(0, 1234));
        Assert.Equal(new MeasuredQuarterHour(Hour, new(1234 * 900), EnergyMethod.MeanPower, 900, QuarterHourQuality.Good), measured);
    }

    [Fact]
    public void The_last_power_before_is_carried_in()
    {
        var measured = Compute(At(-300, 600), At(300, 0));
        Assert.Equal(new MeasuredQuarterHour(Hour, new(600 * 300), EnergyMethod.MeanPower, 900, QuarterHourQuality.Good), measured);
    }

    [Fact]
    public void A_power_holds_for_900_seconds_at_most()
    {
        // Covered: 0..600 at 100 W; the mean stands for the rest.
        var measured = Compute(At(-300, 100));
        Assert.Equal(new MeasuredQuarterHour(Hour, new(100 * 900), EnergyMethod.MeanPower, 600, QuarterHourQuality.Partial), measured);
    }

    [Fact]
    public void What_is_covered_is_extended_by_its_mean_and_rounded_once()
    {
        // 0.5 s of 1 W and 899 s of 0 W: 0.5 J over 899.5 s, times 900/899.5 = 0.50027.. J.
        Assert.Equal(1, Compute(At(0.5, 1), At(1, 0))!.Energy.Joules);
        // Half to even over the whole: 0.5 J and 1.5 J.
        Assert.Equal(0, Compute(At(0, 1), At(0.5, 0))!.Energy.Joules);
        Assert.Equal(2, Compute(At(0, 3), At(0.5, 0))!.Energy.Joules);
        Assert.Equal(-2, Compute(At(0, -3), At(0.5, 0))!.Energy.Joules);
        Assert.Equal(899, Compute(At(0.5, 1), At(1, 0))!.CoveredSeconds);
    }

    [Fact]
    public void Less_than_a_covered_second_is_nothing()
    {
        Assert.Null(Compute());
        Assert.Null(Compute(At(-900, 500)));
        Assert.Null(Compute(At(-899.5, 500)));
        Assert.Null(Compute(At(899.5, 500)));
        Assert.Equal(1, Compute(At(899, 500))!.CoveredSeconds);
    }

    [Fact]
    public void A_reading_without_power_ends_no_hold()
    {
        Assert.Equal(100 * 900, Compute(At(0, 100), At(10), At(450))!.Energy.Joules);
    }

    [Theory]
    [InlineData(int.MaxValue)]
    [InlineData(int.MinValue)]
    public void The_largest_powers_fit(int watts)
    {
        Assert.Equal(watts * 900L, Compute(At(0, watts))!.Energy.Joules);
        Assert.Equal(watts * 900L, Compute(At(890, watts))!.Energy.Joules);
    }

    [Fact]
    public void Registers_at_both_boundaries_win_over_an_uneven_mean()
    {
        var measured = Compute(At(0, 0, 1000, 10), At(100, 9000), At(200, 0), At(900, 0, 1300, 20));
        Assert.Equal(new MeasuredQuarterHour(Hour, new((300 - 10) * 3600), EnergyMethod.Registers, 900, QuarterHourQuality.Good), measured);
    }

    [Fact]
    public void A_steady_mean_wins_over_registers_of_whole_watt_hours()
    {
        var measured = Compute(At(0, 1000, 1000, 0), At(300, 1000), At(600, 1000), At(900, 1000, 1250, 0));
        Assert.Equal((EnergyMethod.MeanPower, 900_000L), (measured!.Method, measured.Energy.Joules));
    }

    [Fact]
    public void Registers_alone_do()
    {
        var measured = Compute(At(0, null, 5), At(900, null, 7));
        Assert.Equal(new MeasuredQuarterHour(Hour, new(2 * 3600), EnergyMethod.Registers, 900, QuarterHourQuality.Good), measured);
    }

    [Fact]
    public void A_register_is_interpolated_between_two_readings_around_the_boundary()
    {
        // 30 s before to 30 s after: half of 3 Wh at the start, a third of 3 Wh at the end.
        var measured = Compute(At(-30, null, 10), At(30, null, 13), At(890, null, 100), At(920, null, 103));
        Assert.Equal(101 * 3600 - 11_500 * 36 / 10, measured!.Energy.Joules);
        Assert.Equal(EnergyMethod.Registers, measured.Method);
    }

    [Fact]
    public void Readings_too_far_apart_around_the_boundary_do_not_tell_the_register()
    {
        Assert.Null(Compute(At(-30, null, 10), At(31, null, 13), At(900, null, 103)));
        Assert.NotNull(Compute(At(-30, null, 10), At(30, null, 13), At(900, null, 103)));
        Assert.Null(Compute(At(0, null, 10), At(899, null, 90)));
    }

    [Fact]
    public void Registers_of_different_epochs_have_nothing_to_do_with_each_other()
    {
        Assert.Null(Compute(At(0, null, 10), At(900, null, 13, epoch: 1)));
        Assert.Null(Compute(At(-10, null, 10), At(10, null, 13, epoch: 1), At(900, null, 20, epoch: 1)));
    }

    [Fact]
    public void A_register_running_backwards_is_flagged_and_not_used()
    {
        var measured = Compute(At(0, 0, 100), At(300, 9000, 90), At(600, 0, 120), At(900, 0, 130));
        Assert.Equal((EnergyMethod.MeanPower, QuarterHourQuality.RegisterBackwards), (measured!.Method, measured.Quality));
        measured = Compute(At(-60, 500, 100), At(0, 500, 99));
        Assert.Equal(QuarterHourQuality.RegisterBackwards, measured!.Quality);
        Assert.Equal(QuarterHourQuality.Good, Compute(At(-60, 500, 100), At(0, 500, 0, epoch: 1))!.Quality);
    }

    [Fact]
    public void Without_an_export_register_injected_power_forbids_the_import_register()
    {
        Assert.Equal(EnergyMethod.Registers, Compute(At(0, 0, 10), At(100, 9000), At(200, 0), At(900, 0, 20))!.Method);
        Assert.Equal(EnergyMethod.MeanPower, Compute(At(0, 0, 10), At(100, 9000), At(200, -1), At(900, 0, 20))!.Method);
    }

    [Fact]
    public void A_register_first_reported_after_the_end_counts_as_not_reported() => Assert.Equal(EnergyMethod.Registers,
        Compute(At(0, 0, 10), At(100, 9000), At(200, 0), At(900, 0, 20), At(905, 0, 20, 7))!.Method);

    [Fact]
    public void A_register_difference_beyond_64_bits_of_joules_is_not_used() =>
        Assert.Null(Compute(At(0, null, 0), At(900, null, long.MaxValue)));

    [Fact]
    public void Register_energies_of_successive_quarter_hours_add_up_to_the_difference_of_the_registers() =>
        Gen.Select(Gen.Int[1, 599], Gen.Long[0, 40]).Array[60, 200].Sample(steps =>
        {
            var (time, wh, samples) = (0.0, 1_000_000L, new List<Sample> { At(0, null, 1_000_000) });
            foreach (var (tenths, more) in steps)
                samples.Add(At(time += tenths / 10.0, null, wh += more));
            var last = (int)(time / 900);
            samples.RemoveAll(s => s.At > Start + last * 900 * Second);
            samples.Add(At(last * 900, null, samples[^1].ImportWh));
            var sum = Enumerable.Range(0, last).Sum(i => QuarterHourEnergy.Compute(new(Hour.Index + i), samples.ToArray())!.Energy.Joules);
            Assert.Equal((samples[^1].ImportWh!.Value - 1_000_000) * 3600, sum);
        });

    [Fact]
    public void Samples_outside_the_needed_interval_have_no_influence() =>
        SampleGen.Array[0, 40].Sample(samples =>
        {
            var ordered = samples.OrderBy(s => s.At).ToArray();
            var needed = QuarterHourEnergy.NeededFor(Hour);
            var within = ordered
                .Where(s => s.At >= Instant.Microseconds(needed.Start) && s.At <= Instant.Microseconds(needed.End)).ToArray();
            Assert.Equal(Compute(ordered), Compute(within));
        });

    private static Gen<Sample> SampleGen { get; } = Gen.Select(Gen.Int[-3000, 3000], Gen.Int[-1, 1], Gen.Int[-500, 500], Gen.Long[0, 50],
        (at, kind, p, wh) => At(at, kind >= 0 ? p : null, kind <= 0 ? wh : null));
}
