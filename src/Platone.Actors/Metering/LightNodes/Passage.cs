using System.Collections.Immutable;
using Platone.Actors.Kernel.Time;
using Platone.Actors.Metering.QuarterHours;

namespace Platone.Actors.Metering.LightNodes;

/// <summary>
/// What new readings do to a node's quarter hours: which they close by passing their end, which closed ones they come too late for, and
/// which one is open after them. The readings of one command are taken together, in order of time, before anything closes.
/// </summary>
/// <param name="Closed">Complete now, in order.</param>
/// <param name="Late">Closed before, and to be computed again, in order.</param>
/// <param name="Open">Open now, if any is.</param>
internal readonly record struct Passage(ImmutableArray<MeasuredQuarterHour> Closed, ImmutableArray<QuarterHour> Late, OpenQuarterHour? Open)
{
    private const long Second = 1_000_000;

    /// <summary>What new readings do.</summary>
    /// <param name="node">The state before them.</param>
    /// <param name="fresh">At least one.</param>
    /// <param name="at">When they arrived.</param>
    public static Passage Of(LightNode node, ImmutableArray<Reading> fresh, DateTimeOffset at)
    {
        var (earliest, latest) = (long.MaxValue, long.MinValue);
        foreach (var reading in fresh)
        {
            var time = Instant.Microseconds(reading.Time);
            earliest = Math.Min(earliest, time);
            latest = Math.Max(latest, time);
        }
        var before = QuarterHourEnergy.Of(node.ClosedThrough is { } through ? Instant.Microseconds(through) : earliest);
        var newest = QuarterHourEnergy.Of(latest);
        var after = newest > before ? newest : before;
        var start = QuarterHourEnergy.StartOf(before);
        return new Passage(
            after > before ? Complete(node, fresh, before, after) : [],
            node.ClosedThrough is not null && earliest <= start + QuarterHourEnergy.MaximumStraddle ? LateFor(node, fresh, before) : [],
            newest == after || IsHeldInto(after, fresh)
                ? node.Open is { } open && open.QuarterHour == after ? open : new OpenQuarterHour(after, at)
                : node.Open);
    }

    /// <summary>Whether a power read before a quarter hour holds for a second of it at least.</summary>
    public static bool IsHeldInto(QuarterHour quarterHour, ReadOnlySpan<Sample> samples)
    {
        var start = QuarterHourEnergy.StartOf(quarterHour);
        foreach (var sample in samples)
        {
            if (sample.PowerW is not null && sample.At < start && sample.At + QuarterHourEnergy.MaximumHold >= start + Second)
                return true;
        }
        return false;
    }

    private static bool IsHeldInto(QuarterHour quarterHour, ImmutableArray<Reading> readings)
    {
        foreach (var reading in readings)
        {
            if (IsHeldInto(quarterHour, [Sample.Of(reading)]))
                return true;
        }
        return false;
    }

    private static ImmutableArray<MeasuredQuarterHour> Complete(LightNode node, ImmutableArray<Reading> fresh, QuarterHour from,
        QuarterHour to)
    {
        var samples = node.Samples.LookAhead(fresh);
        var closed = ImmutableArray.CreateBuilder<MeasuredQuarterHour>();
        var (next, first) = (from, 0);
        foreach (var sample in samples)
        {
            // A sample speaks for its own quarter hour and, by its hold, for the next.
            var own = QuarterHourEnergy.Of(sample.At);
            for (var quarterHour = own < next ? next : own; quarterHour <= own.Next && quarterHour < to; quarterHour = quarterHour.Next)
            {
                var oldest = QuarterHourEnergy.StartOf(quarterHour) - QuarterHourEnergy.MaximumHold;
                while (samples[first].At < oldest)
                    first++;
                if (QuarterHourEnergy.Compute(quarterHour, samples[first..]) is { } measured)
                    closed.Add(measured);
                next = quarterHour.Next;
            }
        }
        return closed.DrainToImmutable();
    }

    private static ImmutableArray<QuarterHour> LateFor(LightNode node, ImmutableArray<Reading> fresh, QuarterHour open)
    {
        SortedSet<QuarterHour>? late = null;
        foreach (var reading in fresh)
        {
            var sample = Sample.Of(reading);
            if (!sample.SaysSomething)
                continue;
            var own = QuarterHourEnergy.Of(sample.At);
            var start = QuarterHourEnergy.StartOf(own);
            if (own < open)
            {
                late ??= [];
                late.Add(own);
                // Its power holds into the next one, and the register at the boundary between them may be read between it and another.
                if (own.Next < open && ((sample.PowerW is not null && sample.At > start) || sample.HasRegister))
                    late.Add(own.Next);
                if (sample.HasRegister && sample.At <= start + QuarterHourEnergy.MaximumStraddle)
                    late.Add(own.Previous);
            }
            else if (own == open && sample.HasRegister && sample.At <= start + QuarterHourEnergy.MaximumStraddle
                && (IsFirstAfter(start, sample, node.Samples.Span, static s => s.ImportWh)
                    || IsFirstAfter(start, sample, node.Samples.Span, static s => s.ExportWh)))
            {
                (late ??= []).Add(own.Previous);
            }
        }
        return late is null ? [] : [.. late];
    }

    // The quarter hour before closed without this reading, which makes the register at its end known, or known better.
    private static bool IsFirstAfter(long boundary, Sample sample, ReadOnlySpan<Sample> samples, Func<Sample, long?> register)
    {
        if (register(sample) is null)
            return false;
        var carried = false;
        foreach (var known in samples)
        {
            if (known.At > sample.At || register(known) is null)
                continue;
            if (known.At >= boundary && sample.At > boundary)
                return false;
            carried |= known.At < boundary;
        }
        return carried;
    }
}
