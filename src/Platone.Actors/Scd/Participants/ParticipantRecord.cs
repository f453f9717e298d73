using LinqToDB.Mapping;

namespace Platone.Actors.Scd.Participants;

/// <summary>A participant. Columns: <c>docs/scd.md</c>.</summary>
[Table("participant")]
internal sealed record ParticipantRecord
{
    [Column("participant"), PrimaryKey]
    public string Participant { get; init; } = "";

    [Column("name")]
    public string? Name { get; init; }

    [Column("role")]
    public string Role { get; init; } = "";

    [Column("is_suspended")]
    public bool IsSuspended { get; init; }

    [Column("ordering")]
    public long Ordering { get; init; }
}
