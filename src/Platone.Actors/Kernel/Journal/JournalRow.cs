using LinqToDB.Mapping;

namespace Platone.Actors.Kernel.Journal;

/// <summary>A row of Akka.Persistence.Sql's journal table (its default table mapping), as far as readers need it.</summary>
[Table("journal")]
internal sealed class JournalRow
{
    [Column("ordering"), PrimaryKey]
    public long Ordering { get; init; }

    [Column("persistence_id")]
    public string PersistenceId { get; init; } = "";

    [Column("sequence_number")]
    public long SequenceNr { get; init; }

    [Column("message")]
    public byte[] Message { get; init; } = [];

    [Column("manifest")]
    public string Manifest { get; init; } = "";
}
