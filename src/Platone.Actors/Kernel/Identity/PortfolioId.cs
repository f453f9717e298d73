namespace Platone.Actors.Kernel.Identity;

/// <summary>An aggregator's portfolio of PODs.</summary>
/// <param name="Value">1 to 64 of the characters <see cref="EntityName"/> allows.</param>
public readonly record struct PortfolioId(string Value) : IComparable<PortfolioId>
{
    /// <summary>The id from outside text.</summary>
    /// <exception cref="FormatException">The text is not an entity name.</exception>
    public static PortfolioId Parse(string? text) => new(EntityName.Check(text));

    /// <inheritdoc/>
    public int CompareTo(PortfolioId other) => string.CompareOrdinal(Value, other.Value);

    /// <inheritdoc/>
    public override string ToString() => Value;
}
