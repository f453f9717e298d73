namespace Platone.Actors.Notary.Leaves;

/// <summary>A unit as an entry has it.</summary>
/// <param name="Salt">Its salt.</param>
/// <param name="Content">Its bytes.</param>
internal sealed record SaltedUnit(byte[] Salt, ReadOnlyMemory<byte> Content)
{
    /// <summary>What the leaf commits to.</summary>
    public byte[] Commitment() => UnitCommitment.Commit(Salt, Content.Span);
}

/// <summary>A unit of an entry, in its place among all of them.</summary>
/// <param name="Owner">Whose it is.</param>
/// <param name="Commitment">What the leaf commits to.</param>
/// <param name="Disclosable">Salt and content; null if they are gone.</param>
internal sealed record LeafUnit(UnitOwner Owner, KeptCommitment Commitment, SaltedUnit? Disclosable);

/// <summary>A leaf and all units of its entry in order.</summary>
/// <param name="Leaf">The leaf.</param>
/// <param name="Subject">The entry's own subject.</param>
/// <param name="Units">The units.</param>
/// <param name="HasMembers">Whether the entry is about others than its subject.</param>
internal sealed record MadeLeaf(Leaf Leaf, string Subject, IReadOnlyList<LeafUnit> Units, bool HasMembers)
{
    /// <summary>
    /// Whether the commitments are kept beside the leaf: where the units can lose their keys one after another, and where the leaf cannot
    /// be made again without them.
    /// </summary>
    public bool KeepsCommitments => HasMembers || Units.Any(u => u.Commitment.Kind == CommitmentKind.Void);
}
