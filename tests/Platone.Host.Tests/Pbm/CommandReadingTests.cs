using Platone.Host.Pbm.Cmd;
using Platone.Host.Pbm.Server;

namespace Platone.Host.Tests.Pbm;

public sealed class CommandReadingTests
{
    private static readonly CommandDefinition Play = new CommandDefinitionBuilder().WithName("play").WithDescription("Plays.")
        .WithArgument(b => b.WithName("tune").WithSwitch("-t").WithSwitch("--tune").WithDescription("What.").IsMandatory(true))
        .WithArgument(b => b.WithName("loud").WithSwitch("-l").IsFlag())
        .WithArgument(b => b.WithName("times").WithSwitch("-n").WithDefaultValue("1"))
        .Build();

    private static readonly CommandPalette[] Palettes =
        [new("music", [Play, new CommandDefinitionBuilder().WithName("stop").Build()]), new("empty", [])];

    [Fact]
    public void Words_become_a_command_with_what_was_left_out()
    {
        var (command, definition, fault) = CommandReading.Read(Palettes, ["music", "play", "-l", "--tune", "-t is a value here"]);

        Assert.Null(fault);
        Assert.Same(Play, definition);
        var arguments = new CommandArguments(Play, command!);
        Assert.Equal(["-t is a value here"], arguments.ArgumentValues("tune"));
        Assert.Equal(["1"], arguments.ArgumentValues("times"));
        Assert.True(arguments.HasArgument("loud"));
        Assert.Equal(("music", "play"), (command!.Palette, command.Name));
    }

    [Theory]
    [InlineData("", "there is no command; help lists them")]
    [InlineData("muzak play", "there is no palette muzak; there are music, empty")]
    [InlineData("music", "which command? music has play, stop")]
    [InlineData("music pause", "music has no command pause; it has play, stop")]
    [InlineData("music play", "music play needs -t tune: What.")]
    [InlineData("music play -t", "-t must be followed by tune")]
    [InlineData("music play -t a --tune b", "--tune is given twice")]
    [InlineData("music play -x", "music play has no switch -x; it takes -t, -l, -n")]
    [InlineData("music stop now", "music stop has no switch now; it takes none")]
    public void What_is_no_command_is_said_so(string line, string fault) =>
        Assert.Equal((null, null, fault), CommandReading.Read(Palettes, line.Split(' ', StringSplitOptions.RemoveEmptyEntries)));

    [Fact]
    public void A_command_is_not_endless()
    {
        Assert.NotNull(CommandReading.Read(Palettes, [.. Enumerable.Repeat("music", CommandReading.MostWords + 1)]).Fault);
        Assert.NotNull(CommandReading.Read(Palettes, ["music", "play", "-t", new string('a', CommandReading.LongestWord + 1)]).Fault);
    }

    [Fact]
    public void A_definition_that_cannot_be_is_refused()
    {
        Assert.Throws<InvalidOperationException>(() => new CommandDefinitionBuilder().Build());
        Assert.Throws<InvalidOperationException>(() => new CommandDefinitionBuilder().WithArgument(b => b.WithName("x")));
        Assert.Throws<ArgumentException>(() => new ArgumentDefinitionBuilder().WithSwitch("x"));
        Assert.Throws<InvalidOperationException>(() => new CommandDefinitionBuilder().WithName("x")
            .WithArgument(b => b.WithName("a").WithSwitch("-a")).WithArgument(b => b.WithName("b").WithSwitch("-a")).Build());
    }

    [Fact]
    public void Help_is_on_everything_on_a_palette_or_on_a_command()
    {
        Assert.Contains("music\n  play                Plays.", HelpText.Of(Palettes, []), StringComparison.Ordinal);
        Assert.Contains("music stop:", HelpText.Of(Palettes, ["music"]), StringComparison.Ordinal);
        var play = HelpText.Of(Palettes, ["music", "play"]);
        Assert.Contains("-t, --tune TUNE", play, StringComparison.Ordinal);
        Assert.Contains("What. Must be given.", play, StringComparison.Ordinal);
        Assert.DoesNotContain("-l LOUD", play, StringComparison.Ordinal);
        Assert.Null(HelpText.Of(Palettes, ["muzak"]));
        Assert.Null(HelpText.Of(Palettes, ["music", "pause"]));
        Assert.Null(HelpText.Of(Palettes, ["music", "play", "more"]));
    }
}
