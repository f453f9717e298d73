using LinqToDB.Mapping;

namespace Platone.Actors.Scd.Markets.Settlement.Months;

/// <summary>The month of a session's delivery. Columns: <c>docs/scd.md</c>.</summary>
[Table("settled_month")]
internal sealed record SettledMonthRecord
{
    [Column("session"), PrimaryKey]
    public string Session { get; init; } = "";

    [Column("month")]
    public string Month { get; init; } = "";
}
