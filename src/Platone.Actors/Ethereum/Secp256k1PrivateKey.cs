using System.Security.Cryptography;
using Org.BouncyCastle.Crypto.Digests;
using Org.BouncyCastle.Crypto.Parameters;
using Org.BouncyCastle.Crypto.Signers;
using Org.BouncyCastle.Math;

namespace Platone.Actors.Ethereum;

/// <summary>A private key on secp256k1. Its signatures are deterministic (RFC 6979, with HMAC-SHA-256) and low-s. Thread-safe.</summary>
public sealed class Secp256k1PrivateKey
{
    private readonly ECPrivateKeyParameters _key;

    private Secp256k1PrivateKey(BigInteger scalar)
    {
        _key = new ECPrivateKeyParameters(scalar, Secp256k1.Domain);
        PublicKey = new Secp256k1PublicKey(new ECPublicKeyParameters(Secp256k1.Domain.G.Multiply(scalar).Normalize(), Secp256k1.Domain));
    }

    /// <summary>The public key that belongs to it.</summary>
    public Secp256k1PublicKey PublicKey { get; }

    /// <summary>Draws a key from the operating system's random source.</summary>
    public static Secp256k1PrivateKey New()
    {
        Span<byte> bytes = stackalloc byte[Secp256k1.ScalarBytes];
        while (true)
        {
            RandomNumberGenerator.Fill(bytes);
            if (Scalar(bytes) is { } scalar)
                return new Secp256k1PrivateKey(scalar);
        }
    }

    /// <summary>The key of 32 big-endian bytes.</summary>
    /// <exception cref="ArgumentException">Another length, zero, or not below the order of the group.</exception>
    public static Secp256k1PrivateKey From(ReadOnlySpan<byte> bytes) => bytes.Length == Secp256k1.ScalarBytes && Scalar(bytes) is { } scalar
        ? new Secp256k1PrivateKey(scalar)
        : throw new ArgumentException("a secp256k1 private key is 32 bytes: a number from 1 to the order of the group less 1",
            nameof(bytes));

    /// <summary>The key of 64 hexadecimal digits.</summary>
    /// <exception cref="FormatException">Not hexadecimal, or not a key. The text is not repeated in the message: it may be a
    /// secret.</exception>
    public static Secp256k1PrivateKey Parse(string hex)
    {
        Span<byte> bytes = stackalloc byte[Secp256k1.ScalarBytes];
        return hex.Length == 2 * Secp256k1.ScalarBytes
            && Convert.FromHexString(hex, bytes, out _, out _) == System.Buffers.OperationStatus.Done
            && Scalar(bytes) is { } scalar
            ? new Secp256k1PrivateKey(scalar)
            : throw new FormatException("not a secp256k1 private key (64 hexadecimal digits)");
    }

    /// <summary>Signs SHA-256 of a message: r || s, 64 bytes big-endian, s low.</summary>
    public byte[] Sign(ReadOnlySpan<byte> message) => SignDigest(Secp256k1.Digest(message));

    /// <summary>Signs a digest so that the signer's key can be recovered; deterministic and low-s, like <see cref="Sign"/>.</summary>
    /// <param name="digest">32 bytes: the hash of what is signed.</param>
    /// <exception cref="ArgumentException">Another length.</exception>
    public RecoverableSignature SignHash(byte[] digest)
    {
        if (digest.Length != Secp256k1.ScalarBytes)
            throw new ArgumentException($"a digest has {Secp256k1.ScalarBytes} bytes, not {digest.Length}", nameof(digest));
        var signature = SignDigest(digest);
        var r = signature.AsSpan(0, Secp256k1.ScalarBytes);
        var s = signature.AsSpan(Secp256k1.ScalarBytes);
        return new RecoverableSignature(new(r, isUnsigned: true, isBigEndian: true), new(s, isUnsigned: true, isBigEndian: true),
            PublicKey.RecoveryId(digest, Secp256k1.Number(r), Secp256k1.Number(s)));
    }

    internal byte[] SignDigest(byte[] digest)
    {
        var signer = new ECDsaSigner(new HMacDsaKCalculator(new Sha256Digest()));
        signer.Init(true, _key);
        var rs = signer.GenerateSignature(digest);
        var s = rs[1].CompareTo(Secp256k1.HalfOrder) > 0 ? Secp256k1.Order.Subtract(rs[1]) : rs[1];
        var signature = new byte[Secp256k1.SignatureBytes];
        Secp256k1.Write(rs[0], signature.AsSpan(0, Secp256k1.ScalarBytes));
        Secp256k1.Write(s, signature.AsSpan(Secp256k1.ScalarBytes));
        return signature;
    }

    internal byte[] ToBytes()
    {
        var bytes = new byte[Secp256k1.ScalarBytes];
        Secp256k1.Write(_key.D, bytes);
        return bytes;
    }

    private static BigInteger? Scalar(ReadOnlySpan<byte> bytes)
    {
        var number = Secp256k1.Number(bytes);
        return number.SignValue > 0 && number.CompareTo(Secp256k1.Order) < 0 ? number : null;
    }
}
