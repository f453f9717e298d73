using System.Security.Cryptography;

namespace Platone.Actors.Notary.Merkle;

/// <summary>The hashes of an RFC 9162 tree over SHA-256 (section 2.1.1).</summary>
internal static class MerkleHash
{
    /// <summary>Bytes of a hash.</summary>
    public const int Size = 32;

    private const int MaxStack = 1024;
    private const byte LeafPrefix = 0x00;
    private const byte NodePrefix = 0x01;

    /// <summary>Root of the tree without leaves: SHA-256 of nothing.</summary>
    public static byte[] Empty => SHA256.HashData([]);

    /// <summary>SHA-256(0x00 || data).</summary>
    public static byte[] Leaf(ReadOnlySpan<byte> data)
    {
        // One call over joined bytes: an incremental hash costs several times as much for what is short.
        var input = data.Length < MaxStack ? stackalloc byte[1 + data.Length] : new byte[1 + data.Length];
        input[0] = LeafPrefix;
        data.CopyTo(input[1..]);
        return SHA256.HashData(input);
    }

    /// <summary>SHA-256(0x01 || left || right).</summary>
    public static byte[] Node(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right)
    {
        Span<byte> input = stackalloc byte[1 + 2 * Size];
        input[0] = NodePrefix;
        left.CopyTo(input[1..]);
        right.CopyTo(input[(1 + Size)..]);
        return SHA256.HashData(input);
    }

    /// <summary>Root of a perfect subtree from the concatenated hashes of its bottom row.</summary>
    /// <param name="hashes">A power of two of them.</param>
    public static byte[] Perfect(ReadOnlySpan<byte> hashes)
    {
        if (hashes.Length == Size)
            return hashes.ToArray();
        var row = hashes.ToArray();
        Span<byte> input = stackalloc byte[1 + 2 * Size];
        input[0] = NodePrefix;
        for (var count = row.Length / Size; count > 1; count /= 2)
        {
            for (var i = 0; i < count; i += 2)
            {
                row.AsSpan(i * Size, 2 * Size).CopyTo(input[1..]);
                SHA256.HashData(input, row.AsSpan(i / 2 * Size, Size));
            }
        }
        return row[..Size];
    }
}
