using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using Google.Protobuf;
using Platone.Actors.Kernel.Journal;
using Platone.Actors.Kernel.Keys;
using Platone.Actors.Kernel.Time;
using Platone.Actors.Serialization.Wire;

namespace Platone.Actors.Serialization;

/// <summary>Between objects and the journal's stored bytes: table row, envelope, encryption of personal units.</summary>
/// <param name="registry">The tables.</param>
/// <param name="keys">The keys per subject and month.</param>
public sealed class EventCodec(EventRegistry registry, IKeyStore keys)
{
    private const int NonceBytes = 12;
    private const int TagBytes = 16;

    // A unit in a UnitList has at least its tag and its length.
    private const int MinUnitBytes = 2;

    /// <summary>The tables.</summary>
    public EventRegistry Registry { get; } = registry;

    /// <summary>The manifest an object is stored under.</summary>
    /// <exception cref="UnregisteredTypeException">Its type is in no table.</exception>
    public string ManifestOf(object value) => Registry.For(value.GetType()).Manifest;

    /// <summary>
    /// Whom an entry has units of: the event's own subject first, then its members, each once. Needs no key; members that were erased
    /// before the entry was written are not among them.
    /// </summary>
    /// <exception cref="CorruptEventException">The bytes are not what was stored.</exception>
    public static IReadOnlyList<string> SubjectsOf(JournalEntry entry)
    {
        var message = Parse(entry.Manifest, entry.Stored);
        return [.. message.Members.Where(m => !m.Sealed.IsEmpty).Select(m => m.Subject).Prepend(message.Subject).Distinct()];
    }

    /// <summary>How many units an entry has of each member, in their order. Needs no key, so it is the same after an erasure.</summary>
    /// <exception cref="CorruptEventException">The bytes are not what was stored.</exception>
    internal static IEnumerable<(string Subject, int Units)> MembersOf(JournalEntry entry) =>
        Parse(entry.Manifest, entry.Stored).Members.Select(m => (m.Subject, m.Units));

    /// <summary>The bytes to store. Of a member that was erased nothing is stored but its name.</summary>
    /// <exception cref="UnregisteredTypeException">Its type is in no table.</exception>
    /// <exception cref="ErasedSubjectException">It is about a subject that was erased.</exception>
    public byte[] Encode(object value)
    {
        var row = Registry.For(value.GetType());
        var recordedAt = row.RecordedAt!(value);
        var key = KeyId.For(row.Subject!(value), recordedAt);
        // Also where no unit is personal: the log salts its commitments with the key, so nothing may be recorded about an erased subject.
        _ = keys.GetOrCreate(key);
        var content = row.Encode!(value);
        var stored = new StoredEvent { RecordedAt = Instant.Microseconds(recordedAt), Subject = key.Subject, Month = key.Month };
        foreach (var unit in content.Open)
            stored.Open.Add(UnsafeByteOperations.UnsafeWrap(unit));
        if (content.Personal is { Length: > 0 } personal)
            stored.Sealed = UnsafeByteOperations.UnsafeWrap(Seal(personal, row.Manifest, key));
        foreach (var member in content.Members)
            stored.Members.Add(Stored(member, row.Manifest, key.Month));
        return stored.ToByteArray();
    }

    /// <summary>The object that bytes were stored from; without its personal units if their key was destroyed.</summary>
    /// <exception cref="UnregisteredTypeException">The manifest is in no table.</exception>
    /// <exception cref="CorruptEventException">The bytes are not what was stored.</exception>
    public object Decode(string manifest, ReadOnlyMemory<byte> stored)
    {
        _ = Registry.For(manifest);
        return Decode(manifest, Open(manifest, stored));
    }

    /// <summary>The object of stored bytes that are opened already: who needs both opens them once.</summary>
    /// <exception cref="UnregisteredTypeException">The manifest is in no table.</exception>
    /// <exception cref="CorruptEventException">The bytes are not what was stored.</exception>
    internal object Decode(string manifest, OpenedEvent opened)
    {
        var row = Registry.For(manifest);
        try
        {
            return row.Decode(new DecodingEvent(opened.RecordedAt, opened.Content));
        }
        catch (Exception e) when (e is InvalidProtocolBufferException or ArgumentException or FormatException or OverflowException)
        {
            // What the readers of protobuf, ids, instants and integers raise for values that no encoder writes.
            throw new CorruptEventException($"the units of a '{manifest}' of {opened.Key} are not what is written there: {e.Message}", e);
        }
    }

    /// <summary>The envelope and units of stored bytes, without making the event of them; what the log and a disclosure need.</summary>
    /// <exception cref="CorruptEventException">The bytes are not what was stored.</exception>
    public OpenedEvent Open(string manifest, ReadOnlyMemory<byte> stored)
    {
        var message = Parse(manifest, stored);
        DateTimeOffset recordedAt;
        try
        {
            recordedAt = Instant.FromMicroseconds(message.RecordedAt);
        }
        catch (ArgumentOutOfRangeException e)
        {
            throw new CorruptEventException($"a '{manifest}' was recorded at {message.RecordedAt} us, which is no instant", e);
        }

        var key = new KeyId(message.Subject, message.Month);
        ImmutableArray<ReadOnlyMemory<byte>>? personal = message.Sealed.IsEmpty ? [] : Unseal(message.Sealed, manifest, key);
        var content = new EventContent([.. message.Open.Select(u => u.Memory)], personal)
        {
            Members = [.. message.Members.Select(m => new MemberUnits(m.Subject, Unseal(m, manifest, key.Month)))],
        };
        return new OpenedEvent(recordedAt, key, content)
        {
            MemberCounts = [.. message.Members.Select(m => m.Units)],
        };
    }

    private static StoredEvent Parse(string manifest, ReadOnlyMemory<byte> stored)
    {
        try
        {
            return StoredEvent.Parser.ParseFrom(stored.Span);
        }
        catch (InvalidProtocolBufferException e)
        {
            throw new CorruptEventException($"the stored bytes of a '{manifest}' are not a StoredEvent: {e.Message}", e);
        }
    }

    private StoredMember Stored(MemberUnits member, string manifest, int month)
    {
        var stored = new StoredMember { Subject = member.Subject };
        if (member.Units is not { } units)
            return stored;
        try
        {
            // An empty list is sealed as well: what has no sealed part reads as erased.
            stored.Sealed = UnsafeByteOperations.UnsafeWrap(Seal(units, manifest, new KeyId(member.Subject, month)));
            stored.Units = units.Length;
        }
        catch (ErasedSubjectException)
        {
            // The event is not the member's alone: the rest must be written. (Asking first would cost a query where nobody is erased.)
        }
        return stored;
    }

    private ImmutableArray<ReadOnlyMemory<byte>>? Unseal(StoredMember member, string manifest, int month)
    {
        var key = new KeyId(member.Subject, month);
        if (member.Units < 0 || member.Units > Math.Max(0, member.Sealed.Length - NonceBytes - TagBytes) / MinUnitBytes)
            throw new CorruptEventException($"the sealed part of a '{manifest}' under {key} cannot hold {member.Units} units");
        if (member.Sealed.IsEmpty)
            return null;
        var units = Unseal(member.Sealed, manifest, key);
        return units is null || units.Value.Length == member.Units
            ? units
            : throw new CorruptEventException(
                $"the sealed part of a '{manifest}' under {key} has {units.Value.Length} units, not {member.Units}");
    }

    private byte[] Seal(ImmutableArray<ReadOnlyMemory<byte>> units, string manifest, KeyId key)
    {
        var list = new UnitList();
        foreach (var unit in units)
            list.Units.Add(UnsafeByteOperations.UnsafeWrap(unit));
        var size = list.CalculateSize();
        var sealedBytes = new byte[NonceBytes + size + TagBytes];
        var nonce = sealedBytes.AsSpan(0, NonceBytes);
        RandomNumberGenerator.Fill(nonce);
        var text = sealedBytes.AsSpan(NonceBytes, size);
        list.WriteTo(text);
        using var aes = new AesGcm(keys.GetOrCreate(key), TagBytes);
        aes.Encrypt(nonce, text, text, sealedBytes.AsSpan(NonceBytes + size), AssociatedData(manifest, key));
        return sealedBytes;
    }

    private ImmutableArray<ReadOnlyMemory<byte>>? Unseal(ByteString sealedUnits, string manifest, KeyId key)
    {
        if (keys.Find(key) is not { } secret)
            return keys.IsDestroyed(key)
                ? null
                : throw new CorruptEventException($"the key {key} of a '{manifest}' is missing and was not destroyed");
        var bytes = sealedUnits.Span;
        if (bytes.Length < NonceBytes + TagBytes)
            throw new CorruptEventException($"the sealed part of a '{manifest}' has only {bytes.Length} bytes");
        var text = new byte[bytes.Length - NonceBytes - TagBytes];
        using var aes = new AesGcm(secret, TagBytes);
        try
        {
            aes.Decrypt(bytes[..NonceBytes], bytes[NonceBytes..^TagBytes], bytes[^TagBytes..], text, AssociatedData(manifest, key));
            return [.. UnitList.Parser.ParseFrom(text).Units.Select(u => u.Memory)];
        }
        catch (Exception e) when (e is AuthenticationTagMismatchException or InvalidProtocolBufferException)
        {
            throw new CorruptEventException($"the sealed part of a '{manifest}' under {key} was changed", e);
        }
    }

    private static byte[] AssociatedData(string manifest, KeyId key) =>
        Encoding.UTF8.GetBytes($"{manifest}\0{key.Subject}\0{key.Month}");
}

/// <summary>Stored bytes, opened: when recorded, under which key, and the units.</summary>
/// <param name="RecordedAt">UTC, to the microsecond.</param>
/// <param name="Key">The key that seals and salts; a member's has its own subject and the same month.</param>
/// <param name="Content">
/// The units; <see cref="EventContent.Personal"/> and <see cref="MemberUnits.Units"/> are null if they were erased.
/// </param>
public sealed record OpenedEvent(DateTimeOffset RecordedAt, KeyId Key, EventContent Content)
{
    /// <summary>
    /// How many units of each of <see cref="EventContent.Members"/> are stored: known also after their key was destroyed. 0 where they had
    /// been erased when the event was written.
    /// </summary>
    public ImmutableArray<int> MemberCounts { get; init; } = [];
}

/// <summary>Stored bytes that are not what was written.</summary>
/// <param name="message">What is wrong.</param>
/// <param name="inner">The cause.</param>
public sealed class CorruptEventException(string message, Exception? inner = null) : Exception(message, inner);
