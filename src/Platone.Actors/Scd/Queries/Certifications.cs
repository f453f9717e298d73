using System.Globalization;
using LinqToDB.Data;
using LinqToDB.Mapping;
using Platone.Actors.Scd.Storage;

namespace Platone.Actors.Scd.Queries;

/// <summary>Which seal is the first to cover each of some journal rows.</summary>
internal sealed class Certifications
{
    private readonly Dictionary<long, Found> _first;

    private Certifications(Dictionary<long, Found> first) => _first = first;

    /// <summary>Looks all up in one statement: one step in the index of seals for each ordering.</summary>
    public static async Task<Certifications> ReadAsync(DataConnection connection, IEnumerable<long> orderings,
        CancellationToken cancellation)
    {
        var values = string.Join(",", orderings.Distinct().Select(o => string.Create(CultureInfo.InvariantCulture, $"({o})")));
        if (values.Length == 0)
            return new Certifications([]);
        var found = await connection.QueryToListAsync<Found>($"""
            select k.column1 as ordering, s.tree_size, s.sealed_at_us
            from (values {values}) k
            join seal s on s.through_ordering = (select min(n.through_ordering) from seal n where n.through_ordering >= k.column1)
            """, cancellation).ConfigureAwait(false);
        return new Certifications(found.GroupBy(f => f.Ordering).ToDictionary(f => f.Key, f => f.MinBy(s => s.TreeSize)!));
    }

    /// <summary>Where the log stands about the row at an ordering that was looked up.</summary>
    public Certification Of(long ordering) => _first.TryGetValue(ordering, out var seal)
        ? new Certification(ordering, seal.TreeSize, seal.SealedAtUs.At())
        : new Certification(ordering, null, null);

    private sealed class Found
    {
        [Column("ordering")]
        public long Ordering { get; init; }

        [Column("tree_size")]
        public long TreeSize { get; init; }

        [Column("sealed_at_us")]
        public long SealedAtUs { get; init; }
    }
}
