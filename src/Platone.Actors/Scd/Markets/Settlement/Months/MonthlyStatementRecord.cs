using LinqToDB.Mapping;

namespace Platone.Actors.Scd.Markets.Settlement.Months;

/// <summary>A participant's part of a month: the last version of a session's statement. Columns: <c>docs/scd.md</c>.</summary>
[Table("monthly_statement")]
internal sealed record MonthlyStatementRecord : StatementColumns
{
    /// <summary>A row to be filled.</summary>
    public MonthlyStatementRecord()
    {
    }

    /// <summary>The row of a statement.</summary>
    public MonthlyStatementRecord(string month, StatementRecord statement)
        : base(statement) => (Month, Version) = (month, statement.Version);

    [Column("month"), PrimaryKey]
    public string Month { get; init; } = "";

    [Column("version")]
    public int Version { get; init; }
}
