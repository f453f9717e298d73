using System.Globalization;
using System.Text;

namespace Platone.Actors.Kernel;

/// <summary>
/// Text of others, such as a name in a proof or what another machine answers, as one line that does nothing to a terminal and looks like
/// no other line. Where bytes matter, JSON documents have them.
/// </summary>
public static class OneLine
{
    private const int Most = 200;

    /// <summary>
    /// The text with control characters (also of C1), invisible and directing ones, and separators of lines and paragraphs written as
    /// JSON escapes.
    /// </summary>
    public static string Of(string text)
    {
        if (!text.EnumerateRunes().Any(IsEscaped))
            return text;
        var line = new StringBuilder(text.Length + 16);
        foreach (var rune in text.EnumerateRunes())
        {
            if (!IsEscaped(rune))
                line.Append(rune.ToString());
            else if (rune.Value is '\n' or '\r' or '\t')
                line.Append(rune.Value switch { '\n' => "\\n", '\r' => "\\r", _ => "\\t" });
            else
            {
                foreach (var unit in rune.ToString())
                    line.Append(CultureInfo.InvariantCulture, $"\\u{(int)unit:x4}");
            }
        }
        return line.ToString();
    }

    /// <summary>No more than the first 200 characters of it, without white space around: for logs, pages and tables.</summary>
    public static string Short(string text)
    {
        var trimmed = text.AsSpan().Trim();
        return Of(trimmed.Length <= Most ? trimmed.ToString() : $"{trimmed[..Most]}\u2026");
    }

    private static bool IsEscaped(Rune rune) => Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.Format
        or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.Surrogate;
}
