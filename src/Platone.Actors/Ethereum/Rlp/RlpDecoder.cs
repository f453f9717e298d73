namespace Platone.Actors.Ethereum.Rlp;

/// <summary>
/// Reads RLP strictly: only the encoding that <see cref="RlpEncoder"/> writes for the value is accepted, and nothing may follow it. On any
/// bytes it gives a value or an <see cref="RlpException"/>: depth and the number of items are limited, and nothing is allocated by a length
/// that is only claimed.
/// </summary>
internal static class RlpDecoder
{
    /// <summary>How deep lists may nest. The deepest of Ethereum's own (access lists, trie nodes) stay below 20.</summary>
    public const int MostDepth = 64;

    /// <summary>How many bytes are read at most: far more than a block's header, transaction or proof node.</summary>
    public const int MostBytes = 4 << 20;

    /// <summary>How many items one encoding may hold: an item costs memory also where it is a single byte.</summary>
    public const int MostItems = 1 << 18;

    /// <summary>The value of an encoding. It refers to the bytes, which must not change afterwards.</summary>
    /// <exception cref="RlpException">Not canonical RLP, bytes left over, or beyond the limits.</exception>
    public static RlpItem Decode(ReadOnlyMemory<byte> bytes)
    {
        if (bytes.Length > MostBytes)
            throw new RlpException($"{bytes.Length} bytes, where at most {MostBytes} are read");
        var (at, items) = (0, 0);
        var item = Read(bytes, ref at, bytes.Length, MostDepth, ref items);
        return at == bytes.Length ? item : throw new RlpException($"{bytes.Length - at} bytes after the end of the value");
    }

    private static RlpItem Read(ReadOnlyMemory<byte> bytes, ref int at, int end, int depth, ref int items)
    {
        if (++items > MostItems)
            throw new RlpException($"more than {MostItems} items");
        if (at >= end)
            throw new RlpException($"byte {at}: the value is missing");
        var prefix = bytes.Span[at];
        if (prefix < RlpEncoder.ShortBytes)
            return RlpItem.Of(bytes.Slice(at++, 1));

        if (prefix < RlpEncoder.ShortList)
        {
            var start = at;
            var length = Length(bytes.Span, ref at, end, RlpEncoder.ShortBytes);
            if (length == 1 && bytes.Span[at] < RlpEncoder.ShortBytes)
                throw new RlpException($"byte {start}: a single byte below 0x80 has no prefix");
            at += length;
            return RlpItem.Of(bytes.Slice(at - length, length));
        }

        if (depth == 0)
            throw new RlpException($"byte {at}: lists nested deeper than {MostDepth}");
        var listEnd = Length(bytes.Span, ref at, end, RlpEncoder.ShortList);
        listEnd += at;
        var list = new List<RlpItem>();
        while (at < listEnd)
            list.Add(Read(bytes, ref at, listEnd, depth - 1, ref items));
        return RlpItem.List(list);
    }

    /// <summary>The length that a prefix announces; <paramref name="at"/> moves behind the prefix.</summary>
    private static int Length(ReadOnlySpan<byte> bytes, ref int at, int end, byte first)
    {
        var start = at;
        long length = bytes[at++] - first;
        if (length > RlpEncoder.ShortLength)
        {
            var digits = (int)length - RlpEncoder.ShortLength;
            if (digits > end - at)
                throw new RlpException($"byte {start}: the length is cut off");
            if (bytes[at] == 0)
                throw new RlpException($"byte {start}: the length has leading zeros");
            if (digits > sizeof(int))
                throw new RlpException($"byte {start}: the length goes beyond the end");
            length = 0;
            foreach (var digit in bytes.Slice(at, digits))
                length = (length << 8) | digit;
            if (length <= RlpEncoder.ShortLength)
                throw new RlpException($"byte {start}: a length of {length} fits the prefix, so it must stand there");
            at += digits;
        }

        return length <= end - at
            ? (int)length
            : throw new RlpException($"byte {start}: a length of {length}, where {end - at} bytes are left");
    }
}
