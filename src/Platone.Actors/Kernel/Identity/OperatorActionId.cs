namespace Platone.Actors.Kernel.Identity;

/// <summary>Something an operator did, by a random pseudonym.</summary>
/// <param name="Pseudonym">The pseudonym.</param>
public readonly record struct OperatorActionId(Pseudonym Pseudonym) : IComparable<OperatorActionId>
{
    /// <summary>The id from outside text.</summary>
    /// <exception cref="FormatException">The text is not a pseudonym.</exception>
    public static OperatorActionId Parse(string text) => Pseudonym.TryParse(text, out var pseudonym)
        ? new OperatorActionId(pseudonym)
        : throw new FormatException($"'{text}' is not a pseudonym (26 characters a-z, 2-7)");

    /// <inheritdoc/>
    public int CompareTo(OperatorActionId other) => Pseudonym.CompareTo(other.Pseudonym);

    /// <inheritdoc/>
    public override string ToString() => Pseudonym.Value;
}
