namespace Platone.Actors.Kernel.Identity;

/// <summary>A point of delivery (POD) by its pseudonym; the POD code itself is in the directory.</summary>
/// <param name="Pseudonym">The random name.</param>
public readonly record struct PodId(Pseudonym Pseudonym) : IComparable<PodId>
{
    /// <summary>
    /// Its persistence id, and the subject whose month keys seal what is about it, whichever entity's event that is in.
    /// </summary>
    public string Subject => $"pod-{Pseudonym}";

    /// <summary>The id from the text of its pseudonym.</summary>
    /// <exception cref="FormatException">The text is not a pseudonym.</exception>
    public static PodId Parse(string text) => Pseudonym.TryParse(text, out var pseudonym)
        ? new PodId(pseudonym)
        : throw new FormatException($"'{text}' is not a pseudonym (26 characters a-z, 2-7)");

    /// <inheritdoc/>
    public int CompareTo(PodId other) => Pseudonym.CompareTo(other.Pseudonym);

    /// <inheritdoc/>
    public override string ToString() => Pseudonym.Value;
}
