namespace Platone.Actors.Kernel.Identity;

/// <summary>A sensor of the grid (PMU, IED, voltage or current sensor), by the name the DSO registered.</summary>
/// <param name="Value">1 to 64 of the characters <see cref="EntityName"/> allows.</param>
public readonly record struct GridSensorId(string Value) : IComparable<GridSensorId>
{
    /// <summary>The id from outside text.</summary>
    /// <exception cref="FormatException">The text is not an entity name.</exception>
    public static GridSensorId Parse(string? text) => new(EntityName.Check(text));

    /// <inheritdoc/>
    public int CompareTo(GridSensorId other) => string.CompareOrdinal(Value, other.Value);

    /// <inheritdoc/>
    public override string ToString() => Value;
}
