namespace Platone.Field.LightNodes;

/// <summary>
/// Reads RFC 3339 date-times (section 5.6): <c>2026-11-22T14:00:04Z</c>, <c>2026-11-22T15:00:04.5+01:00</c>. The offset or Z is
/// required; a fraction has 1 to 9 digits, of which what is finer than 100 ns is dropped; leap seconds (:60) are not taken, because UTC
/// as computers keep it has none.
/// </summary>
internal static class Rfc3339
{
    /// <summary>Longest text that is read: 9 digits of fraction and an offset.</summary>
    public const int MaxLength = 35;

    /// <summary>Reads the whole text; false if it is not such a date-time.</summary>
    public static bool TryParse(ReadOnlySpan<byte> text, out DateTimeOffset utc)
    {
        utc = default;
        if (text.Length is < 20 or > MaxLength
            || text[4] != '-' || text[7] != '-' || text[10] is not ((byte)'T' or (byte)'t') || text[13] != ':' || text[16] != ':'
            || !TryDigits(text[..4], out var year) || !TryDigits(text[5..7], out var month) || !TryDigits(text[8..10], out var day)
            || !TryDigits(text[11..13], out var hour) || !TryDigits(text[14..16], out var minute) || !TryDigits(text[17..19], out var second)
            || year == 0 || month is 0 or > 12 || day == 0 || day > DateTime.DaysInMonth(year, month)
            || hour > 23 || minute > 59 || second > 59)
            return false;
        var ticks = new DateTime(year, month, day, hour, minute, second, DateTimeKind.Utc).Ticks;
        text = text[19..];
        if (text[0] == '.' && !TryFraction(ref text, ref ticks))
            return false;
        if (!TryOffset(text, out var offsetMinutes))
            return false;
        ticks -= offsetMinutes * TimeSpan.TicksPerMinute;
        if (ticks < 0 || ticks > DateTime.MaxValue.Ticks)
            return false;
        utc = new DateTimeOffset(ticks, TimeSpan.Zero);
        return true;
    }

    private static bool TryFraction(ref ReadOnlySpan<byte> text, ref long ticks)
    {
        var digits = 1;
        var scale = TimeSpan.TicksPerSecond;
        for (; digits < text.Length && char.IsAsciiDigit((char)text[digits]); digits++)
        {
            scale /= 10;
            ticks += (text[digits] - '0') * scale;
        }

        if (digits is 1 or > 10)
            return false;
        text = text[digits..];
        return true;
    }

    private static bool TryOffset(ReadOnlySpan<byte> text, out int minutes)
    {
        minutes = 0;
        if (text.Length == 1)
            return text[0] is (byte)'Z' or (byte)'z';
        if (text.Length != 6 || text[0] is not ((byte)'+' or (byte)'-') || text[3] != ':'
            || !TryDigits(text[1..3], out var hour) || !TryDigits(text[4..6], out var minute) || hour > 23 || minute > 59)
            return false;
        minutes = (hour * 60 + minute) * (text[0] == '-' ? -1 : 1);
        return true;
    }

    private static bool TryDigits(ReadOnlySpan<byte> text, out int value)
    {
        value = 0;
        foreach (var c in text)
        {
            if (!char.IsAsciiDigit((char)c))
                return false;
            value = value * 10 + (c - '0');
        }

        return true;
    }
}
