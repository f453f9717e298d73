using System.Collections.Immutable;

namespace Platone.Actors.Metering.QuarterHours;

/// <summary>
/// The samples a node still needs: those of its open quarter hour, and before it the last one with a power, with an import and with an
/// export register, as far as they can matter. Immutable; versions share one buffer that only the newest version extends, so that adding
/// in order costs what is added. Compares by content.
/// </summary>
internal sealed class SampleList : IEquatable<SampleList>
{
    private readonly Buffer _buffer;
    private readonly int _count;

    private SampleList(Buffer buffer, int count) => (_buffer, _count) = (buffer, count);

    /// <summary>No samples.</summary>
    public static SampleList Empty { get; } = new(new Buffer(0), 0);

    /// <summary>The samples in order of time; those of one instant as they were recorded.</summary>
    public ReadOnlySpan<Sample> Span => _buffer.Items.AsSpan(0, _count);

    /// <summary>The list with these samples, which are in order already.</summary>
    public static SampleList From(ReadOnlySpan<Sample> inOrder)
    {
        var buffer = new Buffer(inOrder.Length) { Used = inOrder.Length };
        inOrder.CopyTo(buffer.Items);
        return new SampleList(buffer, inOrder.Length);
    }

    /// <summary>Adds the samples of readings, in any order; those before a time are left out.</summary>
    /// <param name="readings">In the order they were recorded.</param>
    /// <param name="notBefore">Microseconds since 1970.</param>
    public SampleList With(ImmutableArray<Reading> readings, long notBefore)
    {
        if (readings.IsEmpty)
            return this;
        var (buffer, count) = Reserve(readings.Length);
        var (end, last, inOrder) = (count, count == 0 ? long.MinValue : buffer.Items[count - 1].At, true);
        foreach (var reading in readings)
        {
            var sample = Sample.Of(reading);
            if (sample.At < notBefore)
                continue;
            inOrder &= sample.At >= last;
            last = sample.At;
            buffer.Items[end++] = sample;
        }
        if (inOrder)
            return new SampleList(buffer, end);
        // Stable: of one instant, what was recorded later stays behind.
        return From(buffer.Items.Take(end).OrderBy(s => s.At).ToArray());
    }

    /// <summary>The samples with those of readings, in order of time, for a look ahead that leaves the list as it is.</summary>
    /// <param name="readings">In the order they were recorded.</param>
    public ReadOnlySpan<Sample> LookAhead(ImmutableArray<Reading> readings)
    {
        var samples = new Sample[_count + readings.Length];
        Span.CopyTo(samples);
        var inOrder = true;
        for (var i = 0; i < readings.Length; i++)
        {
            var sample = samples[_count + i] = Sample.Of(readings[i]);
            inOrder &= _count + i == 0 || sample.At >= samples[_count + i - 1].At;
        }
        return inOrder ? samples : samples.OrderBy(s => s.At).ToArray();
    }

    /// <summary>Leaves out what no longer matters once everything before a boundary is closed.</summary>
    /// <param name="start">Start of the open quarter hour, microseconds since 1970.</param>
    public SampleList Prune(long start)
    {
        var span = Span;
        var open = 0;
        while (open < span.Length && span[open].At < start)
            open++;
        Span<int> kept = stackalloc int[3];
        var carried = 0;
        var (power, import, export) = (false, false, false);
        for (var i = open - 1; i >= 0 && span[i].At >= start - QuarterHourEnergy.MaximumHold && carried < 3; i--)
        {
            var sample = span[i];
            if ((power || sample.PowerW is null) && (import || sample.ImportWh is null) && (export || sample.ExportWh is null))
                continue;
            power |= sample.PowerW is not null;
            import |= sample.ImportWh is not null;
            export |= sample.ExportWh is not null;
            kept[carried++] = i;
        }
        if (carried == open)
            return this;
        var buffer = new Buffer(Math.Max(carried + span.Length - open, 16)) { Used = carried + span.Length - open };
        for (var i = 0; i < carried; i++)
            buffer.Items[i] = span[kept[carried - 1 - i]];
        span[open..].CopyTo(buffer.Items.AsSpan(carried));
        return new SampleList(buffer, buffer.Used);
    }

    /// <inheritdoc/>
    public bool Equals(SampleList? other) => other is not null && Span.SequenceEqual(other.Span);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as SampleList);

    /// <inheritdoc/>
    public override int GetHashCode() => _count == 0 ? 0 : HashCode.Combine(_count, Span[_count - 1]);

    // Who moves Used on from its own count owns the places behind it; any other version copies.
    private (Buffer Buffer, int Count) Reserve(int more)
    {
        if (_count + more <= _buffer.Items.Length && Interlocked.CompareExchange(ref _buffer.Used, _count + more, _count) == _count)
            return (_buffer, _count);
        var buffer = new Buffer(Math.Max(16, (_count + more) * 2)) { Used = _count + more };
        Span.CopyTo(buffer.Items);
        return (buffer, _count);
    }

    private sealed class Buffer(int capacity)
    {
        public readonly Sample[] Items = new Sample[capacity];
        public int Used;
    }
}
