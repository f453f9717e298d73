using System.Buffers;

namespace Platone.Actors.Ethereum;

/// <summary>Bytes as hexadecimal text and back, as JSON-RPC writes them ("0x" and two digits a byte).</summary>
public static class HexByteConvertorExtensions
{
    /// <summary>Lower-case hexadecimal digits of bytes.</summary>
    /// <param name="value">Any bytes.</param>
    /// <param name="prefix">Whether "0x" comes first.</param>
    public static string ToHex(this byte[] value, bool prefix = false) => ToHex((ReadOnlySpan<byte>)value, prefix);

    /// <inheritdoc cref="ToHex(byte[], bool)"/>
    public static string ToHex(this ReadOnlySpan<byte> value, bool prefix = false) =>
        (prefix ? "0x" : "") + Convert.ToHexStringLower(value);

    /// <summary>The bytes of hexadecimal text, with or without "0x".</summary>
    /// <exception cref="FormatException">An odd number of digits, or another character. The text is not repeated: it may be a
    /// secret.</exception>
    public static byte[] HexToByteArray(this string value) => TryHexToByteArray(value, out var bytes)
        ? bytes
        : throw new FormatException("not hexadecimal text of whole bytes (an even number of digits, with or without 0x)");

    internal static bool TryHexToByteArray(this string value, out byte[] bytes)
    {
        var digits = value.AsSpan(value.StartsWith("0x", StringComparison.Ordinal) ? 2 : 0);
        bytes = [];
        if (digits.Length % 2 != 0)
            return false;
        var decoded = new byte[digits.Length / 2];
        if (Convert.FromHexString(digits, decoded, out _, out _) != OperationStatus.Done)
            return false;
        bytes = decoded;
        return true;
    }
}
