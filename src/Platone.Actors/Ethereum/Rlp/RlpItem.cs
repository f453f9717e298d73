using System.Numerics;

namespace Platone.Actors.Ethereum.Rlp;

/// <summary>A value of RLP, Ethereum's Recursive Length Prefix encoding (Yellow Paper, appendix B): bytes, or a list of values.</summary>
internal sealed class RlpItem
{
    private readonly IReadOnlyList<RlpItem>? _items;
    private readonly ReadOnlyMemory<byte> _bytes;

    private RlpItem(IReadOnlyList<RlpItem>? items, ReadOnlyMemory<byte> bytes) => (_items, _bytes) = (items, bytes);

    /// <summary>Whether it is a list.</summary>
    public bool IsList => _items is not null;

    /// <summary>What the list holds.</summary>
    /// <exception cref="RlpException">It is bytes.</exception>
    public IReadOnlyList<RlpItem> Items => _items ?? throw new RlpException("bytes where a list was expected");

    /// <summary>The bytes.</summary>
    /// <exception cref="RlpException">It is a list.</exception>
    public ReadOnlyMemory<byte> Bytes => _items is null ? _bytes : throw new RlpException("a list where bytes were expected");

    /// <summary>Bytes as they are.</summary>
    public static RlpItem Of(ReadOnlyMemory<byte> bytes) => new(null, bytes);

    /// <summary>A number as its big-endian bytes without leading zeros; zero has none.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Negative.</exception>
    public static RlpItem Of(BigInteger number)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(number.Sign, nameof(number));
        return Of(number.IsZero ? [] : number.ToByteArray(isUnsigned: true, isBigEndian: true));
    }

    /// <summary>A list of values.</summary>
    public static RlpItem List(params IReadOnlyList<RlpItem> items) => new(items, default);

    /// <summary>The list's values, if there are as many as expected.</summary>
    /// <exception cref="RlpException">Not a list, or another number of values.</exception>
    public IReadOnlyList<RlpItem> ItemsOf(int count, string what) => Items.Count == count
        ? Items
        : throw new RlpException($"{what} has {count} fields, not {Items.Count}");

    /// <summary>The number that the bytes are.</summary>
    /// <param name="field">Its name, for the error.</param>
    /// <param name="mostBytes">How many bytes it may have.</param>
    /// <exception cref="RlpException">A list, a leading zero, or too many bytes.</exception>
    public BigInteger Number(string field, int mostBytes = 32)
    {
        var bytes = BytesOf(field).Span;
        if (bytes.Length > mostBytes)
            throw new RlpException($"{field}: a number of {bytes.Length} bytes, where at most {mostBytes} fit");
        return bytes is [0, ..]
            ? throw new RlpException($"{field}: a number with leading zeros")
            : new BigInteger(bytes, isUnsigned: true, isBigEndian: true);
    }

    /// <summary>Bytes of an exact length.</summary>
    /// <exception cref="RlpException">A list, or another length.</exception>
    public ReadOnlyMemory<byte> BytesOf(string field, int length) => BytesOf(field) is var bytes && bytes.Length == length
        ? bytes
        : throw new RlpException($"{field}: {bytes.Length} bytes, where there must be {length}");

    /// <summary>Bytes of any length.</summary>
    /// <exception cref="RlpException">A list.</exception>
    public ReadOnlyMemory<byte> BytesOf(string field) =>
        IsList ? throw new RlpException($"{field}: a list where bytes were expected") : _bytes;
}
