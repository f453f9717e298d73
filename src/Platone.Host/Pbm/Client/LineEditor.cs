namespace Platone.Host.Pbm.Client;

/// <summary>
/// Reads a line from a terminal: with the keys of a shell, the lines typed before (arrows up and down), and completion (Tab). A line longer
/// than the terminal is wide scrolls.
/// </summary>
/// <param name="output">The terminal.</param>
/// <param name="read">The next key.</param>
/// <param name="width">How many columns the terminal has now.</param>
/// <param name="history">The lines typed before.</param>
/// <param name="complete">The words that may stand where a text ends.</param>
internal sealed class LineEditor(
    TextWriter output, Func<ConsoleKeyInfo> read, Func<int> width, History history, Func<string, IReadOnlyList<string>> complete)
{
    /// <summary>Reads a line; null at its end (Ctrl+D on an empty line). Ctrl+C begins anew.</summary>
    /// <param name="prompt">What stands before it.</param>
    public string? Read(string prompt)
    {
        var line = LineBuffer.Empty;
        var place = history.Lines.Count;
        while (true)
        {
            Draw(prompt, line);
            var key = read();
            var isControl = key.Modifiers.HasFlag(ConsoleModifiers.Control);
            switch (key.Key)
            {
                case ConsoleKey.Enter:
                    output.WriteLine();
                    history.Add(line.Text.Trim());
                    return line.Text;
                case ConsoleKey.D when isControl && line.Text.Length == 0:
                    output.WriteLine();
                    return null;
                case ConsoleKey.C when isControl:
                    output.WriteLine("^C");
                    (line, place) = (LineBuffer.Empty, history.Lines.Count);
                    break;
                case ConsoleKey.L when isControl:
                    output.Write("\x1b[2J\x1b[H");
                    break;
                case ConsoleKey.UpArrow when place > 0:
                    line = LineBuffer.Of(history.Lines[--place]);
                    break;
                case ConsoleKey.DownArrow when place < history.Lines.Count:
                    line = ++place == history.Lines.Count ? LineBuffer.Empty : LineBuffer.Of(history.Lines[place]);
                    break;
                case ConsoleKey.Tab:
                    line = Complete(line);
                    break;
                default:
                    line = line.Press(key);
                    break;
            }
        }
    }

    private LineBuffer Complete(LineBuffer line)
    {
        var words = complete(line.Before);
        if (words.Count == 0)
            return line;
        var typed = line.Before.Length - line.Before.LastIndexOf(' ') - 1;
        if (words.Count == 1)
            return line.Replace(typed, words[0] + " ");
        var common = Completion.Common(words);
        if (common.Length > typed)
            return line.Replace(typed, common);
        output.WriteLine();
        output.WriteLine(string.Join("  ", words));
        return line;
    }

    private void Draw(string prompt, LineBuffer line)
    {
        var room = Math.Max(10, width() - prompt.Length - 1);
        var from = Math.Max(0, line.Cursor - room);
        var shown = line.Text.Substring(from, Math.Min(room, line.Text.Length - from));
        output.Write($"\r{prompt}{shown}\x1b[K\r\x1b[{prompt.Length + line.Cursor - from}C");
        output.Flush();
    }
}
