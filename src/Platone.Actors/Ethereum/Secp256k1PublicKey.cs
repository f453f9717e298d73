using Org.BouncyCastle.Crypto.Parameters;
using Org.BouncyCastle.Crypto.Signers;
using Org.BouncyCastle.Math;
using Org.BouncyCastle.Math.EC;

namespace Platone.Actors.Ethereum;

/// <summary>
/// A public key on secp256k1: verifies signatures of light nodes (field, "Light nodes over MQTT"), and has an Ethereum address. Immutable
/// and thread-safe.
/// </summary>
public sealed class Secp256k1PublicKey : IEquatable<Secp256k1PublicKey>
{
    private readonly ECPublicKeyParameters _key;

    internal Secp256k1PublicKey(ECPublicKeyParameters key)
    {
        _key = key;
        Hex = Convert.ToHexStringLower(key.Q.GetEncoded(compressed: true));
        // The uncompressed form (SEC 1, section 2.3.3) less its first byte is x || y, 64 bytes.
        Address = new Address(Keccak256.Hash(key.Q.GetEncoded(compressed: false).AsSpan(1)).AsSpan(12));
    }

    /// <summary>The compressed point (SEC 1, section 2.3.3) as 66 lower-case hexadecimal digits.</summary>
    public string Hex { get; }

    /// <summary>The account it controls on Ethereum: the last 20 bytes of keccak256(x || y) (Yellow Paper, appendix F).</summary>
    public Address Address { get; }

    /// <summary>The key that signed a digest (SEC 1, section 4.1.6).</summary>
    /// <param name="digest">32 bytes: the hash of what was signed.</param>
    /// <param name="signature">r and s in range, s low.</param>
    /// <exception cref="FormatException">No key can have made this signature, or its s is high.</exception>
    public static Secp256k1PublicKey Recover(ReadOnlySpan<byte> digest, RecoverableSignature signature) =>
        digest.Length == Secp256k1.ScalarBytes && TryRecover(digest, signature) is { } key
            ? key
            : throw new FormatException("no secp256k1 key can have made this signature (r, s, or the recovery id is out of range)");

    /// <summary>Reads a compressed point in hexadecimal.</summary>
    /// <param name="hex">66 hexadecimal digits beginning with 02 or 03.</param>
    /// <exception cref="FormatException">Not that form, or not a point of the curve.</exception>
    public static Secp256k1PublicKey Parse(string? hex) => TryParse(hex, out var key)
        ? key
        : throw new FormatException($"'{hex}' is not a compressed secp256k1 public key (66 hexadecimal digits beginning with 02 or 03)");

    /// <summary>Reads a compressed point in hexadecimal; false if it is not one.</summary>
    public static bool TryParse(string? hex, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out Secp256k1PublicKey? key)
    {
        key = null;
        Span<byte> bytes = stackalloc byte[Secp256k1.CompressedBytes];
        if (hex is not { Length: 2 * Secp256k1.CompressedBytes }
            || Convert.FromHexString(hex, bytes, out _, out _) != System.Buffers.OperationStatus.Done
            || bytes[0] is not (2 or 3))
            return false;
        try
        {
            key = new Secp256k1PublicKey(new ECPublicKeyParameters(Secp256k1.Domain.Curve.DecodePoint(bytes), Secp256k1.Domain));
            return true;
        }
        catch (ArgumentException)
        {
            // The x coordinate belongs to no point of the curve.
            return false;
        }
    }

    /// <summary>Whether a signature is this key's over SHA-256 of a message.</summary>
    /// <param name="message">The signed bytes.</param>
    /// <param name="signature">r || s, 64 bytes big-endian. A high s is accepted too: it is as good a proof, and many signers do not
    /// reduce it.</param>
    /// <returns>False also for a signature of another form.</returns>
    public bool Verify(ReadOnlySpan<byte> message, ReadOnlySpan<byte> signature) => VerifyDigest(Secp256k1.Digest(message), signature);

    /// <inheritdoc/>
    public bool Equals(Secp256k1PublicKey? other) => other is not null && Hex == other.Hex;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as Secp256k1PublicKey);

    /// <inheritdoc/>
    public override int GetHashCode() => Hex.GetHashCode(StringComparison.Ordinal);

    /// <inheritdoc/>
    public override string ToString() => Hex;

    /// <summary>The parity of the y coordinate of the point R of one of this key's signatures.</summary>
    /// <exception cref="ArgumentException">Not this key's signature, or (chance 2^-127) the x coordinate of R is not r itself.</exception>
    internal int RecoveryId(byte[] digest, BigInteger r, BigInteger s)
    {
        var point = Combine(s.ModInverse(Secp256k1.Order), Secp256k1.Number(digest), r, _key.Q);
        return !point.IsInfinity && point.AffineXCoord.ToBigInteger().Equals(r)
            ? point.AffineYCoord.TestBitZero() ? 1 : 0
            : throw new ArgumentException("not a signature of this key, or none that can be recovered by one bit", nameof(r));
    }

    private static Secp256k1PublicKey? TryRecover(ReadOnlySpan<byte> digest, RecoverableSignature signature)
    {
        if (signature.R.Sign <= 0 || signature.S.Sign <= 0 || signature.RecoveryId is not (0 or 1)
            || signature.R.GetByteCount(isUnsigned: true) > Secp256k1.ScalarBytes
            || signature.S.GetByteCount(isUnsigned: true) > Secp256k1.ScalarBytes)
            return null;
        Span<byte> compressed = stackalloc byte[Secp256k1.CompressedBytes];
        var r = Secp256k1.Number(signature.R.ToByteArray(isUnsigned: true, isBigEndian: true));
        var s = Secp256k1.Number(signature.S.ToByteArray(isUnsigned: true, isBigEndian: true));
        if (r.CompareTo(Secp256k1.Order) >= 0 || s.CompareTo(Secp256k1.HalfOrder) > 0)
            return null;
        compressed[0] = (byte)(2 + signature.RecoveryId);
        Secp256k1.Write(r, compressed[1..]);
        if (!TryParse(Convert.ToHexStringLower(compressed), out var point))
            return null;
        var key = Combine(r.ModInverse(Secp256k1.Order), Secp256k1.Number(digest).Negate(), s, point._key.Q);
        return key.IsInfinity ? null : new Secp256k1PublicKey(new ECPublicKeyParameters(key, Secp256k1.Domain));
    }

    /// <summary>factor (a G + b P).</summary>
    private static ECPoint Combine(BigInteger factor, BigInteger a, BigInteger b, ECPoint p) => ECAlgorithms.SumOfTwoMultiplies(
        Secp256k1.Domain.G, factor.Multiply(a).Mod(Secp256k1.Order), p, factor.Multiply(b).Mod(Secp256k1.Order)).Normalize();

    internal bool VerifyDigest(byte[] digest, ReadOnlySpan<byte> signature)
    {
        if (signature.Length != Secp256k1.SignatureBytes)
            return false;
        var signer = new ECDsaSigner();
        signer.Init(false, _key);
        // Out of range (0, or not below the order) is refused by the signer itself (SEC 1, section 4.1.4, step 1).
        return signer.VerifySignature(digest, Secp256k1.Number(signature[..Secp256k1.ScalarBytes]),
            Secp256k1.Number(signature[Secp256k1.ScalarBytes..]));
    }
}
