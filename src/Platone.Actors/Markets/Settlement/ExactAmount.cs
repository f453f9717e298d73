using System.Numerics;

namespace Platone.Actors.Markets.Settlement;

/// <summary>
/// An amount of money before any rounding. Energy times price is J x EUR/MWh, and a MWh has 3.6e9 J, whose factor 9 no decimal fraction
/// ends with; so the numerator is kept, in units of 1 / 3.6e25 of the currency: microjoules times millionths of EUR/MWh times ten
/// thousandths of a paid share. Sums of it are exact, and a total divides once.
/// </summary>
/// <param name="Units">In 1 / 3.6e25 of the currency.</param>
internal readonly record struct ExactAmount(Int128 Units)
{
    /// <summary>Digits after the point a currency may have.</summary>
    public const int MostMinorDigits = 6;

    /// <summary>Units of one of the currency: 3.6e9 J/MWh x 1e6 x 1e6 x 1e4.</summary>
    public static readonly Int128 PerUnitOfCurrency = (Int128)3_600_000_000_000_000 * 10_000_000_000;

    private const decimal Million = 1_000_000;
    private const decimal TenThousand = 10_000;

    // Watts, joules and prices below these keep every product within 128 bits.
    private const decimal MostWatts = 1_000_000_000_000;
    private const decimal HighestPrice = 1_000_000;

    /// <summary>Nothing.</summary>
    public static ExactAmount Zero => default;

    /// <summary>Energy at a price.</summary>
    /// <param name="joules">J, at most 6 decimals.</param>
    /// <param name="price">EUR/MWh, at most 6 decimals.</param>
    /// <param name="share">Share of the price that counts, 0 to 1, at most 4 decimals.</param>
    /// <exception cref="OverflowException">It is beyond 128 bits (about 4e12 of the currency).</exception>
    public static ExactAmount Of(decimal joules, decimal price, decimal share = 1) => joules == 0 || price == 0 || share == 0
        ? Zero
        : new(checked(Whole(joules * Million) * Whole(price * Million) * (share == 1 ? 10_000 : (int)(share * TenThousand))));

    /// <summary>Sum.</summary>
    /// <exception cref="OverflowException">It is beyond 128 bits.</exception>
    public static ExactAmount operator +(ExactAmount a, ExactAmount b) => new(checked(a.Units + b.Units));

    /// <summary>Difference.</summary>
    /// <exception cref="OverflowException">It is beyond 128 bits.</exception>
    public static ExactAmount operator -(ExactAmount a, ExactAmount b) => new(checked(a.Units - b.Units));

    /// <summary>In the currency, exact up to the 28 digits of a decimal.</summary>
    public decimal Value
    {
        get
        {
            var (whole, rest) = Int128.DivRem(Units, PerUnitOfCurrency);
            return (decimal)whole + (rest == 0 ? 0 : (decimal)rest / (decimal)PerUnitOfCurrency);
        }
    }

    /// <summary>In minor units of the currency, rounded once, half to even.</summary>
    /// <param name="minorDigits">Digits after the point.</param>
    public BigInteger Rounded(int minorDigits) => Shares.Round(Units, UnitsPerMinor(minorDigits));

    /// <summary>Units of one minor unit of the currency.</summary>
    public static BigInteger UnitsPerMinor(int minorDigits) => (BigInteger)PerUnitOfCurrency / BigInteger.Pow(10, minorDigits);

    /// <summary>Whether a power can be settled exactly: below 1e12 W either way, at most 6 decimals.</summary>
    public static bool IsPower(decimal watts) => Math.Abs(watts) < MostWatts && HasDecimals(watts, 6);

    /// <summary>Whether energy can be settled exactly: below 1e18 J either way, at most 6 decimals.</summary>
    public static bool IsEnergy(decimal joules) => Math.Abs(joules) < MostWatts * Million && HasDecimals(joules, 6);

    /// <summary>Whether a price can be settled exactly: below 1e6 either way, at most 6 decimals.</summary>
    public static bool IsPrice(decimal price) => Math.Abs(price) < HighestPrice && HasDecimals(price, 6);

    /// <summary>Whether a number has no more digits after its point than that, zeros at the end not counted.</summary>
    public static bool HasDecimals(decimal value, int most) => value.Scale <= most || decimal.Round(value, most) == value;

    // Mostly a 64-bit number: that conversion is the quick one.
    private static Int128 Whole(decimal value) => value is >= long.MinValue and <= long.MaxValue ? (long)value : (Int128)value;
}
