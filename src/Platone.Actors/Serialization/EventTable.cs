using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Globalization;
using Google.Protobuf;
using Platone.Actors.Kernel.Aggregates;

namespace Platone.Actors.Serialization;

/// <summary>
/// One row of a codec table: a CLR type, its short versioned manifest (<c>ln.readings-recorded.1</c>), and how its content is
/// encoded and decoded. Old manifests stay for ever as rows that only decode.
/// </summary>
public sealed class EventCodecRow
{
    internal EventCodecRow(string manifest, Type type, Func<object, EventContent>? encode, Func<DecodingEvent, object> decode,
        Func<object, string>? subject, Func<object, DateTimeOffset>? recordedAt, UnitLayout? layout = null)
    {
        (Manifest, Type, Encode, Decode, Subject, RecordedAt) = (manifest, type, encode, decode, subject, recordedAt);
        Layout = layout;
    }

    /// <summary>Aggregate code, name and version, for example <c>ln.readings-recorded.1</c>.</summary>
    public string Manifest { get; }

    /// <summary>The CLR type it decodes to.</summary>
    public Type Type { get; }

    /// <summary>Whether new objects are written with this manifest (an old version is only read).</summary>
    public bool IsCurrent => Encode is not null;

    internal Func<object, EventContent>? Encode { get; }

    internal Func<DecodingEvent, object> Decode { get; }

    internal Func<object, string>? Subject { get; }

    internal Func<object, DateTimeOffset>? RecordedAt { get; }

    internal UnitLayout? Layout { get; }
}

/// <summary>What a decoder gets: the units, and the time the event was recorded.</summary>
/// <param name="RecordedAt">UTC, to the microsecond.</param>
/// <param name="Content">The units; <see cref="EventContent.Personal"/> is null if they were erased.</param>
public readonly record struct DecodingEvent(DateTimeOffset RecordedAt, EventContent Content);

/// <summary>
/// The codec table of one aggregate, built and registered by the aggregate's own folder.
/// <code>
/// EventTable.For("pod")
///     .Event&lt;PodRegistered&gt;("registered", 1, e => $"pod-{e.Id}", Encode, Decode)
///     .Build();
/// </code>
/// </summary>
public sealed class EventTable
{
    private EventTable(string aggregate, IReadOnlyList<EventCodecRow> rows) => (Aggregate, Rows) = (aggregate, rows);

    /// <summary>The aggregate's code, the first part of its manifests.</summary>
    public string Aggregate { get; }

    /// <summary>All rows, current and old.</summary>
    public IReadOnlyList<EventCodecRow> Rows { get; }

    /// <summary>Begins the table of an aggregate.</summary>
    /// <param name="aggregate">Its short code: <c>ln</c>, <c>pod</c>, <c>ms</c>.</param>
    public static Builder For(string aggregate) => new(aggregate);

    /// <summary>Collects the rows of one table.</summary>
    public sealed class Builder
    {
        private readonly string _aggregate;
        private readonly List<EventCodecRow> _rows = [];

        internal Builder(string aggregate) => _aggregate = aggregate;

        /// <summary>An event in its current version.</summary>
        /// <typeparam name="TEvent">The event.</typeparam>
        /// <param name="name">Kebab-case past tense, without the aggregate.</param>
        /// <param name="version">1 or more.</param>
        /// <param name="subject">The persistence id of the POD or entity whose month key seals and salts it.</param>
        /// <param name="encode">Splits it into units.</param>
        /// <param name="decode">Puts it together again, also without its personal units.</param>
        public Builder Event<TEvent>(string name, int version, Func<TEvent, string> subject,
            Func<TEvent, EventContent> encode, Func<DecodingEvent, TEvent> decode)
            where TEvent : class, IDomainEvent => Event(name, version, subject, encode, decode, null);

        internal Builder Event<TEvent>(string name, int version, Func<TEvent, string> subject,
            Func<TEvent, EventContent> encode, Func<DecodingEvent, TEvent> decode, UnitLayout? layout)
            where TEvent : class, IDomainEvent
        {
            _rows.Add(new EventCodecRow(Manifest(name, version), typeof(TEvent), e => encode((TEvent)e), d => decode(d),
                e => subject((TEvent)e), e => ((TEvent)e).RecordedAt, layout));
            return this;
        }

        /// <summary>An old version of an event: read for ever, written no more; its decoder gives today's event.</summary>
        public Builder Old<TEvent>(string name, int version, Func<DecodingEvent, TEvent> upcast)
            where TEvent : class, IDomainEvent
        {
            _rows.Add(new EventCodecRow(Manifest(name, version), typeof(TEvent), null, d => upcast(d), null, null));
            return this;
        }

        internal Builder Old<TEvent>(string name, int version, Func<DecodingEvent, TEvent> upcast, UnitLayout layout)
            where TEvent : class, IDomainEvent
        {
            _rows.Add(new EventCodecRow(Manifest(name, version), typeof(TEvent), null, d => upcast(d), null, null, layout));
            return this;
        }

        /// <summary>The aggregate's snapshot. Snapshots are only an optimisation: an old version may be dropped.</summary>
        /// <param name="version">1 or more.</param>
        /// <param name="subject">Whose key seals it.</param>
        /// <param name="recordedAt">The time whose month's key seals it: of the last event folded.</param>
        /// <param name="encode">Splits it into open and personal units.</param>
        /// <param name="decode">Puts it together again, also without its personal units.</param>
        public Builder Snapshot<TState>(int version, Func<TState, string> subject, Func<TState, DateTimeOffset> recordedAt,
            Func<TState, EventContent> encode, Func<DecodingEvent, TState> decode)
            where TState : class, ISnapshotState => Snapshot(version, subject, recordedAt, encode, decode, null);

        internal Builder Snapshot<TState>(int version, Func<TState, string> subject, Func<TState, DateTimeOffset> recordedAt,
            Func<TState, EventContent> encode, Func<DecodingEvent, TState> decode, UnitLayout? layout)
            where TState : class, ISnapshotState
        {
            _rows.Add(new EventCodecRow(Manifest("snapshot", version), typeof(TState), s => encode((TState)s), d => decode(d),
                s => subject((TState)s), s => recordedAt((TState)s), layout));
            return this;
        }

        // An old version of a snapshot that still shortens recovery.
        internal Builder OldSnapshot<TState>(int version, Func<DecodingEvent, TState> decode, UnitLayout layout)
            where TState : class, ISnapshotState
        {
            _rows.Add(new EventCodecRow(Manifest("snapshot", version), typeof(TState), null, d => decode(d), null, null, layout));
            return this;
        }

        /// <summary>The finished table.</summary>
        public EventTable Build() => new(_aggregate, _rows);

        private string Manifest(string name, int version) => string.Create(CultureInfo.InvariantCulture, $"{_aggregate}.{name}.{version}");
    }
}

/// <summary>Shapes of content that most rows use.</summary>
public static class Content
{
    /// <summary>One open unit.</summary>
    internal static EventContent Open(IMessage message) => new([message.ToByteArray()], []);

    /// <summary>One open unit and any number of personal ones.</summary>
    internal static EventContent With(IMessage open, params IEnumerable<IMessage> personal) =>
        new([open.ToByteArray()], Units(personal));

    /// <summary>The same content with units of members besides.</summary>
    /// <param name="content">What is not about a member.</param>
    /// <param name="members">
    /// Each member's persistence id (<c>pod-…</c>) and units, in the order they are numbered; null units where they had been erased when
    /// they were read (a snapshot of what was).
    /// </param>
    internal static EventContent WithMembers<TUnits>(this EventContent content, IEnumerable<(string Subject, TUnits Units)> members)
        where TUnits : IEnumerable<IMessage>? => content with
        {
            Members = [.. content.Members, .. members.Select(m => new MemberUnits(m.Subject, m.Units is null ? null : Units(m.Units)))],
        };

    private static ImmutableArray<ReadOnlyMemory<byte>> Units(IEnumerable<IMessage> messages) =>
        [.. messages.Select(m => (ReadOnlyMemory<byte>)m.ToByteArray())];
}

/// <summary>All tables together: finds rows by type and by manifest.</summary>
public sealed class EventRegistry
{
    private readonly FrozenDictionary<Type, EventCodecRow> _byType;
    private readonly FrozenDictionary<string, EventCodecRow> _byManifest;

    /// <summary>Joins the tables.</summary>
    /// <exception cref="ArgumentException">A manifest, or the current row of a type, is there twice.</exception>
    public EventRegistry(params IEnumerable<EventTable> tables)
    {
        var rows = tables.SelectMany(t => t.Rows).ToList();
        _byManifest = rows.ToFrozenDictionary(r => r.Manifest);
        _byType = rows.Where(r => r.IsCurrent).ToFrozenDictionary(r => r.Type);
    }

    /// <summary>All rows by manifest, in ordinal order.</summary>
    public IEnumerable<EventCodecRow> Rows => _byManifest.Values.OrderBy(r => r.Manifest, StringComparer.Ordinal);

    /// <summary>The row that writes a type.</summary>
    /// <exception cref="UnregisteredTypeException">No table has it.</exception>
    public EventCodecRow For(Type type) => _byType.TryGetValue(type, out var row)
        ? row
        : throw new UnregisteredTypeException($"{type.FullName} is in no codec table");

    /// <summary>The row that reads a manifest.</summary>
    /// <exception cref="UnregisteredTypeException">No table has it.</exception>
    public EventCodecRow For(string manifest) => _byManifest.TryGetValue(manifest, out var row)
        ? row
        : throw new UnregisteredTypeException($"the manifest '{manifest}' is in no codec table");
}

/// <summary>A type or manifest that no codec table has: nothing is ever written or read by guessing.</summary>
/// <param name="message">Which.</param>
public sealed class UnregisteredTypeException(string message) : System.Runtime.Serialization.SerializationException(message);
