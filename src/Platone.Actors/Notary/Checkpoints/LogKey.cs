using System.Security.Cryptography;
using System.Text;
using Org.BouncyCastle.Math.EC.Rfc8032;

namespace Platone.Actors.Notary.Checkpoints;

/// <summary>The log's own Ed25519 key; its name is the log's origin. The log's, not a node's: it survives failover.</summary>
internal sealed class LogKey
{
    private readonly byte[] _seed;

    /// <summary>A key.</summary>
    /// <param name="origin">The log's origin.</param>
    /// <param name="seed">RFC 8032 private key, 32 bytes.</param>
    public LogKey(string origin, byte[] seed)
    {
        _seed = seed;
        var publicKey = new byte[Ed25519.PublicKeySize];
        Ed25519.GeneratePublicKey(seed, 0, publicKey, 0);
        VerifierKey = NoteKey.Create(origin, NoteKeyType.Ed25519, publicKey);
    }

    /// <summary>What its signatures are checked with.</summary>
    public NoteKey VerifierKey { get; }

    /// <summary>The log's origin.</summary>
    public string Origin => VerifierKey.Name;

    /// <summary>Draws a seed from the operating system's random source.</summary>
    public static byte[] NewSeed() => RandomNumberGenerator.GetBytes(Ed25519.SecretKeySize);

    /// <summary>A note with this key's signature.</summary>
    /// <param name="text">What to sign; ends with a newline.</param>
    public SignedNote Sign(string text)
    {
        var message = Encoding.UTF8.GetBytes(text);
        var signature = new byte[Ed25519.SignatureSize];
        Ed25519.Sign(_seed, 0, message, 0, message.Length, signature, 0);
        return new SignedNote(text, [new NoteSignature(Origin, VerifierKey.Id, signature)]);
    }
}
