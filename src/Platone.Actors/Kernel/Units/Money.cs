namespace Platone.Actors.Kernel.Units;

/// <summary>
/// An exact amount in a currency. Lines keep every digit; a statement's total rounds once to the minor unit
/// (<see cref="Rounded"/>), half to even.
/// </summary>
/// <param name="Amount">In the currency's major unit, unrounded.</param>
/// <param name="Currency">The currency.</param>
public readonly record struct Money(decimal Amount, Currency Currency)
{
    /// <summary>Sum of two amounts of one currency.</summary>
    /// <exception cref="InvalidOperationException">The currencies differ.</exception>
    public static Money operator +(Money a, Money b) => a.Currency == b.Currency
        ? new Money(a.Amount + b.Amount, a.Currency)
        : throw new InvalidOperationException($"{a.Currency} and {b.Currency} do not add up");

    /// <summary>The opposite flow.</summary>
    public static Money operator -(Money a) => new(-a.Amount, a.Currency);

    /// <summary>Rounded to the currency's minor unit, half to even.</summary>
    public Money Rounded() => this with { Amount = decimal.Round(Amount, Currency.MinorDigits, MidpointRounding.ToEven) };

    /// <inheritdoc/>
    public override string ToString() =>
        $"{Amount.ToString("F" + Currency.MinorDigits, System.Globalization.CultureInfo.InvariantCulture)} {Currency.Code}";
}
