using System.Globalization;
using System.Text;
using Platone.Actors.Notary.Merkle;

namespace Platone.Actors.Notary.Checkpoints;

/// <summary>A tree head as text: C2SP tlog-checkpoint.</summary>
/// <param name="Origin">Which log.</param>
/// <param name="Size">Number of leaves.</param>
/// <param name="Root">RFC 9162 root, 32 bytes.</param>
/// <param name="Extensions">Further lines; this log writes none, and what others write says nothing here.</param>
internal sealed record Checkpoint(string Origin, ulong Size, byte[] Root, IReadOnlyList<string> Extensions)
{
    /// <summary>Reads the text of a note as a checkpoint.</summary>
    /// <exception cref="FormatException">It is none.</exception>
    public static Checkpoint Parse(string text)
    {
        if (!text.EndsWith('\n'))
            throw new FormatException("a checkpoint ends with a newline");
        var lines = text[..^1].Split('\n');
        if (lines.Length < 3 || lines.Any(l => l.Length == 0))
            throw new FormatException("a checkpoint has three or more lines, none empty: origin, tree size, root hash");
        if (!ulong.TryParse(lines[1], NumberStyles.None, CultureInfo.InvariantCulture, out var size)
            || size.ToString(CultureInfo.InvariantCulture) != lines[1])
            throw new FormatException($"'{lines[1]}' is not the tree size of a checkpoint: decimal, without leading zeros");
        if (!StrictBase64.TryDecode(lines[2], out var root) || root.Length != MerkleHash.Size)
            throw new FormatException($"'{lines[2]}' is not the root hash of a checkpoint: 32 bytes in base64");
        return new Checkpoint(lines[0], size, root, lines[3..]);
    }

    /// <summary>The text to sign.</summary>
    public string ToText()
    {
        var text = new StringBuilder();
        text.Append(Origin).Append('\n').Append(CultureInfo.InvariantCulture, $"{Size}").Append('\n')
            .Append(Convert.ToBase64String(Root)).Append('\n');
        foreach (var extension in Extensions)
            text.Append(extension).Append('\n');
        return text.ToString();
    }
}
