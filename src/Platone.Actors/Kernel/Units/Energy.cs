using System.Globalization;

namespace Platone.Actors.Kernel.Units;

/// <summary>Energy in whole joules (W x s), exact for any interval; shown to people as Wh and kWh.</summary>
/// <param name="Joules">J.</param>
public readonly record struct Energy(long Joules) : IComparable<Energy>
{
    /// <summary>Joules in a watt hour.</summary>
    public const long JoulesPerWattHour = 3600;

    /// <summary>No energy.</summary>
    public static Energy Zero => default;

    /// <summary>From a register's watt hours.</summary>
    /// <exception cref="OverflowException">The value does not fit 64 bits in joules.</exception>
    public static Energy FromWattHours(long wattHours) => new(checked(wattHours * JoulesPerWattHour));

    /// <summary>Watt hours, exact as a decimal.</summary>
    public decimal WattHours => Joules / (decimal)JoulesPerWattHour;

    /// <summary>Mean power over a time, in W, exact as a decimal up to its 28 digits.</summary>
    /// <param name="seconds">s, more than 0.</param>
    public decimal MeanWatts(long seconds) => Joules / (decimal)seconds;

    /// <summary>Sum.</summary>
    public static Energy operator +(Energy a, Energy b) => new(checked(a.Joules + b.Joules));

    /// <summary>Difference.</summary>
    public static Energy operator -(Energy a, Energy b) => new(checked(a.Joules - b.Joules));

    /// <inheritdoc/>
    public int CompareTo(Energy other) => Joules.CompareTo(other.Joules);

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{WattHours:0.###} Wh");
}
