using Platone.Actors.Notary.Merkle;

namespace Platone.Actors.Notary.Leaves;

/// <summary>How a leaf commits to a unit. The numbers are stored: never change one.</summary>
internal enum CommitmentKind : byte
{
    /// <summary>SHA-256(salt || unit).</summary>
    Salted = 0,

    /// <summary>The unit's key was destroyed before the leaf was made: <see cref="UnitCommitment.Void"/>.</summary>
    Void = 1,
}

/// <summary>What a leaf commits to for one unit. Stored as one byte of kind and 32 of value, a unit's after another's.</summary>
/// <param name="Kind">How it was made.</param>
/// <param name="Value">32 bytes.</param>
internal readonly record struct KeptCommitment(CommitmentKind Kind, byte[] Value)
{
    private const int Bytes = 1 + MerkleHash.Size;

    /// <summary>The stored form of an entry's commitments.</summary>
    public static byte[] Encode(IReadOnlyList<LeafUnit> units)
    {
        var stored = new byte[units.Count * Bytes];
        foreach (var (i, unit) in units.Index())
        {
            stored[i * Bytes] = (byte)unit.Commitment.Kind;
            unit.Commitment.Value.CopyTo(stored, i * Bytes + 1);
        }
        return stored;
    }

    /// <summary>Reads the stored form.</summary>
    /// <exception cref="LogCorruptException">It is none.</exception>
    public static IReadOnlyList<KeptCommitment> Decode(byte[] stored)
    {
        if (stored.Length % Bytes != 0)
            throw new LogCorruptException($"commitments of {stored.Length} bytes are not {Bytes} each");
        var commitments = new KeptCommitment[stored.Length / Bytes];
        for (var i = 0; i < commitments.Length; i++)
        {
            var kind = (CommitmentKind)stored[i * Bytes];
            if (kind is not (CommitmentKind.Salted or CommitmentKind.Void))
                throw new LogCorruptException($"a commitment of the kind {stored[i * Bytes]}, which there is not");
            commitments[i] = new KeptCommitment(kind, stored[(i * Bytes + 1)..((i + 1) * Bytes)]);
        }
        return commitments;
    }
}
