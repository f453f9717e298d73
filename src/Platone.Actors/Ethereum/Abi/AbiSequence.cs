using System.Buffers;
using System.Buffers.Binary;
using System.Collections;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace Platone.Actors.Ethereum.Abi;

/// <summary>
/// Values one after another: an array's, a tuple's, or the arguments of a function. First what each has in place, then what follows
/// behind.
/// </summary>
internal static class AbiSequence
{
    /// <summary>The encoding of values.</summary>
    /// <param name="values">As many as <paramref name="type"/> knows.</param>
    /// <param name="headBytes">What all of them have in place.</param>
    /// <param name="type">Type and path of each.</param>
    public static byte[] Encode(IReadOnlyList<object?> values, long headBytes, Func<int, (AbiType Type, string Path)> type)
    {
        var (head, tail) = (new ArrayBufferWriter<byte>(), new ArrayBufferWriter<byte>());
        for (var i = 0; i < values.Count; i++)
        {
            var (t, path) = type(i);
            var encoded = t.Encode(values[i], path);
            if (t.IsDynamic)
            {
                head.Write(Offset(headBytes + tail.WrittenCount));
                tail.Write(encoded);
            }
            else
            {
                head.Write(encoded);
            }
        }

        return [.. head.WrittenSpan, .. tail.WrittenSpan];
    }

    /// <summary>Values decoded.</summary>
    /// <param name="data">All of it.</param>
    /// <param name="at">Where they begin; moves behind the last.</param>
    /// <param name="count">How many.</param>
    /// <param name="headBytes">What all of them have in place; there must be as many bytes, before anything is allocated.</param>
    /// <param name="type">Type and path of each.</param>
    /// <param name="path">Where they stand.</param>
    public static object[] Decode(ReadOnlySpan<byte> data, ref int at, int count, long headBytes,
        Func<int, (AbiType Type, string Path)> type, string path)
    {
        if (headBytes > data.Length - at)
            throw new AbiException($"{path}: {headBytes} bytes needed for {count} values, where {data.Length - at} are left");
        var values = new object[count];
        var (start, head, tail) = (at, at, at + (int)headBytes);
        for (var i = 0; i < count; i++)
        {
            var (t, inner) = type(i);
            if (!t.IsDynamic)
            {
                values[i] = t.Decode(data, ref head, inner);
                continue;
            }

            var offset = new BigInteger(data.Slice(head, AbiType.WordBytes), isUnsigned: true, isBigEndian: true);
            if (offset != tail - start)
                throw new AbiException($"{inner}: an offset of {offset}, where the one encoding has {tail - start}");
            head += AbiType.WordBytes;
            values[i] = t.Decode(data, ref tail, inner);
        }

        at = tail;
        return values;
    }

    /// <summary>What may stand for several values: a tuple or anything that can be gone through, but text.</summary>
    public static IReadOnlyList<object?>? Of(object? value) => value switch
    {
        ITuple tuple => [.. Enumerable.Range(0, tuple.Length).Select(i => tuple[i])],
        string => null,
        IEnumerable items => [.. items.Cast<object?>()],
        _ => null,
    };

    private static byte[] Offset(long offset)
    {
        var word = new byte[AbiType.WordBytes];
        BinaryPrimitives.WriteInt64BigEndian(word.AsSpan(AbiType.WordBytes - sizeof(long)), offset);
        return word;
    }
}
