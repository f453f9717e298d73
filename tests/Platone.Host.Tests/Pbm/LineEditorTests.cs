using CsCheck;
using Platone.Host.Pbm.Client;
using Platone.Host.Pbm.Wire;
using Platone.Testing;

namespace Platone.Host.Tests.Pbm;

/// <summary>What the prompt makes of keys, without a terminal.</summary>
public sealed class LineEditorTests : IDisposable
{
    private static readonly Palette[] Palettes = [Palette("cluster", "down", "down-unreachable", "show"), Palette("journal", "replay")];
    private readonly TestDirectory _folder = new("history");

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("", "cluster,exit,help,journal")]
    [InlineData("c", "cluster")]
    [InlineData("cluster ", "down,down-unreachable,show")]
    [InlineData("cluster down-", "down-unreachable")]
    [InlineData("help cl", "cluster")]
    [InlineData("help cluster s", "show")]
    [InlineData("help cluster show ", "")]
    [InlineData("journal replay ", "-c,-p")]
    [InlineData("journal replay -c ", "10,100")]
    [InlineData("journal replay -c 1", "10,100")]
    [InlineData("journal replay -c 10 ", "-p")]
    [InlineData("journal replay -p ", "")]
    [InlineData("nothing ", "")]
    public void Completion_is_what_the_node_described(string line, string expected) =>
        Assert.Equal(expected, string.Join(',', Completion.Of(Palettes, line)));

    [Theory]
    [InlineData("log write -m 'two words' x", "log|write|-m|two words|x")]
    [InlineData("  a\t\"b 'c'\"d  ", "a|b 'c'd")]
    [InlineData(@"a\ b '\' """"", @"a b|\|")]
    [InlineData("", "")]
    public void Words_are_a_shells(string line, string expected) => Assert.Equal(expected, string.Join('|', Words.Split(line)!));

    [Fact]
    public void A_quote_that_is_not_closed_is_no_line() => Assert.Null(Words.Split("log write -m 'two"));

    [Fact]
    public void A_line_is_typed_and_mended()
    {
        var typed = Read(Keys("clusterr shw"), Key(ConsoleKey.LeftArrow), Keys("o"), Key(ConsoleKey.Home), Key(ConsoleKey.RightArrow, 8),
            Key(ConsoleKey.Backspace), Key(ConsoleKey.End), Keys("x"), Key(ConsoleKey.LeftArrow), Key(ConsoleKey.Delete), Enter);
        Assert.Equal("cluster show", typed);
        Assert.Equal("show", Read(Keys("cluster"), Control(ConsoleKey.U), Keys("show"), Enter));
        Assert.Equal("cluster ", Read(Keys("cluster show"), Control(ConsoleKey.W), Enter));
        Assert.Equal("xcl", Read(Keys("cluster"), Control(ConsoleKey.A), Keys("x"), Key(ConsoleKey.RightArrow, 2), Control(ConsoleKey.K),
            Enter));
    }

    [Fact]
    public void Tab_completes_or_lists()
    {
        Assert.Equal("cluster down", Read(out var screen, Keys("cl\tdo\t\t"), Enter));
        Assert.Contains("down  down-unreachable", screen, StringComparison.Ordinal);
        Assert.Equal("journal replay ", Read(Keys("j\t\t"), Enter));
    }

    [Fact]
    public void Control_C_begins_anew_and_control_D_ends()
    {
        Assert.Equal("show", Read(Keys("cluster"), Control(ConsoleKey.C), Keys("show"), Enter));
        Assert.Null(Read(Control(ConsoleKey.D)));
        Assert.Equal("x", Read(Keys("x"), Control(ConsoleKey.D), Enter));
    }

    [Fact]
    public void What_was_typed_before_comes_back_from_the_users_file()
    {
        var file = Path.Combine(_folder.Path, "platone", "pbm-history");
        foreach (var line in new[] { "one", "two", "two", " ", "three" })
            History.Load(file).Add(line);
        Assert.Equal(["one", "two", "three"], History.Load(file).Lines);
        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));

        Assert.Equal("two", Read(History.Load(file), out _, Key(ConsoleKey.UpArrow, 9), Key(ConsoleKey.DownArrow), Enter));
        Assert.Equal("", Read(History.Load(file), out _, Key(ConsoleKey.UpArrow), Key(ConsoleKey.DownArrow, 9), Enter));
    }

    [Fact]
    public void History_is_bounded()
    {
        var file = _folder.File("long");
        File.WriteAllLines(file, Enumerable.Range(0, 2 * History.Capacity).Select(i => $"line {i}"));
        var history = History.Load(file);
        history.Add("last");
        Assert.Equal(History.Capacity, history.Lines.Count);
        Assert.Equal(history.Lines, History.Load(file).Lines);
        Assert.Equal("last", history.Lines[^1]);
    }

    [Fact]
    public void Any_keys_leave_a_line_with_the_cursor_in_it() =>
        Gen.Select(Gen.Char, Gen.Enum<ConsoleKey>(), Gen.Bool).Array[0, 60].Sample(keys =>
        {
            var line = keys.Aggregate(LineBuffer.Empty, (l, k) => l.Press(new ConsoleKeyInfo(k.Item1, k.Item2, false, false, k.Item3)));
            Assert.InRange(line.Cursor, 0, line.Text.Length);
            Assert.DoesNotContain(line.Text, char.IsControl);
        });

    private static IEnumerable<ConsoleKeyInfo> Enter => Key(ConsoleKey.Enter);

    private string? Read(params IEnumerable<ConsoleKeyInfo>[] keys) => Read(out _, keys);

    private string? Read(out string screen, params IEnumerable<ConsoleKeyInfo>[] keys) =>
        Read(History.Load(_folder.File("none")), out screen, keys);

    private static string? Read(History history, out string screen, params IEnumerable<ConsoleKeyInfo>[] keys)
    {
        var waiting = new Queue<ConsoleKeyInfo>(keys.SelectMany(k => k));
        using var output = new StringWriter();
        var line = new LineEditor(output, waiting.Dequeue, () => 40, history, text => Completion.Of(Palettes, text)).Read("pbm> ");
        screen = output.ToString();
        Assert.Empty(waiting);
        return line;
    }

    private static IEnumerable<ConsoleKeyInfo> Keys(string text) =>
        text.Select(c => new ConsoleKeyInfo(c, c == '\t' ? ConsoleKey.Tab : ConsoleKey.None, false, false, false));

    private static IEnumerable<ConsoleKeyInfo> Key(ConsoleKey key, int times = 1) =>
        Enumerable.Repeat(new ConsoleKeyInfo('\0', key, false, false, false), times);

    private static IEnumerable<ConsoleKeyInfo> Control(ConsoleKey key) => [new ConsoleKeyInfo('\u0001', key, false, false, true)];

    private static Palette Palette(string name, params string[] commands)
    {
        var palette = new Palette { Name = name };
        palette.Commands.Add(commands.Select(c => new CommandForm { Name = c }));
        if (name == "journal")
        {
            palette.Commands[0].Arguments.Add(new ArgumentForm { Name = "persistence-id", Switches = { "-p", "--persistence-id" } });
            palette.Commands[0].Arguments.Add(new ArgumentForm { Name = "count", Switches = { "-c" }, Values = { "10", "100" } });
        }

        return palette;
    }
}
