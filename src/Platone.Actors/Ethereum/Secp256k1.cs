using System.Security.Cryptography;
using Org.BouncyCastle.Asn1.Sec;
using Org.BouncyCastle.Asn1.X9;
using Org.BouncyCastle.Crypto.Parameters;
using Org.BouncyCastle.Math;

namespace Platone.Actors.Ethereum;

/// <summary>The curve secp256k1 (SEC 2, version 2, section 2.4.1) and the encodings shared by its keys and signatures.</summary>
internal static class Secp256k1
{
    /// <summary>Bytes of a scalar: a private key, r or s.</summary>
    public const int ScalarBytes = 32;

    /// <summary>Bytes of a compressed point (SEC 1, section 2.3.3).</summary>
    public const int CompressedBytes = 33;

    /// <summary>Bytes of a signature r || s.</summary>
    public const int SignatureBytes = 2 * ScalarBytes;

    private static readonly X9ECParameters Parameters = SecNamedCurves.GetByName("secp256k1");

    /// <summary>The curve's domain parameters.</summary>
    public static ECDomainParameters Domain { get; } = new(Parameters.Curve, Parameters.G, Parameters.N, Parameters.H);

    /// <summary>The order of the group.</summary>
    public static BigInteger Order => Domain.N;

    /// <summary>Half the order: a signature whose s is at most this is "low" (BIP 62, EIP-2).</summary>
    public static BigInteger HalfOrder { get; } = Domain.N.ShiftRight(1);

    /// <summary>A big-endian unsigned number.</summary>
    public static BigInteger Number(ReadOnlySpan<byte> bytes) => new(1, bytes);

    /// <summary>Writes a number below the order as 32 big-endian bytes.</summary>
    public static void Write(BigInteger number, Span<byte> destination)
    {
        var bytes = number.ToByteArrayUnsigned();
        destination[..(ScalarBytes - bytes.Length)].Clear();
        bytes.CopyTo(destination[(ScalarBytes - bytes.Length)..]);
    }

    /// <summary>SHA-256: what a message is signed by.</summary>
    public static byte[] Digest(ReadOnlySpan<byte> message) => SHA256.HashData(message);
}
