using System.Globalization;
using LinqToDB.Data;
using LinqToDB.Mapping;
using Platone.Actors.Notary.Anchoring;
using Platone.Actors.Scd.Storage;

namespace Platone.Actors.Scd.Notary;

/// <summary>Which seal is the first to cover each of some journal rows, and which anchor.</summary>
internal sealed class Certifications
{
    private readonly Dictionary<long, Found> _first;

    private Certifications(Dictionary<long, Found> first) => _first = first;

    /// <summary>Looks all up in one statement: one step in the index of seals and one in that of anchors for each ordering.</summary>
    public static async Task<Certifications> ReadAsync(DataConnection connection, IEnumerable<long> orderings,
        CancellationToken cancellation)
    {
        var values = string.Join(",", orderings.Distinct().Select(o => string.Create(CultureInfo.InvariantCulture, $"({o})")));
        if (values.Length == 0)
            return new Certifications([]);
        var found = await connection.QueryToListAsync<Found>($"""
            select k.column1 as ordering, s.tree_size, s.sealed_at_us, a.ledger, a.contract, a.seq, a.tree_size as anchored_size,
                a.transaction_hash, a.block_number, a.block_hash, a.at_us
            from (values {values}) k
            join seal s on s.through_ordering = (select min(n.through_ordering) from seal n where n.through_ordering >= k.column1)
            left join anchor a on a.tree_size = (select min(m.tree_size) from anchor m where m.tree_size >= s.tree_size)
            """, cancellation).ConfigureAwait(false);
        return new Certifications(found.GroupBy(f => f.Ordering).ToDictionary(f => f.Key, f => f.MinBy(s => (s.TreeSize, s.Ledger))!));
    }

    /// <summary>Where the log stands about the row at an ordering that was looked up.</summary>
    public Certification Of(long ordering) => _first.TryGetValue(ordering, out var seal)
        ? new Certification(ordering, seal.TreeSize, seal.SealedAtUs.At(), seal.Anchor)
        : new Certification(ordering, null, null);

    private sealed class Found
    {
        [Column("ordering")]
        public long Ordering { get; init; }

        [Column("tree_size")]
        public long TreeSize { get; init; }

        [Column("sealed_at_us")]
        public long SealedAtUs { get; init; }

        [Column("ledger")]
        public string? Ledger { get; init; }

        [Column("contract")]
        public string Contract { get; init; } = "";

        [Column("seq")]
        public long Seq { get; init; }

        [Column("anchored_size")]
        public long AnchoredSize { get; init; }

        [Column("transaction_hash")]
        public string TransactionHash { get; init; } = "";

        [Column("block_number")]
        public long BlockNumber { get; init; }

        [Column("block_hash")]
        public string BlockHash { get; init; } = "";

        [Column("at_us")]
        public long AtUs { get; init; }

        public CertifiedAnchor? Anchor => Ledger is null
            ? null
            : new CertifiedAnchor(new LedgerId(Ledger), Contract, Seq, AnchoredSize, TransactionHash, BlockNumber, BlockHash, AtUs.At());
    }
}
