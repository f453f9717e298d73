using Platone.Actors.Kernel.Time;
using Platone.Actors.Kernel.Units;

namespace Platone.Actors.Metering.QuarterHours;

/// <summary>
/// The energy of a quarter hour from samples (architecture, "Time, money, power"): from the two boundary registers where they are finer
/// than the mean of power, else from the time-weighted mean. Pure, and exact: integer arithmetic with one rounding, half to even.
/// <para>
/// <b>Mean of power.</b> A sample's power holds until the next sample with a power, at most <see cref="MaximumHold"/> (zero-order hold);
/// the last one before the quarter hour is carried in. The energy is the integral over the covered time, extended by its mean to 900 s.
/// Its error is estimated by the sum over the holds of |next power - power| x time / 2 (what a straight line between the samples would
/// differ at most) plus uncovered time x the largest |power|.
/// </para>
/// <para>
/// <b>Registers.</b> The value at a boundary is that of a reading at that very instant, or lies on the straight line between the two
/// readings of one epoch next to it, if they are no more than <see cref="MaximumStraddle"/> apart. It is rounded to whole joules there,
/// so that the energies of successive quarter hours add up to the difference of the registers. The error bound is 3,600 J a register (its
/// step is 1 Wh and both ends are cut the same way) plus, for an interpolated boundary, the energy between the two readings. Registers
/// win if that is less than the estimate for the mean, or if there is no mean. A register nobody reports counts as standing still if no
/// power went its way.
/// </para>
/// </summary>
internal static class QuarterHourEnergy
{
    /// <summary>How long a power holds without another, microseconds (900 s).</summary>
    public const long MaximumHold = QuarterHour.Seconds * Second;

    /// <summary>How far apart two readings may be for a register to be interpolated between them, microseconds (60 s).</summary>
    public const long MaximumStraddle = 60 * Second;

    private const long Second = 1_000_000;
    private const long Length = QuarterHour.Seconds * Second;

    /// <summary>First instant of a quarter hour, microseconds since 1970.</summary>
    public static long StartOf(QuarterHour quarterHour) => quarterHour.Index * Length;

    /// <summary>The quarter hour of an instant.</summary>
    /// <param name="at">Microseconds since 1970.</param>
    public static QuarterHour Of(long at) => new(at >= 0 ? at / Length : -((-at + Length - 1) / Length));

    /// <summary>Times of the readings that may have a part in a quarter hour: what <see cref="Compute"/> needs to be given.</summary>
    public static Interval NeededFor(QuarterHour quarterHour)
    {
        var start = StartOf(quarterHour);
        return new Interval(Instant.FromMicroseconds(start - MaximumHold), Instant.FromMicroseconds(start + Length + MaximumStraddle));
    }

    /// <summary>The energy of a quarter hour; null if no sample speaks for a whole second of it.</summary>
    /// <param name="quarterHour">Which.</param>
    /// <param name="samples">
    /// In order of time (of one instant: as recorded); those of <see cref="NeededFor"/> at least, others have no influence.
    /// </param>
    /// <param name="flags">Set in the result besides what is found here.</param>
    public static MeasuredQuarterHour? Compute(QuarterHour quarterHour, ReadOnlySpan<Sample> samples,
        QuarterHourQuality flags = QuarterHourQuality.Good)
    {
        var start = StartOf(quarterHour);
        samples = Within(samples, start - MaximumHold, start + Length + MaximumStraddle);
        var mean = MeanOfPower.Of(samples, start, start + Length);
        var backwards = RegisterEnergy.RunsBackwards(samples, start, start + Length);
        if (backwards)
            flags |= QuarterHourQuality.RegisterBackwards;
        else if (RegisterEnergy.Of(samples, start, start + Length, mean) is { } registers
            && (!mean.IsKnown || registers.Bound < mean.Error))
            return new MeasuredQuarterHour(quarterHour, new Energy(registers.Joules), EnergyMethod.Registers, QuarterHour.Seconds, flags);

        if (!mean.IsKnown)
            return null;
        if (mean.Covered < Length)
            flags |= QuarterHourQuality.Partial;
        return new MeasuredQuarterHour(quarterHour, new Energy(mean.Joules), EnergyMethod.MeanPower, (int)(mean.Covered / Second), flags);
    }

    /// <summary>A quotient rounded to an integer, half to even.</summary>
    /// <param name="numerator">Any.</param>
    /// <param name="denominator">More than 0.</param>
    internal static Int128 Divide(Int128 numerator, long denominator)
    {
        var (quotient, rest) = Int128.DivRem(numerator, denominator);
        var twice = 2 * Int128.Abs(rest);
        if (twice > denominator || (twice == denominator && Int128.IsOddInteger(quotient)))
            quotient += Int128.IsNegative(numerator) ? -1 : 1;
        return quotient;
    }

    private static ReadOnlySpan<Sample> Within(ReadOnlySpan<Sample> samples, long from, long to)
    {
        var (first, last) = (0, samples.Length);
        while (first < last && samples[first].At < from)
            first++;
        while (last > first && samples[last - 1].At > to)
            last--;
        return samples[first..last];
    }

    /// <summary>The integral of power over a quarter hour by zero-order hold.</summary>
    /// <param name="Sum">W x us over the covered time.</param>
    /// <param name="Covered">us a sample speaks for.</param>
    /// <param name="Error">Estimate of the extended integral's error, W x us.</param>
    /// <param name="Takes">Whether a covered power was positive.</param>
    /// <param name="Gives">Whether a covered power was negative.</param>
    private readonly record struct MeanOfPower(long Sum, long Covered, Int128 Error, bool Takes, bool Gives)
    {
        /// <summary>Whether a sample speaks for a second at least.</summary>
        public bool IsKnown => Covered >= Second;

        /// <summary>J, over all 900 s. An int's worth of watts for 900 s always fits.</summary>
        public long Joules => (long)Divide((Int128)Sum * QuarterHour.Seconds, Covered);

        public static MeanOfPower Of(ReadOnlySpan<Sample> samples, long start, long end)
        {
            var (sum, covered, twiceError, largest) = (0L, 0L, (Int128)0, 0L);
            var (takes, gives) = (false, false);
            for (var i = 0; i < samples.Length && samples[i].At < end; i++)
            {
                if (samples[i].PowerW is not { } watts)
                    continue;
                var next = i + 1;
                while (next < samples.Length && samples[next].At < end && samples[next].PowerW is null)
                    next++;
                var followed = next < samples.Length && samples[next].At < end;
                var from = Math.Max(samples[i].At, start);
                var to = Math.Min(followed ? samples[next].At : end, samples[i].At + MaximumHold);
                if (to <= from)
                    continue;
                sum += watts * (to - from);
                covered += to - from;
                largest = Math.Max(largest, Math.Abs((long)watts));
                takes |= watts > 0;
                gives |= watts < 0;
                if (followed)
                    twiceError += (Int128)Math.Abs((long)samples[next].PowerW!.Value - watts) * (to - from);
            }
            return new MeanOfPower(sum, covered, twiceError / 2 + (Int128)(end - start - covered) * largest, takes, gives);
        }
    }

    /// <summary>The difference of registers over a quarter hour.</summary>
    /// <param name="Joules">J, import less export.</param>
    /// <param name="Bound">Bound of its error, W x us.</param>
    private readonly record struct RegisterEnergy(long Joules, Int128 Bound)
    {
        public static RegisterEnergy? Of(ReadOnlySpan<Sample> samples, long start, long end, MeanOfPower mean)
        {
            var import = Difference(samples, start, end, static s => s.ImportWh, mean.Takes);
            var export = Difference(samples, start, end, static s => s.ExportWh, mean.Gives);
            if (import is not { } taken || export is not { } given || (taken.Bound == 0 && given.Bound == 0))
                return null;
            var net = taken.Joules - given.Joules;
            return net >= long.MinValue && net <= long.MaxValue
                ? new RegisterEnergy((long)net, (taken.Bound + given.Bound) * Second)
                : null;
        }

        public static bool RunsBackwards(ReadOnlySpan<Sample> samples, long start, long end) =>
            RunsBackwards(samples, start, end, static s => s.ImportWh) || RunsBackwards(samples, start, end, static s => s.ExportWh);

        private static bool RunsBackwards(ReadOnlySpan<Sample> samples, long start, long end, Func<Sample, long?> register)
        {
            (int Epoch, long Wh)? last = null;
            foreach (var sample in samples)
            {
                if (sample.At >= end)
                    break;
                if (register(sample) is not { } wh)
                    continue;
                if (sample.At >= start && last is { } before && before.Epoch == sample.Epoch && wh < before.Wh)
                    return true;
                last = (sample.Epoch, wh);
            }
            return false;
        }

        // Null: not known. A bound of 0: nobody reports this register, and nothing went its way.
        private static (Int128 Joules, Int128 Bound)? Difference(ReadOnlySpan<Sample> samples, long start, long end,
            Func<Sample, long?> register, bool moved)
        {
            var reported = false;
            foreach (var sample in samples)
                reported |= sample.At < end && register(sample) is not null;
            if (!reported)
                return moved ? null : (0, 0);
            return AtBoundary(samples, start, register) is { } first && AtBoundary(samples, end, register) is { } last
                && first.Epoch == last.Epoch && last.Joules >= first.Joules
                ? (last.Joules - first.Joules, Energy.JoulesPerWattHour + first.Bound + last.Bound)
                : null;
        }

        private static (int Epoch, Int128 Joules, Int128 Bound)? AtBoundary(ReadOnlySpan<Sample> samples, long boundary,
            Func<Sample, long?> register)
        {
            Sample? before = null;
            foreach (var sample in samples)
            {
                if (register(sample) is not { } wh)
                    continue;
                if (sample.At <= boundary)
                {
                    before = sample;
                    continue;
                }
                if (before is not { } earlier || earlier.At == boundary)
                    break;
                var (from, width) = (register(earlier)!.Value, sample.At - earlier.At);
                if (earlier.Epoch != sample.Epoch || width > MaximumStraddle || wh < from)
                    return null;
                var between = ((Int128)wh - from) * Energy.JoulesPerWattHour;
                return (sample.Epoch, (Int128)from * Energy.JoulesPerWattHour + Divide(between * (boundary - earlier.At), width), between);
            }
            return before is { } exact && exact.At == boundary
                ? (exact.Epoch, (Int128)register(exact)!.Value * Energy.JoulesPerWattHour, 0)
                : null;
        }
    }
}
