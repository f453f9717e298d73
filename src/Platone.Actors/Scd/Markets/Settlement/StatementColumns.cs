using LinqToDB.Mapping;

namespace Platone.Actors.Scd.Markets.Settlement;

/// <summary>What a participant's statement of a session says, whichever table it is in. Columns: <c>docs/scd.md</c>.</summary>
internal abstract record StatementColumns
{
    [Column("session"), PrimaryKey]
    public string Session { get; init; } = "";

    [Column("participant"), PrimaryKey]
    public string Participant { get; init; } = "";

    [Column("total")]
    public string Total { get; init; } = "";

    [Column("currency")]
    public string Currency { get; init; } = "";

    [Column("minor_digits")]
    public int MinorDigits { get; init; }

    [Column("delivered_j")]
    public string DeliveredJ { get; init; } = "";

    [Column("waiting_lines")]
    public int WaitingLines { get; init; }

    [Column("at_us")]
    public long AtUs { get; init; }

    [Column("event_nr")]
    public long EventNr { get; init; }

    [Column("unit")]
    public int Unit { get; init; }

    [Column("ordering")]
    public long Ordering { get; init; }
}
