using System.Collections.Immutable;
using Platone.Host.Pbm.Cmd;

namespace Platone.Host.Pbm.Server;

/// <summary>Reads what an operator typed against the palettes there are. Pure.</summary>
internal static class CommandReading
{
    /// <summary>Most words of a command.</summary>
    public const int MostWords = 100;

    /// <summary>Longest word of a command, characters.</summary>
    public const int LongestWord = 4096;

    /// <summary>Reads a command.</summary>
    /// <param name="palettes">The palettes there are.</param>
    /// <param name="words">Palette, command, then switches, each with its value after it unless it is a flag.</param>
    /// <returns>The command with its definition, or what is wrong with it.</returns>
    public static (Command? Command, CommandDefinition? Definition, string? Fault) Read(
        IReadOnlyList<CommandPalette> palettes, IReadOnlyList<string> words)
    {
        if (words.Count == 0)
            return Wrong("there is no command; help lists them");
        if (words.Count > MostWords || words.Any(w => w.Length > LongestWord))
            return Wrong($"a command has at most {MostWords} words of {LongestWord} characters");
        if (palettes.FirstOrDefault(p => p.ModuleName == words[0]) is not { } palette)
            return Wrong($"there is no palette {words[0]}; there are {string.Join(", ", palettes.Select(p => p.ModuleName))}");
        if (words.Count == 1)
            return Wrong($"which command? {palette.ModuleName} has {string.Join(", ", palette.Commands.Keys)}");
        if (!palette.Commands.TryGetValue(words[1], out var definition))
            return Wrong($"{palette.ModuleName} has no command {words[1]}; it has {string.Join(", ", palette.Commands.Keys)}");
        var (given, fault) = Arguments(palette, definition, words);
        return fault is null ? (new Command(palette.ModuleName, definition.Name, given), definition, null) : Wrong(fault);
    }

    private static (ImmutableArray<(string Switch, string? Value)> Given, string? Fault) Arguments(
        CommandPalette palette, CommandDefinition definition, IReadOnlyList<string> words)
    {
        var name = $"{palette.ModuleName} {definition.Name}";
        var given = ImmutableArray.CreateBuilder<(string Switch, string? Value)>();
        for (var i = 2; i < words.Count; i++)
        {
            if (definition.Arguments.FirstOrDefault(a => a.Switch.Contains(words[i])) is not { } argument)
                return ([], $"{name} has no switch {words[i]}{Known(definition)}");
            if (given.Any(g => argument.Switch.Contains(g.Switch)))
                return ([], $"{words[i]} is given twice");
            if (argument.IsFlag)
                given.Add((words[i], null));
            else if (i + 1 == words.Count)
                return ([], $"{words[i]} must be followed by {argument.Name}");
            else
                given.Add((words[i], words[++i]));
        }

        foreach (var argument in definition.Arguments.Where(a => !given.Any(g => a.Switch.Contains(g.Switch))))
        {
            if (argument.DefaultValue is { } value)
                given.Add((argument.Switch[0], value));
            else if (argument.IsMandatory)
                return ([], $"{name} needs {argument.Switch[0]} {argument.Name}: {argument.Description}");
        }

        return (given.ToImmutable(), null);
    }

    private static string Known(CommandDefinition definition) => definition.Arguments.IsEmpty
        ? "; it takes none"
        : $"; it takes {string.Join(", ", definition.Arguments.Select(a => a.Switch[0]))}";

    private static (Command?, CommandDefinition?, string?) Wrong(string fault) => (null, null, fault);
}
