using System.Buffers.Text;
using System.Globalization;
using System.Text;

namespace Platone.Actors.Scd.Listings;

/// <summary>
/// Where a listing goes on, as text that means nothing to who carries it: base64url of the last row's key. Going on behind a key, not at
/// a number of rows, visits every row once whatever is added or deleted meanwhile.
/// </summary>
internal static class Cursor
{
    private const char Separator = '/';

    /// <summary>The cursor behind a key.</summary>
    /// <param name="parts">Numbers, pseudonyms and names: none contains a slash.</param>
    public static string Write(params ReadOnlySpan<string> parts) =>
        Base64Url.EncodeToString(Encoding.UTF8.GetBytes(string.Join(Separator, parts)));

    /// <summary>The key in a cursor.</summary>
    /// <param name="cursor">What a page gave.</param>
    /// <param name="parts">How many parts the key has.</param>
    /// <exception cref="ArgumentException">It is not a cursor of this listing.</exception>
    public static string[] Read(string cursor, int parts)
    {
        var bytes = new byte[cursor.Length];
        if (!Base64Url.IsValid(cursor) || !Base64Url.TryDecodeFromChars(cursor, bytes, out var length))
            throw Bad(cursor);
        var key = Encoding.UTF8.GetString(bytes, 0, length).Split(Separator);
        return key.Length == parts ? key : throw Bad(cursor);
    }

    /// <summary>A number in a key.</summary>
    /// <exception cref="ArgumentException">It is none.</exception>
    public static long Number(string cursor, string part) =>
        long.TryParse(part, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : throw Bad(cursor);

    /// <summary>A number as a part of a key.</summary>
    public static string Part(long number) => number.ToString(CultureInfo.InvariantCulture);

    private static ArgumentException Bad(string cursor) =>
        new($"'{cursor}' is not a cursor of this listing: pass the 'next' of the page before unchanged", nameof(cursor));
}
