using System.Collections;
using System.Collections.Immutable;
using System.Runtime.CompilerServices;

namespace Platone.Actors.Kernel.Units;

/// <summary>
/// Whole watts, one value for each interval of a session or schedule. Compared by content, unlike an array, so that records may hold it.
/// </summary>
[CollectionBuilder(typeof(PowerProfile), nameof(Of))]
public readonly struct PowerProfile : IReadOnlyList<long>, IEquatable<PowerProfile>
{
    private readonly ImmutableArray<long> _watts;

    private PowerProfile(ImmutableArray<long> watts) => _watts = watts;

    /// <summary>The values as an array, W.</summary>
    public ImmutableArray<long> Watts => _watts.IsDefault ? [] : _watts;

    /// <summary>How many intervals it has.</summary>
    public int Count => Watts.Length;

    /// <summary>The value of an interval, W.</summary>
    /// <exception cref="IndexOutOfRangeException">It has no such interval.</exception>
    public long this[int interval] => Watts[interval];

    /// <summary>A profile of these values, W.</summary>
    public static PowerProfile Of(ReadOnlySpan<long> watts) => new([.. watts]);

    /// <summary>A profile that is a value of each interval, W.</summary>
    /// <param name="count">Its length.</param>
    /// <param name="value">The value of the interval with this number.</param>
    public static PowerProfile Of(int count, Func<int, long> value)
    {
        var watts = ImmutableArray.CreateBuilder<long>(count);
        for (var i = 0; i < count; i++)
            watts.Add(value(i));
        return new PowerProfile(watts.MoveToImmutable());
    }

    /// <summary>No power in any interval.</summary>
    public static PowerProfile Zero(int count) => Of(count, _ => 0);

    /// <summary>Whether there is power in any interval.</summary>
    public bool IsZero => !Watts.Any(w => w != 0);

    /// <summary>Energy of the whole profile, J.</summary>
    /// <param name="secondsAnInterval">Length of an interval, s.</param>
    /// <exception cref="OverflowException">It does not fit 64 bits.</exception>
    public Energy Over(int secondsAnInterval)
    {
        var joules = 0L;
        foreach (var w in Watts)
            joules = checked(joules + w * secondsAnInterval);
        return new Energy(joules);
    }

    /// <summary>Interval by interval.</summary>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public static PowerProfile operator +(PowerProfile a, PowerProfile b) => a.Count == b.Count
        ? Of(a.Count, i => checked(a[i] + b[i]))
        : throw new ArgumentException($"profiles of {a.Count} and {b.Count} intervals do not add up");

    /// <summary>By content.</summary>
    public static bool operator ==(PowerProfile a, PowerProfile b) => a.Equals(b);

    /// <summary>By content.</summary>
    public static bool operator !=(PowerProfile a, PowerProfile b) => !a.Equals(b);

    /// <inheritdoc/>
    public bool Equals(PowerProfile other) => Watts.AsSpan().SequenceEqual(other.Watts.AsSpan());

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is PowerProfile other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = new HashCode();
        foreach (var w in Watts)
            hash.Add(w);
        return hash.ToHashCode();
    }

    /// <inheritdoc/>
    public IEnumerator<long> GetEnumerator() => ((IEnumerable<long>)Watts).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <inheritdoc/>
    public override string ToString() => $"{Count} intervals of {(Count == 0 ? 0 : Watts.Min())} to {(Count == 0 ? 0 : Watts.Max())} W";
}
