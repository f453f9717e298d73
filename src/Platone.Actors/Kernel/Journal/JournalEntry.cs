using Platone.Actors.Kernel.Identity;
using Platone.Actors.Serialization;

namespace Platone.Actors.Kernel.Journal;

/// <summary>One row of the journal as stored, with its event decoded on first use.</summary>
/// <param name="codec">Decodes.</param>
/// <param name="ordering">Position in the journal; rises, with gaps.</param>
/// <param name="id">Stream and number in it.</param>
/// <param name="manifest">Manifest of the payload.</param>
/// <param name="stored">The exact stored bytes.</param>
public sealed class JournalEntry(EventCodec codec, long ordering, EventId id, string manifest, ReadOnlyMemory<byte> stored)
{
    private readonly Lock _caching = new();
    private volatile object? _event;
    private int _forgotten;

    /// <summary>A row whose event is at hand already, without its bytes: for readers that only look at events.</summary>
    internal JournalEntry(EventCodec codec, long ordering, EventId id, string manifest, object @event)
        : this(codec, ordering, id, manifest, ReadOnlyMemory<byte>.Empty) => _event = @event;

    /// <summary>Position in the journal; rises, with gaps.</summary>
    public long Ordering { get; } = ordering;

    /// <summary>Stream and number in it.</summary>
    public EventId Id { get; } = id;

    /// <summary>Manifest of the payload.</summary>
    public string Manifest { get; } = manifest;

    /// <summary>The exact stored bytes.</summary>
    public ReadOnlyMemory<byte> Stored { get; } = stored;

    /// <summary>The type of <see cref="Event"/>, known without decoding it: most readers want few types.</summary>
    /// <exception cref="UnregisteredTypeException">No codec table has the manifest.</exception>
    public Type EventType => _event?.GetType() ?? codec.Registry.For(Manifest).Type;

    /// <summary>The event; without its personal fields if they were erased.</summary>
    /// <exception cref="CorruptEventException">The bytes are not what was stored.</exception>
    public object Event => _event ?? Decode();

    /// <summary>Whether the decoded event is in memory.</summary>
    internal bool IsDecoded => _event is not null;

    /// <summary>Envelope and units, for the log.</summary>
    /// <exception cref="CorruptEventException">The bytes are not what was stored.</exception>
    public OpenedEvent Open() => codec.Open(Manifest, Stored);

    /// <summary>Lets go of the decoded event; the next use decodes it again, with the keys there are then.</summary>
    internal void Forget()
    {
        if (Stored.IsEmpty)
            return;
        lock (_caching)
        {
            _forgotten++;
            _event = null;
        }
    }

    private object Decode()
    {
        var known = Volatile.Read(ref _forgotten);
        var decoded = codec.Decode(Manifest, Stored);
        // Decoded before keys were destroyed, it must not be kept after.
        lock (_caching)
        {
            if (known == _forgotten)
                _event = decoded;
        }
        return decoded;
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Ordering} {Id} {Manifest}";
}
