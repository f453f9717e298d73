using LinqToDB.Mapping;

namespace Platone.Actors.Kernel.Keys;

/// <summary>The head of a subject's ratchet.</summary>
[Table("subject_secret")]
internal sealed class SubjectSecret
{
    [Column("subject"), PrimaryKey]
    public string Subject { get; init; } = "";

    // The month whose head is stored, yyyyMM.
    [Column("month")]
    public int Month { get; init; }

    [Column("sealed")]
    public byte[] Sealed { get; init; } = [];
}

/// <summary>A subject that was erased.</summary>
[Table("erased_subject")]
internal sealed class ErasedSubject
{
    [Column("subject"), PrimaryKey]
    public string Subject { get; init; } = "";

    [Column("at_us")]
    public long AtUs { get; init; }
}

/// <summary>A name and its pseudonym.</summary>
[Table("directory")]
internal sealed class DirectoryEntry
{
    [Column("kind"), PrimaryKey(0)]
    public int Kind { get; init; }

    [Column("lookup"), PrimaryKey(1)]
    public byte[] Lookup { get; init; } = [];

    [Column("pseudonym")]
    public string Pseudonym { get; init; } = "";

    [Column("sealed")]
    public byte[] Sealed { get; init; } = [];
}

/// <summary>What was destroyed.</summary>
internal enum ChangeKind
{
    Erased = 1,
    Shredded = 2,
    Forgotten = 3,
}

/// <summary>What was destroyed. Never deleted: pseudonyms and months only.</summary>
[Table("key_change")]
internal sealed class KeyChange
{
    [Column("number"), PrimaryKey, Identity]
    public long Number { get; init; }

    [Column("kind")]
    public ChangeKind Kind { get; init; }

    [Column("name")]
    public string Name { get; init; } = "";

    [Column("month")]
    public int Month { get; init; }
}

/// <summary>By which it is seen whether the master key is the right one.</summary>
[Table("master_check")]
internal sealed class MasterCheck
{
    [Column("id"), PrimaryKey]
    public int Id { get; init; }

    [Column("sealed")]
    public byte[] Sealed { get; init; } = [];
}
