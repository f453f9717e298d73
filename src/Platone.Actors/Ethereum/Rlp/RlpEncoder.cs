using System.Buffers;
using System.Buffers.Binary;

namespace Platone.Actors.Ethereum.Rlp;

/// <summary>Writes RLP (Yellow Paper, appendix B).</summary>
internal static class RlpEncoder
{
    /// <summary>Up to this many bytes the length stands in the prefix itself.</summary>
    public const int ShortLength = 55;

    /// <summary>Prefix of bytes whose length is 0; with the length added, up to <see cref="ShortLength"/>.</summary>
    public const byte ShortBytes = 0x80;

    /// <summary>Prefix of a list whose content has no bytes; with their number added, up to <see cref="ShortLength"/>.</summary>
    public const byte ShortList = 0xc0;

    /// <summary>The one encoding of a value.</summary>
    public static byte[] Encode(RlpItem item)
    {
        if (!item.IsList)
            return EncodeBytes(item.Bytes.Span);
        var content = new ArrayBufferWriter<byte>();
        foreach (var inner in item.Items)
            content.Write(Encode(inner));
        return [.. Prefix(ShortList, content.WrittenCount), .. content.WrittenSpan];
    }

    private static byte[] EncodeBytes(ReadOnlySpan<byte> bytes) =>
        bytes is [< ShortBytes] ? [bytes[0]] : [.. Prefix(ShortBytes, bytes.Length), .. bytes];

    private static byte[] Prefix(byte first, int length)
    {
        if (length <= ShortLength)
            return [(byte)(first + length)];
        Span<byte> digits = stackalloc byte[sizeof(int)];
        BinaryPrimitives.WriteInt32BigEndian(digits, length);
        digits = digits.TrimStart((byte)0);
        return [(byte)(first + ShortLength + digits.Length), .. digits];
    }
}
