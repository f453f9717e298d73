using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Org.BouncyCastle.Math.EC.Rfc8032;

namespace Platone.Actors.Notary.Checkpoints;

/// <summary>How a key of a signed note signs: the signature type byte of C2SP signed-note.</summary>
internal enum NoteKeyType : byte
{
    /// <summary>Ed25519 over the note's text; how logs sign.</summary>
    Ed25519 = 0x01,

    /// <summary>Timestamped Ed25519 cosignature of C2SP tlog-cosignature; how witnesses sign.</summary>
    Cosignature = 0x04,
}

/// <summary>A key that signatures of notes are checked with; as text a C2SP vkey, <c>name+key id+base64(type || key)</c>.</summary>
internal sealed class NoteKey
{
    private const int TimestampBytes = 8;

    private NoteKey(string name, NoteKeyType type, byte[] publicKey) =>
        (Name, Type, PublicKey, Id) = (name, type, publicKey, KeyId(name, type, publicKey));

    /// <summary>The key's name; for a log its origin.</summary>
    public string Name { get; }

    /// <summary>How it signs.</summary>
    public NoteKeyType Type { get; }

    /// <summary>32 bytes (RFC 8032).</summary>
    public byte[] PublicKey { get; }

    /// <summary>First four bytes of SHA-256(name || 0x0A || type || public key), big-endian.</summary>
    public uint Id { get; }

    /// <summary>A key from its parts.</summary>
    /// <exception cref="FormatException">The name or the length of the key is not allowed.</exception>
    public static NoteKey Create(string name, NoteKeyType type, byte[] publicKey)
    {
        if (!IsName(name))
            throw new FormatException($"'{name}' is not the name of a note's key: not empty, no space, no '+', no control character");
        if (publicKey.Length != Ed25519.PublicKeySize || !Ed25519.ValidatePublicKeyFull(publicKey, 0))
            throw new FormatException($"the key of {name} is not an Ed25519 public key");
        return new NoteKey(name, type, publicKey);
    }

    /// <summary>Reads a vkey.</summary>
    /// <exception cref="FormatException">
    /// It is none, its key id is wrong, or its type is neither Ed25519 nor an Ed25519 cosignature.
    /// </exception>
    public static NoteKey Parse(string vkey)
    {
        // The base64 may hold '+' too; the name may not.
        var parts = vkey.Split('+', 3);
        if (parts.Length != 3 || !StrictBase64.TryDecode(parts[2], out var typed) || typed.Length == 0)
            throw new FormatException($"'{vkey}' is not a vkey: name+key id+base64");
        if (typed[0] is not ((byte)NoteKeyType.Ed25519 or (byte)NoteKeyType.Cosignature))
        {
            throw new FormatException(
                $"the vkey of {parts[0]} has the unknown type 0x{typed[0]:x2}; known are 0x01 (Ed25519) and 0x04 (cosignature)");
        }
        var key = Create(parts[0], (NoteKeyType)typed[0], typed[1..]);
        return key.Id.ToString("x8", CultureInfo.InvariantCulture) == parts[1]
            ? key
            : throw new FormatException($"the key id {parts[1]} of {parts[0]} does not fit its key: {key.Id:x8}");
    }

    /// <summary>Whether a text may name a key (C2SP signed-note: not empty, no Unicode space, no plus, no control character).</summary>
    public static bool IsName(string name) => name.Length > 0 && !name.Any(c => c == '+' || char.IsWhiteSpace(c) || char.IsControl(c));

    /// <summary>Whether the signature line names this key.</summary>
    public bool Owns(NoteSignature signature) => signature.KeyId == Id && signature.KeyName == Name;

    /// <summary>Whether a signature of this key over a note's text is good.</summary>
    public bool Verify(string text, ReadOnlySpan<byte> signature)
    {
        if (Type == NoteKeyType.Ed25519)
            return Check(Encoding.UTF8.GetBytes(text), signature);
        return signature.Length > TimestampBytes
            && BinaryPrimitives.ReadUInt64BigEndian(signature) is <= long.MaxValue and var time
            && Check(CosignedMessage(text, time), signature[TimestampBytes..]);
    }

    /// <summary>What a witness signs: two header lines, then the note's text (C2SP tlog-cosignature, "Ed25519 signed message").</summary>
    /// <param name="text">The note's text.</param>
    /// <param name="time">POSIX seconds.</param>
    public static byte[] CosignedMessage(string text, ulong time) =>
        Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"cosignature/v1\ntime {time}\n{text}"));

    /// <summary>The vkey.</summary>
    public override string ToString() => $"{Name}+{Id:x8}+{Convert.ToBase64String([(byte)Type, .. PublicKey])}";

    // A first half with a part of small order is good or wrong by the verifier's way of computing (RFC 8032, 5.1.7, with or without the
    // cofactor); no honest signer makes one, and all verifiers are to say the same.
    private bool Check(byte[] message, ReadOnlySpan<byte> signature) =>
        signature.Length == Ed25519.SignatureSize && Ed25519.ValidatePublicKeyFull(signature[..Ed25519.PublicKeySize].ToArray(), 0)
        && Ed25519.Verify(signature.ToArray(), 0, PublicKey, 0, message, 0, message.Length);

    private static uint KeyId(string name, NoteKeyType type, byte[] publicKey) =>
        BinaryPrimitives.ReadUInt32BigEndian(SHA256.HashData([.. Encoding.UTF8.GetBytes(name), (byte)'\n', (byte)type, .. publicKey]));
}
