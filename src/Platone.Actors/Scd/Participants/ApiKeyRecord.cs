using LinqToDB.Mapping;

namespace Platone.Actors.Scd.Participants;

/// <summary>An API key by its hash. Columns: <c>docs/scd.md</c>.</summary>
[Table("api_key")]
internal sealed record ApiKeyRecord
{
    [Column("key_hash"), PrimaryKey]
    public string KeyHash { get; init; } = "";

    [Column("participant")]
    public string Participant { get; init; } = "";

    [Column("issued_at_us")]
    public long IssuedAtUs { get; init; }

    [Column("revoked_at_us")]
    public long? RevokedAtUs { get; init; }
}
