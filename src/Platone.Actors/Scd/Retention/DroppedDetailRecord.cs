using LinqToDB.Mapping;
using Platone.Actors.Scd.Metering.Readings;

namespace Platone.Actors.Scd.Retention;

/// <summary>Up to when rows of a kind of detail were dropped. Columns: <c>docs/scd.md</c>.</summary>
[Table("dropped_detail")]
internal sealed record DroppedDetailRecord
{
    /// <summary>The detail of <see cref="ReadingRecord"/>.</summary>
    public const string Readings = "readings";

    [Column("detail"), PrimaryKey]
    public string Detail { get; init; } = "";

    [Column("before_us")]
    public long BeforeUs { get; init; }

    [Column("at_us")]
    public long AtUs { get; init; }
}
