using Platone.Host.Pbm.Wire;

namespace Platone.Host.Pbm.Client;

/// <summary>What may come next in a line, from the palettes the node described. Pure.</summary>
internal static class Completion
{
    private static readonly string[] OwnWords = ["help", "exit"];

    /// <summary>The words that may stand where the line ends, in order; each begins with what is typed of it.</summary>
    /// <param name="palettes">The node's palettes.</param>
    /// <param name="line">The line up to the cursor.</param>
    public static IReadOnlyList<string> Of(IReadOnlyList<Palette> palettes, string line)
    {
        var words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var typed = line.Length == 0 || line.EndsWith(' ') ? "" : words[^1];
        string[] before = typed.Length == 0 ? words : words[..^1];
        return [.. Next(palettes, before).Where(w => w.StartsWith(typed, StringComparison.Ordinal)).Order(StringComparer.Ordinal)];
    }

    /// <summary>The longest beginning that all have in common.</summary>
    public static string Common(IReadOnlyList<string> words)
    {
        var length = words.Min(w => w.Length);
        var same = 0;
        while (same < length && words.All(w => w[same] == words[0][same]))
            same++;
        return words[0][..same];
    }

    private static IEnumerable<string> Next(IReadOnlyList<Palette> palettes, string[] before)
    {
        if (before is ["help", .. var on])
            return on.Length > 1 ? [] : Next(palettes, on).Except(OwnWords);
        if (before.Length == 0)
            return palettes.Select(p => p.Name).Concat(OwnWords);
        if (palettes.FirstOrDefault(p => p.Name == before[0]) is not { } palette)
            return [];
        if (before.Length == 1)
            return palette.Commands.Select(c => c.Name);
        if (palette.Commands.FirstOrDefault(c => c.Name == before[1]) is not { } command)
            return [];
        var last = command.Arguments.FirstOrDefault(a => a.Switches.Contains(before[^1]));
        return last is { Flag: false }
            ? last.Values
            : command.Arguments.Where(a => !a.Switches.Any(before.Contains)).Select(a => a.Switches[0]);
    }
}
