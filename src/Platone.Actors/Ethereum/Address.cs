using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Numerics;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Platone.Actors.Ethereum.Rlp;

namespace Platone.Actors.Ethereum;

/// <summary>An account's or contract's address: 20 bytes. Its default is the zero address.</summary>
[JsonConverter(typeof(AddressConverter))]
public readonly record struct Address
{
    /// <summary>Bytes of an address.</summary>
    public const int Bytes = 20;

    /// <summary>What its text must be, for errors.</summary>
    internal const string Form = "0x and 40 hexadecimal digits; mixed case must be a right EIP-55 checksum";

    private readonly UInt128 _high;
    private readonly uint _low;

    /// <summary>The address of 20 bytes.</summary>
    /// <exception cref="ArgumentException">Another length.</exception>
    public Address(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length != Bytes)
            throw new ArgumentException($"an address has {Bytes} bytes, not {bytes.Length}", nameof(bytes));
        _high = BinaryPrimitives.ReadUInt128BigEndian(bytes);
        _low = BinaryPrimitives.ReadUInt32BigEndian(bytes[16..]);
    }

    /// <summary>Its text, where an address is passed as Nethereum's parameters take it.</summary>
    public static implicit operator string(Address address) => address.ToString();

    /// <summary>
    /// Reads an address: "0x" and 40 hexadecimal digits. Where their case is mixed it is a checksum (EIP-55), which must be right.
    /// </summary>
    /// <exception cref="FormatException">Another form, or a wrong checksum.</exception>
    public static Address Parse(string? text) => TryParse(text, out var address)
        ? address
        : throw new FormatException($"'{text}' is not an address ({Form})");

    /// <summary>Reads an address as <see cref="Parse"/> does; false if it is none.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out Address address)
    {
        address = default;
        if (text is not { Length: 2 + (2 * Bytes) } || !text.StartsWith("0x", StringComparison.Ordinal)
            || !text.TryHexToByteArray(out var bytes))
            return false;
        address = new Address(bytes);
        var digits = text.AsSpan(2);
        return !digits.ContainsAnyInRange('a', 'f') || !digits.ContainsAnyInRange('A', 'F') || address.ToString() == text;
    }

    /// <summary>
    /// The address of the contract that a transaction of a sender creates: the last 20 bytes of keccak256(rlp([sender, nonce])).
    /// </summary>
    public static Address OfContract(Address creator, ulong nonce) =>
        new(Keccak256.Hash(RlpEncoder.Encode(RlpItem.List(RlpItem.Of(creator.ToBytes()), RlpItem.Of(new BigInteger(nonce))))).AsSpan(12));

    /// <summary>Its 20 bytes.</summary>
    public byte[] ToBytes()
    {
        var bytes = new byte[Bytes];
        BinaryPrimitives.WriteUInt128BigEndian(bytes, _high);
        BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(16), _low);
        return bytes;
    }

    /// <summary>"0x" and 40 hexadecimal digits whose case is the checksum of EIP-55.</summary>
    public override string ToString()
    {
        var digits = Convert.ToHexStringLower(ToBytes());
        var hash = Keccak256.Hash(Encoding.ASCII.GetBytes(digits));
        return "0x" + string.Create(digits.Length, (digits, hash), static (text, s) =>
        {
            for (var i = 0; i < text.Length; i++)
                text[i] = ((s.hash[i / 2] >> (i % 2 == 0 ? 4 : 0)) & 8) != 0 ? char.ToUpperInvariant(s.digits[i]) : s.digits[i];
        });
    }
}

internal sealed class AddressConverter : JsonConverter<Address>
{
    public override Address Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.String && Address.TryParse(reader.GetString(), out var address)
            ? address
            : throw new JsonException($"not an address ({Address.Form})");

    public override void Write(Utf8JsonWriter writer, Address value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.ToString());
}
