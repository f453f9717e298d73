using Org.BouncyCastle.Crypto.Parameters;
using Org.BouncyCastle.Crypto.Signers;

namespace Platone.Actors.Ethereum;

/// <summary>A public key on secp256k1; verifies signatures of light nodes (field, "Light nodes over MQTT"). Immutable and thread-safe.</summary>
public sealed class Secp256k1PublicKey : IEquatable<Secp256k1PublicKey>
{
    private readonly ECPublicKeyParameters _key;

    internal Secp256k1PublicKey(ECPublicKeyParameters key)
    {
        _key = key;
        Hex = Convert.ToHexStringLower(key.Q.GetEncoded(compressed: true));
    }

    /// <summary>The compressed point (SEC 1, section 2.3.3) as 66 lower-case hexadecimal digits.</summary>
    public string Hex { get; }

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
    /// <param name="signature">r || s, 64 bytes big-endian. A high s is accepted too: it is as good a proof, and many signers do not reduce it.</param>
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
