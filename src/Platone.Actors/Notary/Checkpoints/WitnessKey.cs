using System.Buffers.Binary;
using Org.BouncyCastle.Math.EC.Rfc8032;

namespace Platone.Actors.Notary.Checkpoints;

/// <summary>A witness's own key: it cosigns checkpoints with a time (C2SP tlog-cosignature, Ed25519, type 0x04).</summary>
internal sealed class WitnessKey
{
    private const int TimestampBytes = sizeof(ulong);
    private readonly byte[] _seed;

    /// <summary>A key.</summary>
    /// <param name="name">The witness's name; a schema-less URL is best.</param>
    /// <param name="seed">RFC 8032 private key, 32 bytes; of no other witness and no log, since the message does not name the signer.</param>
    /// <exception cref="FormatException">The name cannot be one.</exception>
    public WitnessKey(string name, byte[] seed)
    {
        _seed = seed;
        var publicKey = new byte[Ed25519.PublicKeySize];
        Ed25519.GeneratePublicKey(seed, 0, publicKey, 0);
        VerifierKey = NoteKey.Create(name, NoteKeyType.Cosignature, publicKey);
    }

    /// <summary>What its cosignatures are checked with.</summary>
    public NoteKey VerifierKey { get; }

    /// <summary>A cosignature of a checkpoint.</summary>
    /// <param name="text">The checkpoint's text; ends with a newline.</param>
    /// <param name="time">When; whole seconds are signed.</param>
    public NoteSignature Cosign(string text, DateTimeOffset time) => Cosign(text, (ulong)time.ToUnixTimeSeconds());

    /// <summary>A cosignature of a checkpoint.</summary>
    /// <param name="text">The checkpoint's text; ends with a newline.</param>
    /// <param name="seconds">Seconds since 1970.</param>
    public NoteSignature Cosign(string text, ulong seconds)
    {
        var message = NoteKey.CosignedMessage(text, seconds);
        var signature = new byte[TimestampBytes + Ed25519.SignatureSize];
        BinaryPrimitives.WriteUInt64BigEndian(signature, seconds);
        Ed25519.Sign(_seed, 0, message, 0, message.Length, signature, TimestampBytes);
        return new NoteSignature(VerifierKey.Name, VerifierKey.Id, signature);
    }

    /// <summary>When a cosignature says it was made.</summary>
    /// <param name="signature">One that was verified.</param>
    /// <returns>Null: a number of seconds that is no time, such as one of milliseconds.</returns>
    public static DateTimeOffset? TimeOf(NoteSignature signature) =>
        BinaryPrimitives.ReadUInt64BigEndian(signature.Signature) is var seconds && seconds <= (ulong)DateTimeOffset.MaxValue.ToUnixTimeSeconds()
            ? DateTimeOffset.FromUnixTimeSeconds((long)seconds)
            : null;
}
