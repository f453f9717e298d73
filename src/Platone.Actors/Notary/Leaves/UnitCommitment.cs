using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Platone.Actors.Kernel.Identity;
using Platone.Actors.Notary.Merkle;

namespace Platone.Actors.Notary.Leaves;

/// <summary>Commitments to units of disclosure: salted, so that nobody can guess a unit he was not shown.</summary>
internal static class UnitCommitment
{
    private const int MaxStack = 1024;

    /// <summary>
    /// HMAC-SHA-256(month key, length of the persistence id (32 bits) || persistence id || sequence number (64 bits) || number of the
    /// unit (32 bits)), numbers big-endian.
    /// </summary>
    /// <param name="key">The subject's key of the month.</param>
    /// <param name="id">The event.</param>
    /// <param name="unit">The unit's number, from 0.</param>
    public static byte[] Salt(byte[] key, EventId id, int unit)
    {
        var name = Encoding.UTF8.GetBytes(id.PersistenceId);
        var message = new byte[sizeof(int) + name.Length + sizeof(long) + sizeof(int)];
        BinaryPrimitives.WriteInt32BigEndian(message, name.Length);
        name.CopyTo(message, sizeof(int));
        BinaryPrimitives.WriteInt64BigEndian(message.AsSpan(sizeof(int) + name.Length), id.SequenceNr);
        BinaryPrimitives.WriteInt32BigEndian(message.AsSpan(sizeof(int) + name.Length + sizeof(long)), unit);
        return HMACSHA256.HashData(key, message);
    }

    /// <summary>SHA-256(salt || unit).</summary>
    public static byte[] Commit(ReadOnlySpan<byte> salt, ReadOnlySpan<byte> unit)
    {
        var size = salt.Length + unit.Length;
        var input = size <= MaxStack ? stackalloc byte[size] : new byte[size];
        salt.CopyTo(input);
        unit.CopyTo(input[salt.Length..]);
        return SHA256.HashData(input);
    }

    /// <summary>
    /// What stands in for the commitment to a unit whose key was destroyed before its entry got a leaf: the first 32 bytes of
    /// SHA-512(number of the unit (32 bits) || SHA-256 of the stored bytes). It says nothing that the leaf does not say, and, the hash
    /// being another, nobody can show a salt and a unit for it.
    /// </summary>
    /// <param name="storedHash">SHA-256 of the entry's stored bytes.</param>
    /// <param name="unit">The unit's number, from 0.</param>
    public static byte[] Void(ReadOnlySpan<byte> storedHash, int unit)
    {
        Span<byte> input = stackalloc byte[sizeof(int) + MerkleHash.Size];
        BinaryPrimitives.WriteInt32BigEndian(input, unit);
        storedHash.CopyTo(input[sizeof(int)..]);
        return SHA512.HashData(input)[..MerkleHash.Size];
    }

    /// <summary>Root of the RFC 9162 tree whose leaves' data are the commitments.</summary>
    public static byte[] Root(IEnumerable<byte[]> commitments) => CompactRange.RootOf(commitments.Select(c => MerkleHash.Leaf(c)));
}
