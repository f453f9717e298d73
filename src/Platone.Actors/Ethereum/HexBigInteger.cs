using System.Globalization;
using System.Numerics;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Platone.Actors.Ethereum;

/// <summary>
/// A whole number from 0 to 2^256 - 1, as JSON-RPC writes quantities: "0x", then hexadecimal digits without leading zeros. Immutable.
/// </summary>
[JsonConverter(typeof(HexBigIntegerConverter))]
public sealed class HexBigInteger : IEquatable<HexBigInteger>
{
    private const int MostDigits = 64;

    /// <summary>The quantity of a number.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Negative, or 2^256 or more.</exception>
    public HexBigInteger(BigInteger value)
    {
        if (value.Sign < 0 || value.GetBitLength() > 4 * MostDigits)
            throw new ArgumentOutOfRangeException(nameof(value), value, "a quantity is a number from 0 to 2^256 - 1");
        Value = value;
    }

    /// <summary>Reads a quantity. Leading zeros are let pass: some nodes write them.</summary>
    /// <param name="hex">"0x" and 1 to 64 hexadecimal digits.</param>
    /// <exception cref="FormatException">Not that form.</exception>
    public HexBigInteger(string hex) : this(TryParse(hex, out var value)
        ? value
        : throw new FormatException("not a quantity (0x and 1 to 64 hexadecimal digits)"))
    {
    }

    /// <summary>The number.</summary>
    public BigInteger Value { get; }

    /// <summary>As JSON-RPC writes it, such as <c>0x1a</c>; zero is <c>0x0</c>.</summary>
    public string HexValue => Value.IsZero ? "0x0" : "0x" + Value.ToString("x", CultureInfo.InvariantCulture).TrimStart('0');

    /// <summary>The number of a quantity.</summary>
    public static implicit operator BigInteger(HexBigInteger quantity) => quantity.Value;

    /// <inheritdoc/>
    public bool Equals(HexBigInteger? other) => other is not null && Value == other.Value;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as HexBigInteger);

    /// <inheritdoc/>
    public override int GetHashCode() => Value.GetHashCode();

    /// <summary>The number in decimal.</summary>
    public override string ToString() => Value.ToString(CultureInfo.InvariantCulture);

    internal static bool TryParse(string? hex, out BigInteger value)
    {
        value = default;
        return hex is { Length: > 2 and <= 2 + MostDigits } && hex.StartsWith("0x", StringComparison.Ordinal)
            && BigInteger.TryParse("0" + hex[2..], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out value);
    }
}

internal sealed class HexBigIntegerConverter : JsonConverter<HexBigInteger>
{
    public override HexBigInteger Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.String && HexBigInteger.TryParse(reader.GetString(), out var value)
            ? new HexBigInteger(value)
            : throw new JsonException("not a quantity (0x and 1 to 64 hexadecimal digits)");

    public override void Write(Utf8JsonWriter writer, HexBigInteger value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.HexValue);
}
