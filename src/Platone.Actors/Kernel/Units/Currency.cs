namespace Platone.Actors.Kernel.Units;

/// <summary>A currency by its ISO 4217 code and the digits of its minor unit.</summary>
/// <param name="Code">Three capital letters.</param>
/// <param name="MinorDigits">Digits after the point in a statement (EUR: 2).</param>
public readonly record struct Currency(string Code, int MinorDigits)
{
    /// <summary>The euro.</summary>
    public static Currency Eur { get; } = new("EUR", 2);

    /// <inheritdoc/>
    public override string ToString() => Code;
}
