namespace Platone.Actors.Kernel.Identity;

/// <summary>A battery (BESS or household), by the name its owner registered.</summary>
/// <param name="Value">1 to 64 of the characters <see cref="EntityName"/> allows.</param>
public readonly record struct BatteryId(string Value) : IComparable<BatteryId>
{
    /// <summary>The id from outside text.</summary>
    /// <exception cref="FormatException">The text is not an entity name.</exception>
    public static BatteryId Parse(string? text) => new(EntityName.Check(text));

    /// <inheritdoc/>
    public int CompareTo(BatteryId other) => string.CompareOrdinal(Value, other.Value);

    /// <inheritdoc/>
    public override string ToString() => Value;
}
