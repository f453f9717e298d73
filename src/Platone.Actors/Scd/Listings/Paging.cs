namespace Platone.Actors.Scd.Listings;

/// <summary>Pages cut from listings.</summary>
internal static class Paging
{
    private const int LargestLimit = 10_000;

    /// <summary>How many rows to read for a page: one more than it shows tells whether there is another.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The limit is not 1 to 10,000.</exception>
    public static int RowsToRead(this PageRequest page)
    {
        var limit = page.Limit;
        return limit is >= 1 and <= LargestLimit
            ? limit + 1
            : throw new ArgumentOutOfRangeException(nameof(limit), limit, $"limit must be 1 to {LargestLimit}");
    }

    /// <summary>The page, from the rows read for it.</summary>
    /// <param name="page">Which.</param>
    /// <param name="rows">The rows read; the surplus one is taken off.</param>
    /// <param name="cursor">The cursor behind a row.</param>
    /// <param name="item">What the page shows of a row.</param>
    public static Page<TItem> Page<TRow, TItem>(this PageRequest page, List<TRow> rows, Func<TRow, string> cursor, Func<TRow, TItem> item)
    {
        var isLast = rows.Count <= page.Limit;
        if (!isLast)
            rows.RemoveRange(page.Limit, rows.Count - page.Limit);
        return new Page<TItem>([.. rows.Select(item)], isLast ? null : cursor(rows[^1]));
    }
}
