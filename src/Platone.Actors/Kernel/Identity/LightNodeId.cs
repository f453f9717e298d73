namespace Platone.Actors.Kernel.Identity;

/// <summary>A light node by its pseudonym; the device serial itself is in the directory.</summary>
/// <param name="Pseudonym">The random name.</param>
public readonly record struct LightNodeId(Pseudonym Pseudonym) : IComparable<LightNodeId>
{
    /// <summary>The id from the text of its pseudonym.</summary>
    /// <exception cref="FormatException">The text is not a pseudonym.</exception>
    public static LightNodeId Parse(string text) => Pseudonym.TryParse(text, out var pseudonym)
        ? new LightNodeId(pseudonym)
        : throw new FormatException($"'{text}' is not a pseudonym (26 characters a-z, 2-7)");

    /// <inheritdoc/>
    public int CompareTo(LightNodeId other) => Pseudonym.CompareTo(other.Pseudonym);

    /// <inheritdoc/>
    public override string ToString() => Pseudonym.Value;
}
