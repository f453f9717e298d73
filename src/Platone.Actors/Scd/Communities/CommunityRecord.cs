using LinqToDB.Mapping;

namespace Platone.Actors.Scd.Communities;

/// <summary>An energy community. Columns: <c>docs/scd.md</c>.</summary>
[Table("community")]
internal sealed record CommunityRecord
{
    [Column("community"), PrimaryKey]
    public string Community { get; init; } = "";

    [Column("network")]
    public string Network { get; init; } = "";

    [Column("bus")]
    public string Bus { get; init; } = "";

    [Column("name")]
    public string? Name { get; init; }

    [Column("battery")]
    public string? Battery { get; init; }

    [Column("event_nr")]
    public long EventNr { get; init; }

    [Column("ordering")]
    public long Ordering { get; init; }
}
