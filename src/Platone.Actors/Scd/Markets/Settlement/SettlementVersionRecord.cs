using LinqToDB.Mapping;

namespace Platone.Actors.Scd.Markets.Settlement;

/// <summary>A version of a settlement. Columns: <c>docs/scd.md</c>.</summary>
[Table("settlement_version")]
internal sealed record SettlementVersionRecord
{
    [Column("session"), PrimaryKey]
    public string Session { get; init; } = "";

    [Column("version"), PrimaryKey]
    public int Version { get; init; }

    [Column("at_us")]
    public long AtUs { get; init; }

    [Column("log_size")]
    public long LogSize { get; init; }

    [Column("pods")]
    public int Pods { get; init; }

    [Column("lines")]
    public int Lines { get; init; }

    [Column("waiting_lines")]
    public int WaitingLines { get; init; }

    [Column("event_nr")]
    public long EventNr { get; init; }

    [Column("ordering")]
    public long Ordering { get; init; }
}
