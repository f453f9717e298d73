using System.Globalization;
using System.Text;
using Platone.Actors.Kernel;
using Platone.Actors.Notary.Checkpoints;
using Platone.Actors.Notary.Merkle;

namespace Platone.Actors.Notary.Witnessing;

/// <summary>What a log asks a witness with: the body of <c>add-checkpoint</c> (C2SP tlog-witness).</summary>
/// <param name="OldSize">Size of the checkpoint the witness cosigned last; 0 for none.</param>
/// <param name="Proof">RFC 9162 consistency proof from there to the checkpoint.</param>
/// <param name="Checkpoint">The checkpoint, a signed note.</param>
internal sealed record AddCheckpointRequest(ulong OldSize, IReadOnlyList<byte[]> Proof, string Checkpoint)
{
    /// <summary>Hashes of a proof at most.</summary>
    public const int MostHashes = 63;

    /// <summary>Bytes of a body at most: far more than 63 hashes and a note of 100 signatures take.</summary>
    public const int MostBytes = 65_536;

    private const string OldStart = "old ";
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Reads a body.</summary>
    /// <exception cref="FormatException">It is none.</exception>
    public static AddCheckpointRequest Parse(ReadOnlySpan<byte> body)
    {
        string text;
        try
        {
            text = Utf8.GetString(body);
        }
        catch (DecoderFallbackException e)
        {
            throw new FormatException("the body is not UTF-8", e);
        }
        // The request's own lines are never empty, so the first empty line ends them.
        var end = text.IndexOf("\n\n", StringComparison.Ordinal);
        if (end < 0)
            throw new FormatException("an empty line is wanted before the checkpoint");
        var lines = text[..end].Split('\n');
        if (!lines[0].StartsWith(OldStart, StringComparison.Ordinal)
            || !ulong.TryParse(lines[0].AsSpan(OldStart.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var old)
            || old.ToString(CultureInfo.InvariantCulture) != lines[0][OldStart.Length..])
            throw new FormatException("the first line is 'old N', decimal without leading zeros");
        if (lines.Length - 1 > MostHashes)
            throw new FormatException($"a consistency proof has at most {MostHashes} hashes");
        return new AddCheckpointRequest(old, [.. lines.Skip(1).Select(Hash)], text[(end + 2)..]);
    }

    /// <summary>The body.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture,
        $"{OldStart}{OldSize}\n{string.Concat(Proof.Select(h => Convert.ToBase64String(h) + "\n"))}\n{Checkpoint}");

    private static byte[] Hash(string line) => StrictBase64.TryDecode(line, out var hash) && hash.Length == MerkleHash.Size
        ? hash
        : throw new FormatException($"'{OneLine.Short(line)}' is not a hash of a consistency proof: 32 bytes in base64");
}
