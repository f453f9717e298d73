using Platone.Actors.Scd.Listings;

namespace Platone.Actors.Tests.Scd.World;

/// <summary>Walks through listings.</summary>
internal static class Pages
{
    /// <summary>Every row of a listing, page by page; each page but the last must be full.</summary>
    public static async Task<List<TKey>> AllAsync<TRow, TKey>(Func<PageRequest, Task<Page<TRow>>> read, int limit, Func<TRow, TKey> key)
    {
        var all = new List<TKey>();
        string? cursor = null;
        do
        {
            var page = await read(new PageRequest(cursor, limit));
            Assert.True(page.Items.Count == limit || page.Next is null);
            Assert.InRange(page.Items.Count, 0, limit);
            all.AddRange(page.Items.Select(key));
            cursor = page.Next;
        }
        while (cursor is not null);
        return all;
    }
}
