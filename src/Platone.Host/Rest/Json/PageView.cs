using Microsoft.AspNetCore.Http.Extensions;
using Platone.Actors.Scd.Listings;
using Platone.Host.Rest.Problems;

namespace Platone.Host.Rest.Json;

/// <summary>A page of a listing.</summary>
/// <typeparam name="T">The rows.</typeparam>
/// <param name="Items">The rows, in the listing's order.</param>
/// <param name="Next">Where the next page is, relative to the host; null if this is the last.</param>
internal sealed record PageView<T>(IReadOnlyList<T> Items, string? Next);

/// <summary>Reads and writes the paging of listings: <c>cursor</c>, <c>limit</c>, <c>next</c>.</summary>
internal static class Paging
{
    /// <summary>Rows of a page where the caller does not say.</summary>
    public const int StandardLimit = 500;

    /// <summary>Rows of a page at most.</summary>
    public const int LargestLimit = 10_000;

    /// <summary>What the query asks for.</summary>
    /// <exception cref="ProblemException">The limit is not 1 to 10,000.</exception>
    public static PageRequest Request(string? cursor, int? limit) => limit is null or (>= 1 and <= LargestLimit)
        ? new PageRequest(cursor, limit ?? StandardLimit)
        : throw ProblemException.Invalid("limit", $"limit is 1 to {LargestLimit}, not {limit}");

    /// <summary>The page as the caller gets it; the link to the next one repeats the query.</summary>
    public static PageView<TView> View<TRow, TView>(HttpRequest request, Page<TRow> page, Func<TRow, TView> view) =>
        new([.. page.Items.Select(view)], page.Next is null ? null : NextLink(request, page.Next));

    private static string NextLink(HttpRequest request, string cursor)
    {
        var query = new QueryBuilder(request.Query.Where(q => q.Key != "cursor").SelectMany(q => q.Value, (q, v) => KeyValuePair.Create(q.Key, v ?? "")))
        {
            { "cursor", cursor },
        };
        return $"{request.PathBase}{request.Path}{query}";
    }
}
