namespace Platone.Actors.Ethereum.Trie;

/// <summary>Keys of tries as half bytes, and how nodes hold them (hex-prefix encoding; Yellow Paper, appendix C).</summary>
internal static class Nibbles
{
    private const int LeafFlag = 2;
    private const int OddFlag = 1;

    /// <summary>The half bytes of a key, the high one first.</summary>
    public static byte[] Of(ReadOnlySpan<byte> key)
    {
        var nibbles = new byte[2 * key.Length];
        for (var i = 0; i < key.Length; i++)
            (nibbles[2 * i], nibbles[(2 * i) + 1]) = ((byte)(key[i] >> 4), (byte)(key[i] & 15));
        return nibbles;
    }

    /// <summary>A path as a node holds it: flags (leaf, odd length) in the first half byte.</summary>
    public static byte[] Encode(ReadOnlySpan<byte> nibbles, bool isLeaf)
    {
        var isOdd = nibbles.Length % 2;
        var bytes = new byte[(nibbles.Length / 2) + 1];
        bytes[0] = (byte)(((isLeaf ? LeafFlag : 0) + isOdd) << 4);
        for (var i = 0; i < nibbles.Length; i++)
            bytes[(i + 2 - isOdd) / 2] |= (byte)((i + isOdd) % 2 == 0 ? nibbles[i] << 4 : nibbles[i]);
        return bytes;
    }

    /// <summary>Reads what <see cref="Encode"/> writes, and nothing else.</summary>
    /// <exception cref="TrieException">Another form.</exception>
    public static (byte[] Nibbles, bool IsLeaf) Decode(ReadOnlySpan<byte> bytes)
    {
        if (bytes.IsEmpty || bytes[0] >> 4 > LeafFlag + OddFlag || ((bytes[0] >> 4) % 2 == 0 && (bytes[0] & 15) != 0))
            throw new TrieException("a path that is not in hex-prefix form");
        var isOdd = (bytes[0] >> 4) % 2 != 0;
        return (Of(bytes)[(isOdd ? 1 : 2)..], (bytes[0] >> 4) >= LeafFlag);
    }
}
