using LinqToDB.Mapping;

namespace Platone.Actors.Scd.Participants.OperatorJournals;

/// <summary>Something an operator told a node to do. Columns: <c>docs/scd.md</c>.</summary>
[Table("operator_action")]
internal sealed record OperatorActionRecord
{
    [Column("journal"), PrimaryKey]
    public string Journal { get; init; } = "";

    [Column("event_nr"), PrimaryKey]
    public long EventNr { get; init; }

    [Column("action")]
    public string Action { get; init; } = "";

    [Column("operator")]
    public string Operator { get; init; } = "";

    [Column("command")]
    public string Command { get; init; } = "";

    [Column("node")]
    public string Node { get; init; } = "";

    [Column("at_us")]
    public long AtUs { get; init; }

    [Column("ordering")]
    public long Ordering { get; init; }
}
