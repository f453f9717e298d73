using System.Security.Cryptography;
using Platone.Actors.Kernel.Journal;
using Platone.Actors.Kernel.Keys;

namespace Platone.Actors.Notary.Leaves;

/// <summary>A unit as an entry has it.</summary>
/// <param name="Salt">Its salt.</param>
/// <param name="Content">Its bytes.</param>
internal sealed record SaltedUnit(byte[] Salt, ReadOnlyMemory<byte> Content)
{
    /// <summary>What the leaf commits to.</summary>
    public byte[] Commitment() => UnitCommitment.Commit(Salt, Content.Span);
}

/// <summary>Makes leaves of journal entries.</summary>
/// <param name="keys">Month keys: the salts come from them.</param>
internal sealed class LeafMaker(IKeyStore keys)
{
    /// <summary>
    /// The leaf of an entry that gets one now. Makes the month's key where the entry, having no personal unit, did not need it yet.
    /// </summary>
    /// <exception cref="ErasedSubjectException">The subject's keys were destroyed: the salts are lost.</exception>
    public Leaf Make(JournalEntry entry) => Open(entry, keys.GetOrCreate).Leaf;

    /// <summary>The leaf of an entry that has one already, and its units.</summary>
    /// <exception cref="ErasedSubjectException">The subject's keys were destroyed: the salts are lost.</exception>
    /// <exception cref="LogCorruptException">The key is missing though the subject was not erased.</exception>
    public (Leaf Leaf, IReadOnlyList<SaltedUnit> Units) Remake(JournalEntry entry) => Open(entry, id => keys.Find(id)
        ?? (keys.IsErased(id.Subject)
            ? throw new ErasedSubjectException(id.Subject)
            : throw new LogCorruptException($"the key {id}, which salted the leaf of {entry}, is missing and its subject was not erased")));

    private static (Leaf Leaf, IReadOnlyList<SaltedUnit> Units) Open(JournalEntry entry, Func<KeyId, byte[]> keyOf)
    {
        var opened = entry.Open();
        if (opened.Content.Personal is null)
            throw new ErasedSubjectException(opened.Key.Subject);
        var key = keyOf(opened.Key);
        List<SaltedUnit> units = [.. opened.Content.Units.Select((u, i) => new SaltedUnit(UnitCommitment.Salt(key, entry.Id, i), u))];
        var recordedAtUs = (opened.RecordedAt - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;
        var leaf = new Leaf(entry.Id, recordedAtUs, entry.Manifest, SHA256.HashData(entry.Stored.Span),
            UnitCommitment.Root(units.Select(u => u.Commitment())));
        return (leaf, units);
    }
}
