using System.Text;

namespace Platone.Host.Pbm.Client;

/// <summary>
/// Splits a line into words as a shell does: at blanks, except between quotes of either kind; a backslash takes the next character as
/// it is.
/// </summary>
internal static class Words
{
    /// <summary>The words of a line; null if a quote is not closed.</summary>
    public static IReadOnlyList<string>? Split(string line)
    {
        var words = new List<string>();
        var word = new StringBuilder();
        var (quote, isWord) = ('\0', false);
        for (var i = 0; i < line.Length; i++)
        {
            var c = line[i];
            if (c == '\\' && quote != '\'' && i + 1 < line.Length)
                (isWord, _) = (true, word.Append(line[++i]));
            else if (quote != '\0')
                quote = c == quote ? '\0' : Keep(c);
            else if (c is '"' or '\'')
                (quote, isWord) = (c, true);
            else if (!char.IsWhiteSpace(c))
                (isWord, _) = (true, word.Append(c));
            else if (isWord)
                End();
        }

        if (isWord)
            End();
        return quote == '\0' ? words : null;

        char Keep(char c)
        {
            word.Append(c);
            return quote;
        }

        void End()
        {
            words.Add(word.ToString());
            word.Clear();
            isWord = false;
        }
    }
}
