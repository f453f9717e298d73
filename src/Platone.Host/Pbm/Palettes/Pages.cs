using Platone.Actors.Scd.Listings;

namespace Platone.Host.Pbm.Palettes;

/// <summary>Listings of the Shared Customer Database, whole.</summary>
internal static class Pages
{
    private const int RowsAtOnce = 500;

    /// <summary>Reads a listing page by page to its end.</summary>
    public static async IAsyncEnumerable<T> AllAsync<T>(Func<PageRequest, Task<Page<T>>> read)
    {
        string? cursor = null;
        do
        {
            var page = await read(new PageRequest(cursor, RowsAtOnce));
            foreach (var item in page.Items)
                yield return item;
            cursor = page.Next;
        }
        while (cursor is not null);
    }
}
