using System.Security.Cryptography;
using Platone.Actors.Kernel.Journal;
using Platone.Actors.Kernel.Keys;
using Platone.Actors.Serialization;

namespace Platone.Actors.Notary.Leaves;

/// <summary>Makes leaves of journal entries. Each unit is salted with the key of the month of the subject it is about.</summary>
/// <param name="keys">Month keys: the salts come from them.</param>
internal sealed class LeafMaker(IKeyStore keys)
{
    /// <summary>
    /// The leaf of an entry that gets one now. Makes the month's key where the entry, having no personal unit, did not need it yet. Units
    /// whose key was destroyed since they were written get a void commitment: an erasure never stops the log.
    /// </summary>
    /// <exception cref="LogCorruptException">A member's key is missing though it was not destroyed.</exception>
    public MadeLeaf Make(JournalEntry entry)
    {
        var opened = entry.Open();
        var storedHash = SHA256.HashData(entry.Stored.Span);
        var saltKeys = new SaltKeys(keys, entry, opened.Key);
        return Made(entry, opened, storedHash, Slots(entry, opened, null).Select((slot, i) =>
            slot.Content is { } content && saltKeys.Find(slot.Owner.Subject, mayMake: slot.Owner.Part != UnitPart.Member) is { } key
                ? Salted(slot.Owner, new SaltedUnit(UnitCommitment.Salt(key, entry.Id, i), content))
                : Void(slot.Owner, storedHash, i)));
    }

    /// <summary>
    /// The leaf of an entry that has one already, and its units. What can be recomputed is, and is compared with what was kept; what was
    /// kept of erased units is taken as it is, and whether it is right shows when the leaf is compared with the one in the log.
    /// </summary>
    /// <param name="entry">The entry.</param>
    /// <param name="kept">The commitments kept beside its leaf; null if there are none.</param>
    /// <exception cref="ErasedSubjectException">
    /// The subject's keys were destroyed: the salts are lost, and no commitments were kept.
    /// </exception>
    /// <exception cref="LogCorruptException">
    /// A key is missing though it was not destroyed, or the commitments kept are not this entry's.
    /// </exception>
    public MadeLeaf Remake(JournalEntry entry, IReadOnlyList<KeptCommitment>? kept) => Remake(entry, entry.Open(), kept);

    /// <summary>The same of an entry that is opened already.</summary>
    /// <param name="entry">The entry.</param>
    /// <param name="opened">The same, opened.</param>
    /// <param name="kept">The commitments kept beside its leaf; null if there are none.</param>
    /// <exception cref="ErasedSubjectException">As above.</exception>
    /// <exception cref="LogCorruptException">As above.</exception>
    public MadeLeaf Remake(JournalEntry entry, OpenedEvent opened, IReadOnlyList<KeptCommitment>? kept)
    {
        var storedHash = SHA256.HashData(entry.Stored.Span);
        var saltKeys = new SaltKeys(keys, entry, opened.Key);
        if (kept is null)
        {
            if (!opened.Content.Members.IsEmpty)
                throw new LogCorruptException($"the log has not kept the commitments of {entry}, which has members");
            var key = (opened.Content.Personal is null ? null : saltKeys.Find(opened.Key.Subject, mayMake: false))
                ?? throw new ErasedSubjectException(opened.Key.Subject);
            return Made(entry, opened, storedHash, Slots(entry, opened, null).Select((slot, i) =>
                Salted(slot.Owner, new SaltedUnit(UnitCommitment.Salt(key, entry.Id, i), slot.Content!.Value))));
        }

        var made = Made(entry, opened, storedHash, Slots(entry, opened, kept.Count).Select((slot, i) =>
        {
            if (kept[i].Kind == CommitmentKind.Void)
                return Checked(Void(slot.Owner, storedHash, i), i);
            return slot.Content is { } content && saltKeys.Find(slot.Owner.Subject, mayMake: false) is { } key
                ? Checked(Salted(slot.Owner, new SaltedUnit(UnitCommitment.Salt(key, entry.Id, i), content)), i)
                : new LeafUnit(slot.Owner, kept[i], null);
        }));
        return made.KeepsCommitments
            ? made
            : throw new LogCorruptException($"the log has kept commitments of {entry}, which has no members");

        LeafUnit Checked(LeafUnit unit, int number) => unit.Commitment.Value.AsSpan().SequenceEqual(kept[number].Value)
            ? unit
            : throw new LogCorruptException(
                $"unit {number} of {entry} is not what the log has kept a commitment to: journal or log was changed");
    }

    /// <summary>Whose the units of an entry are, in order.</summary>
    /// <param name="entry">The entry.</param>
    /// <param name="kept">How many commitments are kept beside its leaf; null if none are.</param>
    /// <exception cref="LogCorruptException">So many are not this entry's.</exception>
    public static IReadOnlyList<UnitOwner> Owners(JournalEntry entry, int? kept) =>
        [.. Slots(entry, entry.Open(), kept).Select(s => s.Owner)];

    private static MadeLeaf Made(JournalEntry entry, OpenedEvent opened, byte[] storedHash, IEnumerable<LeafUnit> made)
    {
        List<LeafUnit> units = [.. made];
        var recordedAtUs = (opened.RecordedAt - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;
        var leaf = new Leaf(entry.Id, recordedAtUs, entry.Manifest, storedHash, UnitCommitment.Root(units.Select(u => u.Commitment.Value)));
        return new MadeLeaf(leaf, opened.Key.Subject, units, !opened.Content.Members.IsEmpty);
    }

    private static LeafUnit Salted(UnitOwner owner, SaltedUnit unit) =>
        new(owner, new KeptCommitment(CommitmentKind.Salted, unit.Commitment()), unit);

    private static LeafUnit Void(UnitOwner owner, byte[] storedHash, int number) =>
        new(owner, new KeptCommitment(CommitmentKind.Void, UnitCommitment.Void(storedHash, number)), null);

    // All places for units, also of those that are erased.
    private static List<Slot> Slots(JournalEntry entry, OpenedEvent opened, int? total)
    {
        var (content, subject) = (opened.Content, opened.Key.Subject);
        List<Slot> slots = [.. content.Open.Select(u => new Slot(new UnitOwner(UnitPart.Open, subject), u))];
        // How many the personal units were is in no stored row: what was kept tells, and to a leaf made now they are one.
        var personal = total - content.Open.Length - opened.MemberCounts.Sum() ?? 1;
        Add(new UnitOwner(UnitPart.Personal, subject), content.Personal, personal);
        foreach (var (member, count) in content.Members.Zip(opened.MemberCounts))
            Add(new UnitOwner(UnitPart.Member, member.Subject), member.Units, count);
        return total is null || total == slots.Count
            ? slots
            : throw new LogCorruptException($"the log has kept {total} commitments of {entry}, which has {slots.Count} units");

        void Add(UnitOwner owner, IReadOnlyCollection<ReadOnlyMemory<byte>>? units, int count) => slots.AddRange(units is null
            ? Enumerable.Repeat(new Slot(owner, null), Math.Max(0, count))
            : units.Select(u => new Slot(owner, u)));
    }

    private readonly record struct Slot(UnitOwner Owner, ReadOnlyMemory<byte>? Content);

    // The keys of one entry's subjects, each looked up once; null for one that was destroyed.
    private sealed class SaltKeys(IKeyStore keys, JournalEntry entry, KeyId main)
    {
        private readonly Dictionary<string, byte[]?> _found = [];

        public byte[]? Find(string subject, bool mayMake)
        {
            if (_found.TryGetValue(subject, out var known))
                return known;
            var id = main with { Subject = subject };
            return _found[subject] = keys.Find(id) ?? (keys.IsDestroyed(id) ? null : Make(id, mayMake));
        }

        private byte[]? Make(KeyId id, bool mayMake)
        {
            if (!mayMake)
                throw new LogCorruptException($"the key {id}, which salts the leaf of {entry}, is missing and was not destroyed");
            try
            {
                return keys.GetOrCreate(id);
            }
            catch (ErasedSubjectException)
            {
                // Erased since it was asked for.
                return null;
            }
        }
    }
}
