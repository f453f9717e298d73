namespace Platone.Host.Configuration;

/// <summary>
/// Finds the line on which each key of a HOCON text is set, so that an error can name it: Akka's own parser forgets positions, and takes
/// an unclosed brace or a key without a value without a word, which this refuses. Reads only what is needed for that: braces, brackets,
/// quotes, comments, key separators.
/// </summary>
internal static class HoconLines
{
    /// <summary>Dotted path of every key in the text, with the line (from 1) on which it is set last.</summary>
    /// <exception cref="HoconFormException">Something is not closed, or a key has no value.</exception>
    public static IReadOnlyDictionary<string, int> Of(string text)
    {
        var lines = new Dictionary<string, int>(StringComparer.Ordinal);
        var sections = new Stack<(string Key, int Line)>();
        var key = new System.Text.StringBuilder();
        var (line, keyLine, brackets, bracketLine, objects, inValue) = (1, 1, 0, 1, 0, false);

        void Set()
        {
            var path = Path(sections, key.ToString());
            if (path.Length > 0)
                lines[path] = keyLine;
        }

        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (c == '#' || (c == '/' && i + 1 < text.Length && text[i + 1] == '/'))
            {
                while (i + 1 < text.Length && text[i + 1] != '\n')
                    i++;
                continue;
            }

            if (c == '"')
            {
                var (end, content) = Quoted(text, i, line);
                line += text.AsSpan(i, end - i).Count('\n');
                if (!inValue)
                    Append(content);
                i = end - 1;
                continue;
            }

            switch (c)
            {
                case '\n':
                    if (brackets == 0)
                        EndOfEntry();
                    line++;
                    break;
                case '[':
                    if (brackets++ == 0)
                        bracketLine = line;
                    break;
                case ']':
                    if (brackets-- == 0)
                        throw new HoconFormException(line, "a ']' closes nothing");
                    break;
                case '{' when brackets > 0:
                    objects++;
                    break;
                case '}' when brackets > 0:
                    objects--;
                    break;
                case ':' when brackets > 0 && objects == 0:
                    // Akka's parser would never return.
                    throw new HoconFormException(line, "a list's element with a ':' must be in quotes");
                case '{' when brackets == 0 && !(i > 0 && text[i - 1] == '$'):
                    Set();
                    sections.Push((key.ToString().Trim(), line));
                    (inValue, _) = (false, key.Clear());
                    break;
                case '}' when brackets == 0 && !IsSubstitutionEnd(text, i):
                    EndOfEntry();
                    if (!sections.TryPop(out _))
                        throw new HoconFormException(line, "a '}' closes nothing");
                    break;
                case ',' when brackets == 0:
                    EndOfEntry();
                    break;
                case '=' or ':' when !inValue && brackets == 0:
                    Set();
                    inValue = true;
                    break;
                default:
                    if (!inValue)
                        Append(c.ToString());
                    break;
            }
        }

        EndOfEntry();
        if (brackets > 0)
            throw new HoconFormException(bracketLine, "a '[' is not closed");
        return sections.TryPeek(out var open) ? throw new HoconFormException(open.Line, "a '{' is not closed") : lines;

        void EndOfEntry()
        {
            var left = key.ToString().Trim();
            if (!inValue && left.Length > 0 && !left.StartsWith("include ", StringComparison.Ordinal))
                throw new HoconFormException(keyLine, $"the key {left} has no value");
            (inValue, _) = (false, key.Clear());
        }

        void Append(string part)
        {
            if (key.Length == 0)
            {
                if (string.IsNullOrWhiteSpace(part))
                    return;
                keyLine = line;
            }

            key.Append(part);
        }
    }

    private static string Path(IEnumerable<(string Key, int Line)> sections, string key) =>
        string.Join('.', sections.Reverse().Select(s => s.Key).Append(key.Trim()).Where(x => x.Length > 0));

    private static (int End, string Content) Quoted(string text, int start, int line)
    {
        if (text.AsSpan(start).StartsWith("\"\"\""))
        {
            var close = text.IndexOf("\"\"\"", start + 3, StringComparison.Ordinal);
            return close < 0
                ? throw new HoconFormException(line, "a triple quote is not closed")
                : (close + 3, text[(start + 3)..close]);
        }

        var end = start + 1;
        while (end < text.Length && text[end] != '"' && text[end] != '\n')
            end += text[end] == '\\' ? 2 : 1;
        return end < text.Length && text[end] == '"'
            ? (end + 1, text[(start + 1)..end])
            : throw new HoconFormException(line, "a quote is not closed");
    }

    private static bool IsSubstitutionEnd(string text, int close)
    {
        var open = text.LastIndexOf('{', close);
        return open > 0 && text[open - 1] == '$' && text.IndexOf('\n', open, close - open) < 0;
    }
}

/// <summary>A text has not the form of HOCON.</summary>
/// <param name="line">The line, from 1.</param>
/// <param name="fault">What is wrong there.</param>
internal sealed class HoconFormException(int line, string fault) : Exception(fault)
{
    /// <summary>The line, from 1.</summary>
    public int Line { get; } = line;
}
