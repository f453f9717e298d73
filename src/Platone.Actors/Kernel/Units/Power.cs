namespace Platone.Actors.Kernel.Units;

/// <summary>Active power in whole watts; positive is consumption at the POD (architecture, "Time, money, power").</summary>
/// <param name="Watts">W.</param>
public readonly record struct Power(long Watts) : IComparable<Power>
{
    /// <summary>No power.</summary>
    public static Power Zero => default;

    /// <summary>The energy this power moves in a time: exact, because W x s = J and the time is whole seconds.</summary>
    /// <param name="seconds">s.</param>
    /// <exception cref="OverflowException">The product does not fit 64 bits.</exception>
    public Energy For(long seconds) => new(checked(Watts * seconds));

    /// <summary>Sum.</summary>
    public static Power operator +(Power a, Power b) => new(checked(a.Watts + b.Watts));

    /// <summary>Difference.</summary>
    public static Power operator -(Power a, Power b) => new(checked(a.Watts - b.Watts));

    /// <summary>The opposite direction.</summary>
    public static Power operator -(Power a) => new(checked(-a.Watts));

    /// <inheritdoc/>
    public int CompareTo(Power other) => Watts.CompareTo(other.Watts);

    /// <inheritdoc/>
    public override string ToString() => $"{Watts} W";
}
