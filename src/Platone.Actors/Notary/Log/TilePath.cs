using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Platone.Actors.Notary.Merkle;

namespace Platone.Actors.Notary.Log;

/// <summary>What a C2SP tlog-tiles path names: <c>level/index</c>, or <c>level/index.p/width</c> for a partial tile.</summary>
/// <param name="Level">0 to 63.</param>
/// <param name="Index">Among the tiles of the level.</param>
/// <param name="Width">1 to 256 hashes.</param>
internal readonly partial record struct TilePath(int Level, long Index, int Width)
{
    /// <summary>Reads a path; null unless it is the one way to write it.</summary>
    public static TilePath? Parse(string path)
    {
        if (Form().Match(path) is not { Success: true } match)
            return null;
        var digits = string.Concat(match.Groups["n"].Captures.Select(c => c.Value));
        if (!long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var index))
            return null;
        var level = int.Parse(match.Groups["l"].Value, CultureInfo.InvariantCulture);
        var width = match.Groups["w"] is { Success: true } w ? int.Parse(w.Value, CultureInfo.InvariantCulture) : Tile.Width;
        var parsed = new TilePath(level, index, width);
        return level <= 63 && width <= Tile.Width && parsed.ToString() == path ? parsed : null;
    }

    /// <summary>The path.</summary>
    public override string ToString()
    {
        var index = new StringBuilder(string.Create(CultureInfo.InvariantCulture, $"{Index % 1000:d3}"));
        for (var rest = Index / 1000; rest > 0; rest /= 1000)
            index.Insert(0, string.Create(CultureInfo.InvariantCulture, $"x{rest % 1000:d3}/"));
        return string.Create(CultureInfo.InvariantCulture, $"{Level}/{index}") + (Width < Tile.Width
            ? string.Create(CultureInfo.InvariantCulture, $".p/{Width}")
            : "");
    }

    [GeneratedRegex(@"\A(?<l>[0-9]{1,2})/(?:x(?<n>[0-9]{3})/){0,6}(?<n>[0-9]{3})(?:\.p/(?<w>[1-9][0-9]{0,2}))?\z")]
    private static partial Regex Form();
}
