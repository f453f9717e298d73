using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using Platone.Actors.Kernel.Aggregates;
using Platone.Actors.Kernel.Identity;
using Platone.Actors.Kernel.Journal;
using Platone.Actors.Kernel.Keys;
using Platone.Actors.Serialization;

namespace Platone.Actors.Tests.Notary.Testing;

/// <summary>An event with any units.</summary>
public sealed record Noted(string Subject, ImmutableArray<string> Open, ImmutableArray<string>? Personal, DateTimeOffset RecordedAt)
    : IDomainEvent
{
    /// <summary>Others it is about, and the units of each.</summary>
    public ImmutableArray<(string Subject, ImmutableArray<string>? Units)> Members { get; init; } = [];
}

/// <summary>A journal in memory, of rows encoded by the real codec.</summary>
public sealed class TestJournal : IJournalTail, IJournalRows
{
    private static readonly EventTable Table = EventTable.For("test")
        .Event("noted", 1, e => e.Subject,
            e => new EventContent(Bytes(e.Open), Bytes(e.Personal!.Value))
            {
                Members = [.. e.Members.Select(m => new MemberUnits(m.Subject, m.Units is { } u ? Bytes(u) : null))],
            },
            d => new Noted("", Texts(d.Content.Open), d.Content.Personal is { } p ? Texts(p) : null, d.RecordedAt)
            {
                Members = [.. d.Content.Members.Select(m => (m.Subject, m.Units is { } u ? (ImmutableArray<string>?)Texts(u) : null))],
            })
        .Build();

    private readonly EventCodec _codec;
    private readonly List<JournalEntry> _rows = [];
    private readonly Dictionary<string, long> _sequenceNrs = [];

    public TestJournal(IKeyStore keys) => _codec = new EventCodec(new EventRegistry(Table), keys);

    public IReadOnlyList<JournalEntry> Rows => _rows;

    public static DateTimeOffset Start { get; } = new(2026, 11, 22, 9, 0, 0, TimeSpan.Zero);

    /// <summary>Appends an event; orderings have gaps.</summary>
    public JournalEntry Append(string subject, IEnumerable<string> open, IEnumerable<string> personal,
        params (string Subject, ImmutableArray<string>? Units)[] members)
    {
        var noted = new Noted(subject, [.. open], [.. personal], Start.AddSeconds(_rows.Count).AddMicroseconds(123_457))
        {
            Members = [.. members],
        };
        return Append(subject, Encode(noted));
    }

    /// <summary>Appends what was encoded before.</summary>
    public JournalEntry Append(string subject, byte[] stored)
    {
        var sequenceNr = _sequenceNrs[subject] = _sequenceNrs.GetValueOrDefault(subject) + 1;
        _rows.Add(new JournalEntry(_codec, _rows.Count * 3 + 7, new EventId(subject, sequenceNr), "test.noted.1", stored));
        return _rows[^1];
    }

    /// <summary>The bytes that will be appended some time.</summary>
    public byte[] Encode(Noted noted) => _codec.Encode(noted);

    /// <summary>Appends events of three PODs in turn.</summary>
    public void Fill(int count)
    {
        for (var i = 0; i < count; i++)
            Append($"pod-{i % 3}", ["open"], Enumerable.Range(0, i % 4).Select(u => $"reading {i}.{u}"));
    }

    /// <summary>Puts another entry in the place of one, as a forger would.</summary>
    public void Replace(int index, byte[] stored) =>
        _rows[index] = new JournalEntry(_codec, _rows[index].Ordering, _rows[index].Id, _rows[index].Manifest, stored);

    /// <summary>The bytes that an event of other content has.</summary>
    public byte[] Encode(string subject, string open) => _codec.Encode(new Noted(subject, [open], [], Start));

    public Task<IReadOnlyList<JournalEntry>> ReadAsync(long after, int max, CancellationToken cancellation) =>
        Task.FromResult<IReadOnlyList<JournalEntry>>([.. _rows.Where(r => r.Ordering > after).Take(max)]);

    public Task<long> LastOrderingAsync(CancellationToken cancellation) => Task.FromResult(_rows.Count == 0 ? 0 : _rows[^1].Ordering);

    public Task WaitAsync(CancellationToken cancellation) => Task.CompletedTask;

    public Task<JournalEntry?> LastAsync(CancellationToken cancellation) => Task.FromResult(_rows.LastOrDefault());

    public Task<JournalEntry?> FindAsync(EventId id, CancellationToken cancellation) =>
        Task.FromResult(_rows.SingleOrDefault(r => r.Id == id));

    public Task<IReadOnlyList<JournalEntry>> StreamAsync(string persistenceId, long after, int max, CancellationToken cancellation) =>
        Task.FromResult<IReadOnlyList<JournalEntry>>(
            [.. _rows.Where(r => r.Id.PersistenceId == persistenceId && r.Id.SequenceNr > after).OrderBy(r => r.Id.SequenceNr).Take(max)]);

    private static ImmutableArray<ReadOnlyMemory<byte>> Bytes(ImmutableArray<string> units) =>
        [.. units.Select(u => (ReadOnlyMemory<byte>)Encoding.UTF8.GetBytes(u))];

    private static ImmutableArray<string> Texts(ImmutableArray<ReadOnlyMemory<byte>> units) =>
        [.. units.Select(u => Encoding.UTF8.GetString(u.Span))];
}

/// <summary>Keys in memory.</summary>
public sealed class MemoryKeyStore : IKeyStore
{
    private readonly Dictionary<KeyId, byte[]> _keys = [];
    private readonly HashSet<string> _erased = [];

    public byte[] GetOrCreate(KeyId id)
    {
        if (_erased.Contains(id.Subject))
            throw new ErasedSubjectException(id.Subject);
        if (!_keys.TryGetValue(id, out var key))
            _keys[id] = key = SHA256.HashData(Encoding.UTF8.GetBytes(id.ToString()));
        return key;
    }

    public byte[]? Find(KeyId id) => _keys.GetValueOrDefault(id);

    public bool IsErased(string subject) => _erased.Contains(subject);

    public void Erase(string subject, DateTimeOffset at)
    {
        _erased.Add(subject);
        foreach (var id in _keys.Keys.Where(k => k.Subject == subject).ToList())
            _keys.Remove(id);
    }

    /// <summary>Loses a key, as a damaged store would.</summary>
    public void Lose(KeyId id) => _keys.Remove(id);
}
