using LinqToDB.Mapping;

namespace Platone.Actors.Scd.Tables;

/// <summary>A participant's part of a month: the last version of a session's statement. Columns: <c>docs/scd.md</c>.</summary>
[Table("monthly_statement")]
internal sealed record MonthlyStatementRecord
{
    [Column("participant"), PrimaryKey]
    public string Participant { get; init; } = "";

    [Column("month"), PrimaryKey]
    public string Month { get; init; } = "";

    [Column("session"), PrimaryKey]
    public string Session { get; init; } = "";

    [Column("version")]
    public int Version { get; init; }

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
