using System.Globalization;

namespace Platone.Actors.Markets.Clearing;

/// <summary>
/// The share of an offer that is activated, in whole millionths (0 to 1,000,000), so that it is exact and means the same on every machine
/// (market rules, "Economic clearing": factors have 6 decimals).
/// </summary>
public readonly record struct Factor : IComparable<Factor>
{
    /// <summary>Millionths in the whole.</summary>
    public const int Whole = 1_000_000;

    /// <summary>The largest power a factor is taken of, W (100 GW): what products and energies stay exact for in 64 bits.</summary>
    public const long MaximumWatts = 100_000_000_000;

    /// <summary>A factor of so many millionths.</summary>
    /// <param name="millionths">0 to 1,000,000.</param>
    /// <exception cref="ArgumentOutOfRangeException">It is outside.</exception>
    public Factor(int millionths)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(millionths);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(millionths, Whole);
        Millionths = millionths;
    }

    /// <summary>Nothing of it.</summary>
    public static Factor Zero => default;

    /// <summary>All of it.</summary>
    public static Factor One => new(Whole);

    /// <summary>0 to 1,000,000.</summary>
    public int Millionths { get; }

    /// <summary>Whether it is nothing.</summary>
    public bool IsZero => Millionths == 0;

    /// <summary>0 to 1, exact.</summary>
    public decimal Value => Millionths / (decimal)Whole;

    /// <summary>The factor of a number.</summary>
    /// <param name="value">0 to 1 with at most 6 decimals.</param>
    /// <exception cref="FormatException">It is outside, or has more decimals.</exception>
    public static Factor Of(decimal value)
    {
        if (value is < 0 or > 1)
            throw new FormatException($"{value.ToString(CultureInfo.InvariantCulture)} is no factor: it has to be between 0 and 1");
        var millionths = value * Whole;
        return millionths == decimal.Truncate(millionths)
            ? new Factor((int)millionths)
            : throw new FormatException($"{value.ToString(CultureInfo.InvariantCulture)} is no factor: it has more than 6 decimals");
    }

    /// <summary>That share of a power, cut to whole watts: floor(factor x watts), exact.</summary>
    /// <param name="watts">W, 0 to <see cref="MaximumWatts"/>.</param>
    public long Of(long watts) => Millionths * watts / Whole;

    /// <summary>What is left of this when that is gone; nothing, if that is more.</summary>
    public Factor Less(Factor other) => other.Millionths >= Millionths ? Zero : new Factor(Millionths - other.Millionths);

    /// <summary>Sum.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is more than 1.</exception>
    public static Factor operator +(Factor a, Factor b) => new(a.Millionths + b.Millionths);

    /// <summary>By size.</summary>
    public static bool operator <(Factor a, Factor b) => a.Millionths < b.Millionths;

    /// <summary>By size.</summary>
    public static bool operator >(Factor a, Factor b) => a.Millionths > b.Millionths;

    /// <summary>By size.</summary>
    public static bool operator <=(Factor a, Factor b) => a.Millionths <= b.Millionths;

    /// <summary>By size.</summary>
    public static bool operator >=(Factor a, Factor b) => a.Millionths >= b.Millionths;

    /// <summary>The smaller one.</summary>
    public static Factor Min(Factor a, Factor b) => a <= b ? a : b;

    /// <summary>The larger one.</summary>
    public static Factor Max(Factor a, Factor b) => a >= b ? a : b;

    /// <inheritdoc/>
    public int CompareTo(Factor other) => Millionths.CompareTo(other.Millionths);

    /// <inheritdoc/>
    public override string ToString() => Value.ToString("0.######", CultureInfo.InvariantCulture);
}
