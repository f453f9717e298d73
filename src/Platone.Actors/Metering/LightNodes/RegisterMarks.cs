using System.Collections.Immutable;
using Platone.Actors.Kernel.Time;

namespace Platone.Actors.Metering.LightNodes;

/// <summary>The newest value known of a cumulative register.</summary>
/// <param name="At">When measured, microseconds since 1970.</param>
/// <param name="Wh">Wh.</param>
internal readonly record struct RegisterValue(long At, long Wh)
{
    /// <summary>
    /// Whether a value at a time contradicts this one: lower later, or higher earlier. Values of one instant are not compared.
    /// </summary>
    public bool Contradicts(long at, long wh) => (at > At && wh < Wh) || (at < At && wh > Wh);
}

/// <summary>The newest register values, by time of measurement, of one epoch.</summary>
/// <param name="Epoch">The epoch.</param>
/// <param name="Import">Energy taken from the grid; null if never reported.</param>
/// <param name="Export">Energy given to the grid; null if never reported.</param>
internal readonly record struct RegisterMark(int Epoch, RegisterValue? Import, RegisterValue? Export)
{
    /// <summary>What is doubtful about a reading of this epoch.</summary>
    public ReadingQuality Judge(Reading reading)
    {
        if (reading.ImportWh is null && reading.ExportWh is null)
            return ReadingQuality.Good;
        var at = Instant.Microseconds(reading.Time);
        return (Import is { } import && reading.ImportWh is { } taken && import.Contradicts(at, taken))
            || (Export is { } export && reading.ExportWh is { } given && export.Contradicts(at, given))
            ? ReadingQuality.RegisterBackwards
            : ReadingQuality.Good;
    }

    /// <summary>The mark after a reading of this epoch.</summary>
    public RegisterMark After(Reading reading)
    {
        if (reading.ImportWh is null && reading.ExportWh is null)
            return this;
        var at = Instant.Microseconds(reading.Time);
        return new RegisterMark(Epoch, Newer(Import, at, reading.ImportWh), Newer(Export, at, reading.ExportWh));
    }

    private static RegisterValue? Newer(RegisterValue? known, long at, long? wh) =>
        wh is { } value && (known is not { } k || at >= k.At) ? new RegisterValue(at, value) : known;
}

/// <summary>The register marks of a node's newest epochs, by epoch. Immutable; compares by content.</summary>
internal sealed class RegisterMarks : IEquatable<RegisterMarks>
{
    private readonly ImmutableArray<RegisterMark> _marks;

    private RegisterMarks(ImmutableArray<RegisterMark> marks) => _marks = marks;

    /// <summary>No marks.</summary>
    public static RegisterMarks Empty { get; } = new([]);

    /// <summary>All marks, by epoch.</summary>
    public ImmutableArray<RegisterMark> All => _marks;

    /// <summary>The mark of an epoch; an empty one if it has none.</summary>
    public RegisterMark Of(int epoch)
    {
        for (var i = _marks.Length - 1; i >= 0; i--)
        {
            if (_marks[i].Epoch == epoch)
                return _marks[i];
        }
        return new RegisterMark(epoch, null, null);
    }

    /// <summary>With the mark of an epoch. Beyond <see cref="KeyRuns.MaximumEpochs"/> the oldest epoch's is forgotten.</summary>
    public RegisterMarks With(RegisterMark mark)
    {
        if (mark is { Import: null, Export: null })
            return this;
        var i = _marks.Length;
        while (i > 0 && _marks[i - 1].Epoch > mark.Epoch)
            i--;
        if (i > 0 && _marks[i - 1].Epoch == mark.Epoch)
            return _marks[i - 1] == mark ? this : new RegisterMarks(_marks.SetItem(i - 1, mark));
        var marks = _marks.Insert(i, mark);
        return new RegisterMarks(marks.Length > KeyRuns.MaximumEpochs ? marks.RemoveAt(0) : marks);
    }

    /// <summary>With the marks after readings.</summary>
    /// <param name="readings">In the order they were recorded.</param>
    public RegisterMarks With(ImmutableArray<Reading> readings)
    {
        if (readings.IsEmpty)
            return this;
        var marks = this;
        var mark = Of(readings[0].Epoch);
        foreach (var reading in readings)
        {
            if (reading.Epoch != mark.Epoch)
            {
                marks = marks.With(mark);
                mark = marks.Of(reading.Epoch);
            }
            mark = mark.After(reading);
        }
        return marks.With(mark);
    }

    /// <inheritdoc/>
    public bool Equals(RegisterMarks? other) => other is not null && _marks.AsSpan().SequenceEqual(other._marks.AsSpan());

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as RegisterMarks);

    /// <inheritdoc/>
    public override int GetHashCode() => _marks.IsEmpty ? 0 : HashCode.Combine(_marks.Length, _marks[^1]);
}
