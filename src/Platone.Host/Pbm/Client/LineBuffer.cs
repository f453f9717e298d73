namespace Platone.Host.Pbm.Client;

/// <summary>A line while it is typed, and what keys do to it. Pure.</summary>
/// <param name="Text">The line.</param>
/// <param name="Cursor">How many characters are before the cursor.</param>
internal readonly record struct LineBuffer(string Text, int Cursor)
{
    /// <summary>Nothing typed.</summary>
    public static LineBuffer Empty { get; } = new("", 0);

    /// <summary>What is before the cursor.</summary>
    public string Before => Text[..Cursor];

    private string After => Text[Cursor..];

    /// <summary>A line with the cursor at its end.</summary>
    public static LineBuffer Of(string text) => new(text, text.Length);

    /// <summary>Types text.</summary>
    public LineBuffer Insert(string text) => new(Before + text + After, Cursor + text.Length);

    /// <summary>Puts text in place of the last characters before the cursor.</summary>
    /// <param name="characters">How many.</param>
    /// <param name="text">The text.</param>
    public LineBuffer Replace(int characters, string text) =>
        new LineBuffer(Text[..(Cursor - characters)] + After, Cursor - characters).Insert(text);

    /// <summary>What a key does to the line; the line itself if it does nothing.</summary>
    public LineBuffer Press(ConsoleKeyInfo key)
    {
        var isControl = key.Modifiers.HasFlag(ConsoleModifiers.Control);
        return key.Key switch
        {
            ConsoleKey.LeftArrow when isControl => this with { Cursor = WordStart },
            ConsoleKey.LeftArrow => this with { Cursor = Math.Max(0, Cursor - 1) },
            ConsoleKey.RightArrow => this with { Cursor = Math.Min(Text.Length, Cursor + 1) },
            ConsoleKey.Home => this with { Cursor = 0 },
            ConsoleKey.End => this with { Cursor = Text.Length },
            ConsoleKey.A when isControl => this with { Cursor = 0 },
            ConsoleKey.E when isControl => this with { Cursor = Text.Length },
            ConsoleKey.Backspace when Cursor > 0 => new LineBuffer(Text[..(Cursor - 1)] + After, Cursor - 1),
            ConsoleKey.Delete when Cursor < Text.Length => this with { Text = Before + Text[(Cursor + 1)..] },
            ConsoleKey.K when isControl => this with { Text = Before },
            ConsoleKey.U when isControl => new LineBuffer(After, 0),
            ConsoleKey.W when isControl => new LineBuffer(Text[..WordStart] + After, WordStart),
            _ => char.IsControl(key.KeyChar) ? this : Insert(key.KeyChar.ToString()),
        };
    }

    private int WordStart
    {
        get
        {
            var start = Cursor;
            while (start > 0 && Text[start - 1] == ' ')
                start--;
            while (start > 0 && Text[start - 1] != ' ')
                start--;
            return start;
        }
    }
}
