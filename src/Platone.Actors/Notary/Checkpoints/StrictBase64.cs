namespace Platone.Actors.Notary.Checkpoints;

/// <summary>
/// Base 64 with exactly one text for each sequence of bytes (RFC 4648, section 4: padded, no white space, unused bits zero).
/// </summary>
internal static class StrictBase64
{
    /// <summary>Decodes; false if the text is not what encoding gives.</summary>
    public static bool TryDecode(ReadOnlySpan<char> text, out byte[] bytes)
    {
        var buffer = new byte[(text.Length / 4 + 1) * 3];
        bytes = Convert.TryFromBase64Chars(text, buffer, out var length) ? buffer[..length] : [];
        return text.SequenceEqual(Convert.ToBase64String(bytes));
    }
}
