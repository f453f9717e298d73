namespace Platone.Actors.Notary.Anchoring;

/// <summary>A ledger as the configuration names it: <c>service</c> (the market's) or <c>access</c> (the field data's).</summary>
/// <param name="Value">1 to 20 lower-case letters.</param>
public readonly record struct LedgerId(string Value) : IComparable<LedgerId>
{
    private const int Most = 20;

    /// <summary>The market's: heads of the log, tokens.</summary>
    public static LedgerId Service { get; } = new("service");

    /// <summary>The field data's.</summary>
    public static LedgerId Access { get; } = new("access");

    /// <summary>The id from outside text.</summary>
    /// <exception cref="FormatException">It is none. No hyphen: the ids of entities put an address after it.</exception>
    public static LedgerId Parse(string? text) => text is { Length: > 0 and <= Most } && text.All(char.IsAsciiLetterLower)
        ? new(text)
        : throw new FormatException($"'{text}' is not the name of a ledger: 1 to {Most} lower-case letters");

    /// <inheritdoc/>
    public int CompareTo(LedgerId other) => string.CompareOrdinal(Value, other.Value);

    /// <inheritdoc/>
    public override string ToString() => Value;
}
