using System.Numerics;

namespace Platone.Actors.Ethereum;

/// <summary>An ECDSA signature on secp256k1 from which the signer's public key can be recovered (SEC 1, section 4.1.6).</summary>
/// <param name="R">1 to the order of the group less 1.</param>
/// <param name="S">1 to half the order (EIP-2: a high s is refused by every check here).</param>
/// <param name="RecoveryId">0 or 1: the parity of the y coordinate of the point R (yParity of EIP-2930).</param>
public readonly record struct RecoverableSignature(BigInteger R, BigInteger S, int RecoveryId)
{
    /// <summary>Bytes of r || s || v.</summary>
    public const int Bytes = Secp256k1.SignatureBytes + 1;

    private const int FirstV = 27;

    /// <summary>Reads r || s || v, 65 bytes, where v is 27 or 28, or 0 or 1.</summary>
    /// <exception cref="FormatException">Another length or another v.</exception>
    public static RecoverableSignature Parse(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length != Bytes)
            throw new FormatException($"a recoverable signature has {Bytes} bytes (r, s, v), not {bytes.Length}");
        var v = bytes[^1] is FirstV or FirstV + 1 ? bytes[^1] - FirstV : bytes[^1];
        if (v > 1)
            throw new FormatException($"v of a recoverable signature is 27 or 28 (or 0 or 1), not {bytes[^1]}");
        return new RecoverableSignature(new BigInteger(bytes[..Secp256k1.ScalarBytes], isUnsigned: true, isBigEndian: true),
            new BigInteger(bytes[Secp256k1.ScalarBytes..^1], isUnsigned: true, isBigEndian: true), v);
    }

    /// <summary>r || s || v, 65 bytes, v being 27 or 28: the form contracts and wallets take.</summary>
    public byte[] ToBytes() => [.. Scalar(R), .. Scalar(S), (byte)(FirstV + RecoveryId)];

    /// <summary>As hexadecimal text with 0x.</summary>
    public override string ToString() => ToBytes().ToHex(prefix: true);

    private static byte[] Scalar(BigInteger number)
    {
        var bytes = number.ToByteArray(isUnsigned: true, isBigEndian: true);
        return bytes.Length <= Secp256k1.ScalarBytes
            ? [.. new byte[Secp256k1.ScalarBytes - bytes.Length], .. bytes]
            : throw new FormatException("r or s has more than 32 bytes");
    }
}
