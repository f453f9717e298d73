using Platone.Actors.Kernel.Time;
using Platone.Actors.Kernel.Units;

namespace Platone.Actors.Metering;

/// <summary>Between metering's values and their stored messages.</summary>
internal static class WireForms
{
    /// <summary>The message of a quarter hour's energy.</summary>
    public static Wire.MeasuredQuarterHour ToWire(MeasuredQuarterHour measured) => new()
    {
        Index = measured.QuarterHour.Index,
        Joules = measured.Energy.Joules,
        Method = (uint)measured.Method,
        CoveredSeconds = (uint)measured.CoveredSeconds,
        Quality = (uint)measured.Quality,
    };

    /// <summary>The quarter hour's energy of a message.</summary>
    /// <exception cref="ArgumentException">It is not in the years that instants have.</exception>
    /// <exception cref="OverflowException">A number is larger than is ever written.</exception>
    public static MeasuredQuarterHour FromWire(Wire.MeasuredQuarterHour stored) => new(QuarterHourOf(stored.Index),
        new Energy(stored.Joules), (EnergyMethod)checked((int)stored.Method), checked((int)stored.CoveredSeconds),
            (QuarterHourQuality)checked((int)stored.Quality));

    /// <summary>The quarter hour with a stored number.</summary>
    /// <exception cref="ArgumentException">It is not in the years that instants have.</exception>
    public static QuarterHour QuarterHourOf(long index)
    {
        if (!IsQuarterHour(index))
            throw new ArgumentOutOfRangeException(nameof(index), index, "not in the years 1 to 9999");
        return new QuarterHour(index);
    }
    /// <summary>Whether the quarter hour with a number is in the years that instants have.</summary>
    // Their products with 900 s stay far from overflow.
    public static bool IsQuarterHour(long index) => index >= DateTimeOffset.MinValue.ToUnixTimeSeconds() / QuarterHour.Seconds
        && index <= DateTimeOffset.MaxValue.ToUnixTimeSeconds() / QuarterHour.Seconds - 1;

    /// <summary>The message of a set point.</summary>
    public static Wire.SetPoint ToWire(SetPoint setPoint) => new()
    {
        Id = setPoint.Id,
        ValidFrom = Instant.Microseconds(setPoint.ValidFrom),
        ValidUntil = Instant.Microseconds(setPoint.ValidUntil),
        PowerW = setPoint.PowerW,
    };

    /// <summary>The set point of a message.</summary>
    /// <exception cref="ArgumentException">A time is not in the years that instants have.</exception>
    public static SetPoint FromWire(Wire.SetPoint stored) => new(stored.Id, Instant.FromMicroseconds(stored.ValidFrom),
        Instant.FromMicroseconds(stored.ValidUntil), stored.PowerW);
}
