using System.Text.RegularExpressions;

namespace Platone.Actors.Kernel.Identity;

/// <summary>
/// What a name chosen by people may look like where it becomes part of a persistence id, a URL or an MQTT topic:
/// 1 to 64 letters, digits, dots, underscores and hyphens, beginning with a letter or digit.
/// </summary>
public static partial class EntityName
{
    /// <summary>Whether the text is such a name.</summary>
    public static bool IsValid(string? text) => text is not null && Form().IsMatch(text);

    /// <summary>The text itself, if it is such a name.</summary>
    /// <exception cref="FormatException">It is not.</exception>
    public static string Check(string? text) => IsValid(text)
        ? text!
        : throw new FormatException($"'{text}' is not a name: 1 to 64 letters, digits, '.', '_' or '-', beginning with a letter or digit");

    [GeneratedRegex(@"\A[A-Za-z0-9][A-Za-z0-9._-]{0,63}\z")]
    private static partial Regex Form();
}
