namespace Platone.Actors.Scd.Listings;

/// <summary>Where a listing goes on.</summary>
/// <param name="Cursor">What the page before gave as <see cref="Page{T}.Next"/>; null for the first page.</param>
/// <param name="Limit">At most so many rows, 1 to 10,000.</param>
public readonly record struct PageRequest(string? Cursor, int Limit);

/// <summary>A page of a listing.</summary>
/// <typeparam name="T">The rows.</typeparam>
/// <param name="Items">In the listing's order.</param>
/// <param name="Next">Cursor of the next page; null if this is the last.</param>
public sealed record Page<T>(IReadOnlyList<T> Items, string? Next);
