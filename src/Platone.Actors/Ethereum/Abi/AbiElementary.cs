using System.Numerics;

namespace Platone.Actors.Ethereum.Abi;

/// <summary><c>uintN</c> or <c>intN</c>. Takes any whole number type; gives a <see cref="BigInteger"/>.</summary>
internal sealed class AbiInteger(bool isSigned, int bits) : AbiType
{
    private readonly BigInteger _least = isSigned ? -BigInteger.Pow(2, bits - 1) : 0;
    private readonly BigInteger _most = BigInteger.Pow(2, isSigned ? bits - 1 : bits) - 1;

    public override string Name { get; } = $"{(isSigned ? "int" : "uint")}{bits}";

    public override byte[] Encode(object? value, string path)
    {
        var number = value switch
        {
            BigInteger n => n,
            HexBigInteger n => n.Value,
            byte n => n,
            sbyte n => n,
            short n => n,
            ushort n => n,
            int n => n,
            uint n => n,
            long n => n,
            ulong n => n,
            Int128 n => n,
            UInt128 n => n,
            _ => throw NotOne(value, path, "a whole number"),
        };
        return number >= _least && number <= _most
            ? Word(number)
            : throw new AbiException($"{path}: {number} is not a value of {Name} ({_least} to {_most})");
    }

    public override object Decode(ReadOnlySpan<byte> data, ref int at, string path)
    {
        var number = new BigInteger(Word(data, ref at, path), isUnsigned: !isSigned, isBigEndian: true);
        return number >= _least && number <= _most ? number : throw new AbiException($"{path}: {number} is beyond {Name}");
    }
}

/// <summary><c>bool</c>.</summary>
internal sealed class AbiBool : AbiType
{
    public override string Name => "bool";

    public override byte[] Encode(object? value, string path) =>
        value is bool flag ? Word(flag ? BigInteger.One : BigInteger.Zero) : throw NotOne(value, path, "true or false");

    public override object Decode(ReadOnlySpan<byte> data, ref int at, string path)
    {
        var number = new BigInteger(Word(data, ref at, path), isUnsigned: true, isBigEndian: true);
        return number.IsZero || number.IsOne ? number.IsOne : throw new AbiException($"{path}: {number} is neither false (0) nor true (1)");
    }
}

/// <summary><c>address</c>. Takes an <see cref="Address"/> or its text; gives an <see cref="Address"/>.</summary>
internal sealed class AbiAddress : AbiType
{
    private const int Padding = WordBytes - Address.Bytes;

    public override string Name => "address";

    public override byte[] Encode(object? value, string path) => value switch
    {
        Address address => [.. new byte[Padding], .. address.ToBytes()],
        string text when Address.TryParse(text, out var address) => [.. new byte[Padding], .. address.ToBytes()],
        string text => throw new AbiException($"{path}: '{text}' is not an address ({Address.Form})"),
        _ => throw NotOne(value, path, "an address or its text"),
    };

    public override object Decode(ReadOnlySpan<byte> data, ref int at, string path)
    {
        var word = Word(data, ref at, path);
        return word[..Padding].ContainsAnyExcept((byte)0)
            ? throw new AbiException($"{path}: more than an address")
            : new Address(word[Padding..]);
    }
}

/// <summary>
/// <c>bytesN</c>, and <c>function</c> (address and selector, 24 bytes). Takes and gives <c>byte[]</c> of exactly that length.
/// </summary>
internal sealed class AbiFixedBytes(int length, string? name = null) : AbiType
{
    public override string Name { get; } = name ?? $"bytes{length}";

    public override byte[] Encode(object? value, string path) => AbiBytes.Of(value) is not { } bytes ? throw NotOne(value, path, "bytes")
        : bytes.Length == length ? [.. bytes.Span, .. new byte[WordBytes - length]]
        : throw new AbiException($"{path}: {bytes.Length} bytes where {Name} needs {length}");

    public override object Decode(ReadOnlySpan<byte> data, ref int at, string path)
    {
        var word = Word(data, ref at, path);
        return word[length..].ContainsAnyExcept((byte)0)
            ? throw new AbiException($"{path}: more than {length} bytes")
            : word[..length].ToArray();
    }
}
