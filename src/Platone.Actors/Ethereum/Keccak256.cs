using System.Text;
using Org.BouncyCastle.Crypto.Digests;

namespace Platone.Actors.Ethereum;

/// <summary>
/// Keccak-256 as Ethereum uses it: the permutation and rate of SHA3-256 (FIPS 202) with the padding Keccak had before it became a standard,
/// so its digests differ from SHA3-256's.
/// </summary>
public static class Keccak256
{
    /// <summary>Bytes of a digest.</summary>
    public const int HashBytes = 32;

    /// <summary>The digest of bytes, 32 of them.</summary>
    public static byte[] Hash(ReadOnlySpan<byte> data)
    {
        var digest = new KeccakDigest(8 * HashBytes);
        digest.BlockUpdate(data);
        var hash = new byte[HashBytes];
        digest.DoFinal(hash);
        return hash;
    }

    /// <summary>The digest of a text's UTF-8 bytes.</summary>
    public static byte[] Hash(string text) => Hash(Encoding.UTF8.GetBytes(text));
}
