namespace Platone.Actors.Kernel.Identity;

/// <summary>A dispute of a settlement's line, by the name its author gave it; unique within its session.</summary>
/// <param name="Value">1 to 64 of the characters <see cref="EntityName"/> allows.</param>
public readonly record struct DisputeId(string Value) : IComparable<DisputeId>
{
    /// <summary>The id from outside text.</summary>
    /// <exception cref="FormatException">The text is not an entity name.</exception>
    public static DisputeId Parse(string? text) => new(EntityName.Check(text));

    /// <inheritdoc/>
    public int CompareTo(DisputeId other) => string.CompareOrdinal(Value, other.Value);

    /// <inheritdoc/>
    public override string ToString() => Value;
}
