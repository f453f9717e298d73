namespace Platone.Actors.Kernel.Identity;

/// <summary>A participant of the market (DSO, TSO, aggregator, BRP, customer, operator, auditor, regulator).</summary>
/// <param name="Value">1 to 64 of the characters <see cref="EntityName"/> allows.</param>
public readonly record struct ParticipantId(string Value) : IComparable<ParticipantId>
{
    /// <summary>The id from outside text.</summary>
    /// <exception cref="FormatException">The text is not an entity name.</exception>
    public static ParticipantId Parse(string? text) => new(EntityName.Check(text));

    /// <inheritdoc/>
    public int CompareTo(ParticipantId other) => string.CompareOrdinal(Value, other.Value);

    /// <inheritdoc/>
    public override string ToString() => Value;
}
