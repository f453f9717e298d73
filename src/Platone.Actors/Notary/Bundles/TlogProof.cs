using System.Globalization;
using System.Text;
using Platone.Actors.Notary.Checkpoints;
using Platone.Actors.Notary.Merkle;

namespace Platone.Actors.Notary.Bundles;

/// <summary>A proof of inclusion as text: C2SP tlog-proof. Here its extra data is the leaf's data.</summary>
/// <param name="Extra">Opaque; null if there is none.</param>
/// <param name="Index">Index of the leaf.</param>
/// <param name="Proof">Inclusion proof, from the leaf's sibling up.</param>
/// <param name="Checkpoint">The checkpoint, a signed note.</param>
internal sealed record TlogProof(byte[]? Extra, ulong Index, IReadOnlyList<byte[]> Proof, string Checkpoint)
{
    private const string FirstLine = "c2sp.org/tlog-proof@v1";
    private const string ExtraStart = "extra ";
    private const string IndexStart = "index ";

    /// <summary>Reads a proof.</summary>
    /// <exception cref="FormatException">It is none.</exception>
    public static TlogProof Parse(string text)
    {
        // The proof's own lines are never empty, so the first empty line ends them.
        var end = text.IndexOf("\n\n", StringComparison.Ordinal);
        if (end < 0)
            throw new FormatException("a tlog-proof has an empty line before its checkpoint");
        var lines = new Queue<string>(text[..end].Split('\n'));
        if (lines.Dequeue() != FirstLine)
            throw new FormatException($"a tlog-proof begins with the line {FirstLine}");
        byte[]? extra = null;
        if (lines.TryPeek(out var line) && line.StartsWith(ExtraStart, StringComparison.Ordinal)
            && !StrictBase64.TryDecode(lines.Dequeue().AsSpan(ExtraStart.Length), out extra))
            throw new FormatException("the extra data of the tlog-proof is not base64");
        if (!lines.TryDequeue(out line) || !line.StartsWith(IndexStart, StringComparison.Ordinal)
            || !ulong.TryParse(line.AsSpan(IndexStart.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var index)
            || index.ToString(CultureInfo.InvariantCulture) != line[IndexStart.Length..])
            throw new FormatException("a tlog-proof has a line 'index N', decimal without leading zeros");
        return new TlogProof(extra, index, [.. lines.Select(Hash)], text[(end + 2)..]);
    }

    /// <summary>The proof.</summary>
    public override string ToString()
    {
        var text = new StringBuilder(FirstLine).Append('\n');
        if (Extra is not null)
            text.Append(ExtraStart).Append(Convert.ToBase64String(Extra)).Append('\n');
        text.Append(IndexStart).Append(CultureInfo.InvariantCulture, $"{Index}").Append('\n');
        foreach (var hash in Proof)
            text.Append(Convert.ToBase64String(hash)).Append('\n');
        return text.Append('\n').Append(Checkpoint).ToString();
    }

    private static byte[] Hash(string line) => StrictBase64.TryDecode(line, out var hash) && hash.Length == MerkleHash.Size
        ? hash
        : throw new FormatException($"'{line}' is not a hash of the tlog-proof: 32 bytes in base64");
}
