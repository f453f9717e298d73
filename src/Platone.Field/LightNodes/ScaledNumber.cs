namespace Platone.Field.LightNodes;

/// <summary>Turns a JSON number into an integer of a smaller unit, exactly, rounding half to even (IEEE 754 "ties to even").</summary>
internal static class ScaledNumber
{
    /// <summary>Digits of an integer part that are surely too large for any field.</summary>
    private const int MaxDigits = 15;

    /// <summary>Reads a number times 10^<paramref name="decimals"/> as an int; false if that is out of range.</summary>
    /// <param name="text">A number by the grammar of RFC 8259, section 6.</param>
    /// <param name="decimals">0 for whole units, 3 for thousandths.</param>
    /// <param name="value">The rounded value.</param>
    public static bool TryParse(ReadOnlySpan<byte> text, int decimals, out int value)
    {
        value = 0;
        return text.ContainsAny((byte)'e', (byte)'E') ? TryParseExponent(text, decimals, out value) : TryParsePlain(text, decimals, out value);
    }

    private static bool TryParsePlain(ReadOnlySpan<byte> text, int decimals, out int value)
    {
        value = 0;
        var isNegative = text[0] == '-';
        if (isNegative)
            text = text[1..];
        var point = text.IndexOf((byte)'.');
        var whole = point < 0 ? text : text[..point];
        var fraction = point < 0 ? [] : text[(point + 1)..];
        if (whole.Length > MaxDigits)
            return false;
        long scaled = 0;
        foreach (var digit in whole)
            scaled = scaled * 10 + (digit - '0');
        for (var i = 0; i < decimals; i++)
            scaled = scaled * 10 + (i < fraction.Length ? fraction[i] - '0' : 0);
        if (fraction.Length > decimals)
        {
            var next = fraction[decimals] - '0';
            var isTie = next == 5 && !fraction[(decimals + 1)..].ContainsAnyExcept((byte)'0');
            if (isTie ? (scaled & 1) == 1 : next >= 5)
                scaled++;
        }

        return TryNarrow(isNegative ? -scaled : scaled, out value);
    }

    private static bool TryParseExponent(ReadOnlySpan<byte> text, int decimals, out int value)
    {
        value = 0;
        if (!decimal.TryParse(text, System.Globalization.NumberStyles.Float, System.Globalization.CultureInfo.InvariantCulture, out var number)
            || Math.Abs(number) > int.MaxValue)
            return false;
        for (var i = 0; i < decimals; i++)
            number *= 10;
        return TryNarrow((long)Math.Round(number, MidpointRounding.ToEven), out value);
    }

    private static bool TryNarrow(long scaled, out int value)
    {
        value = unchecked((int)scaled);
        return value == scaled;
    }
}
