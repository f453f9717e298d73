using LinqToDB.Mapping;

namespace Platone.Actors.Notary.Log;

/// <summary>A tile as stored; the last one of a level grows in place.</summary>
[Table("tile")]
internal sealed class TileRow
{
    [Column("level"), PrimaryKey(0)]
    public int Level { get; init; }

    [Column("idx"), PrimaryKey(1)]
    public long Index { get; init; }

    [Column("hashes"), NotNull]
    public byte[] Hashes { get; init; } = [];
}

/// <summary>Journal orderings of the leaves of a tile of level 0: eight bytes each, big-endian, rising.</summary>
[Table("leaf_orderings")]
internal sealed class LeafOrderingsRow
{
    [Column("idx"), PrimaryKey]
    public long Index { get; init; }

    [Column("first_ordering")]
    public long FirstOrdering { get; init; }

    [Column("orderings"), NotNull]
    public byte[] Orderings { get; init; } = [];
}

/// <summary>The one row that says how far the log is.</summary>
[Table("head")]
internal sealed class HeadRow
{
    [Column("id"), PrimaryKey]
    public int Id { get; init; }

    [Column("size")]
    public long Size { get; init; }

    [Column("root"), NotNull]
    public byte[] Root { get; init; } = [];

    [Column("ordering")]
    public long Ordering { get; init; }

    [Column("pending_since_us")]
    public long? PendingSinceUs { get; init; }
}

/// <summary>A signed checkpoint.</summary>
[Table("checkpoint")]
internal sealed class CheckpointRow
{
    [Column("size"), PrimaryKey]
    public long Size { get; init; }

    [Column("root"), NotNull]
    public byte[] Root { get; init; } = [];

    [Column("note"), NotNull]
    public string Note { get; init; } = "";

    [Column("sealed_at_us")]
    public long SealedAtUs { get; init; }

    [Column("ordering")]
    public long Ordering { get; init; }
}

/// <summary>The log's key, its seed sealed under the master key.</summary>
[Table("log_key")]
internal sealed class LogKeyRow
{
    [Column("id"), PrimaryKey]
    public int Id { get; init; }

    [Column("origin"), NotNull]
    public string Origin { get; init; } = "";

    [Column("sealed"), NotNull]
    public byte[] Sealed { get; init; } = [];
}

/// <summary>The commitments to the units of a leaf's entry, where they are kept: 33 bytes each, kind and value.</summary>
[Table("leaf_commitments")]
internal sealed class LeafCommitmentsRow
{
    [Column("idx"), PrimaryKey]
    public long Index { get; init; }

    [Column("commitments"), NotNull]
    public byte[] Commitments { get; init; } = [];
}
