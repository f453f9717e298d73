namespace Platone.Actors.Kernel.Aggregates;

/// <summary>
/// What text from outside may be that is only stored and shown: not blank, at most 200 characters, no control characters.
/// </summary>
internal static class PlainText
{
    private const int MaximumCharacters = 200;

    /// <summary>Whether it is such text.</summary>
    public static bool IsValid(string? text) => text is { Length: <= MaximumCharacters } && !string.IsNullOrWhiteSpace(text)
        && !text.Any(c => char.IsControl(c) || char.IsSurrogate(c) && !IsPaired(text));

    /// <summary>The refusal of text that is not.</summary>
    /// <param name="code">The rule's kebab-case name.</param>
    /// <param name="what">What it should be, with its article.</param>
    /// <param name="text">The text.</param>
    /// <param name="field">Where it was given.</param>
    public static Problem Problem(string code, string what, string? text, string field) => new(code,
        $"{what} is 1 to {MaximumCharacters} printable characters, not "
            + (text is null ? "nothing" : $"{text.Length} like '{Shown(text)}'"),
        field, ProblemKind.Invalid);

    // A lone surrogate has no UTF-8 form, so it would not come back from the journal as it went in.
    private static bool IsPaired(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (!char.IsSurrogate(text[i]))
                continue;
            if (i + 1 == text.Length || !char.IsSurrogatePair(text[i], text[i + 1]))
                return false;
            i++;
        }
        return true;
    }

    private static string Shown(string text) => new([.. text.Take(32).Select(c => char.IsControl(c) || char.IsSurrogate(c) ? '?' : c)]);
}
