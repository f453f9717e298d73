using System.Buffers.Binary;
using System.Text.Json.Serialization;

namespace Platone.Actors.Notary.Anchoring;

/// <summary>A hash of 32 bytes: of a transaction, a block, a tree. Compares by content; its default is all zeros.</summary>
[JsonConverter(typeof(Hash256Json))]
public readonly record struct Hash256 : IComparable<Hash256>
{
    /// <summary>Bytes of a hash.</summary>
    public const int Bytes = 32;

    private readonly UInt128 _high;
    private readonly UInt128 _low;

    /// <summary>The hash of 32 bytes.</summary>
    /// <exception cref="ArgumentException">Another length.</exception>
    public Hash256(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length != Bytes)
            throw new ArgumentException($"a hash has {Bytes} bytes, not {bytes.Length}", nameof(bytes));
        _high = BinaryPrimitives.ReadUInt128BigEndian(bytes);
        _low = BinaryPrimitives.ReadUInt128BigEndian(bytes[(Bytes / 2)..]);
    }

    /// <summary>Reads "0x" and 64 hexadecimal digits.</summary>
    /// <exception cref="FormatException">Another form.</exception>
    public static Hash256 Parse(string? text)
    {
        if (text is not { Length: 2 + 2 * Bytes } || !text.StartsWith("0x", StringComparison.Ordinal) || !text.Skip(2).All(char.IsAsciiHexDigit))
            throw new FormatException($"'{text}' is not a hash (0x and {2 * Bytes} hexadecimal digits)");
        return new Hash256(Convert.FromHexString(text.AsSpan(2)));
    }

    /// <summary>Its bytes.</summary>
    public byte[] ToBytes()
    {
        var bytes = new byte[Bytes];
        BinaryPrimitives.WriteUInt128BigEndian(bytes, _high);
        BinaryPrimitives.WriteUInt128BigEndian(bytes.AsSpan(Bytes / 2), _low);
        return bytes;
    }

    /// <inheritdoc/>
    public int CompareTo(Hash256 other) => _high != other._high ? _high.CompareTo(other._high) : _low.CompareTo(other._low);

    /// <summary>"0x" and 64 lower-case hexadecimal digits.</summary>
    public override string ToString() => "0x" + Convert.ToHexStringLower(ToBytes());
}
