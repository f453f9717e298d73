using System.Text;
using Platone.Host.Pbm.Cmd;

namespace Platone.Host.Pbm.Server;

/// <summary>What <c>help</c> says: palettes, their commands, a command's switches.</summary>
internal static class HelpText
{
    /// <summary>The word that asks for it.</summary>
    public const string Word = "help";

    /// <summary>The help on a palette or command; null if there is none of the name.</summary>
    /// <param name="palettes">The palettes there are.</param>
    /// <param name="on">What help is wanted on: nothing, a palette, or a palette and one of its commands.</param>
    public static string? Of(IReadOnlyList<CommandPalette> palettes, IReadOnlyList<string> on)
    {
        if (on.Count == 0)
            return All(palettes);
        if (palettes.FirstOrDefault(p => p.ModuleName == on[0]) is not { } palette)
            return null;
        if (on.Count == 1)
            return string.Join('\n', palette.Commands.Values.Select(c => One(palette, c)));
        return on.Count == 2 && palette.Commands.TryGetValue(on[1], out var command) ? One(palette, command) : null;
    }

    private static string All(IReadOnlyList<CommandPalette> palettes)
    {
        var text = new StringBuilder();
        foreach (var palette in palettes)
        {
            text.Append(palette.ModuleName).Append('\n');
            foreach (var command in palette.Commands.Values)
                text.Append("  ").Append(Padded(command.Name)).Append(command.Description).Append('\n');
        }

        return text.Append("help PALETTE [COMMAND] shows the switches. Ctrl+C stops a command; exit leaves.").ToString();
    }

    private static string One(CommandPalette palette, CommandDefinition command)
    {
        var text = new StringBuilder($"{palette.ModuleName} {command.Name}: {command.Description}");
        if (command.IsDestructive)
            text.Append(" It asks first (or --yes), and is recorded with who did it.");
        if (command.IsStreaming)
            text.Append(" Ctrl+C ends it.");
        foreach (var argument in command.Arguments)
        {
            var given = string.Join(", ", argument.Switch) + (argument.IsFlag ? "" : $" {argument.Name.ToUpperInvariant()}");
            text.Append("\n  ").Append(Padded(given)).Append(argument.Description).Append(argument.IsMandatory ? " Must be given." : "");
            if (argument.DefaultValue is { } value)
                text.Append($" Standard: {value}.");
        }

        return text.ToString();
    }

    private static string Padded(string text) => text.PadRight(Math.Max(20, text.Length + 2));
}
