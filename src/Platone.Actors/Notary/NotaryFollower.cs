using Platone.Actors.Kernel.Identity;
using Platone.Actors.Kernel.Journal;
using Platone.Actors.Kernel.Keys;
using Platone.Actors.Kernel.Storage;
using Platone.Actors.Notary.Anchoring.ChainAccounts;
using Platone.Actors.Notary.Anchoring.ContractAnchors;
using Platone.Actors.Notary.Leaves;
using Platone.Actors.Notary.Log;
using Platone.Actors.Notary.Merkle;

namespace Platone.Actors.Notary;

/// <summary>
/// The notary on the journal tail: one leaf an event, in journal order, appended in one transaction a batch; seals by count or age.
/// One runs in a cluster; a second one is stopped by the first append of the other.
/// </summary>
public sealed class NotaryFollower : ITailHandler
{
    internal const string HandlerName = "notary";

    private readonly LogStore _store;
    private readonly LeafMaker _leaves;
    private readonly LogSealer _sealer;
    private readonly NotaryOptions _options;
    private readonly TimeProvider _clock;
    private LogHead? _head;
    private TreeEdge _edge = new();
    private long _sealedSize;

    /// <summary>The notary of a ledger.</summary>
    /// <param name="ledger">The ledger database.</param>
    /// <param name="master">Seals the log's key.</param>
    /// <param name="keys">Month keys: the salts come from them.</param>
    /// <param name="options">How it works.</param>
    /// <param name="clock">The clock.</param>
    public NotaryFollower(Database ledger, MasterKey master, IKeyStore keys, NotaryOptions options, TimeProvider clock)
    {
        _store = new LogStore(ledger);
        _leaves = new LeafMaker(keys);
        _sealer = new LogSealer(_store, new LogKeyStore(_store, master, options), clock);
        _options = options;
        _clock = clock;
    }

    /// <inheritdoc/>
    public string Name => HandlerName;

    /// <inheritdoc/>
    public int BatchSize => _options.BatchSize;

    /// <inheritdoc/>
    /// <exception cref="LogCorruptException">The tiles do not have the root of the head.</exception>
    public async Task<long> StartAsync(CancellationToken cancellation)
    {
        _head = null;
        var head = await _store.HeadAsync(cancellation).ConfigureAwait(false);
        _edge = await _store.EdgeAsync(head, cancellation).ConfigureAwait(false);
        _sealedSize = (await _store.LatestCheckpointAsync(cancellation).ConfigureAwait(false))?.Size ?? 0;
        _head = head;
        return head.Ordering;
    }

    /// <inheritdoc/>
    public async Task HandleAsync(long from, IReadOnlyList<JournalEntry> batch, CancellationToken cancellation)
    {
        if (batch.Count == 0)
            return;
        if (_head is not { } head || head.Ordering != from)
            throw new OffsetMovedException(Name);
        var edge = _edge.Copy();
        var leaves = new List<NewLeaf>(batch.Count);
        foreach (var entry in batch)
        {
            if (entry.Ordering <= (leaves.Count == 0 ? from : leaves[^1].Ordering))
                throw new ArgumentException($"{entry} is not in journal order", nameof(batch));
            var made = _leaves.Make(entry);
            var leaf = new NewLeaf(entry.Ordering, made.Leaf.Hash(), made.KeepsCommitments ? KeptCommitment.Encode(made.Units) : null,
                AsksForSeal(entry.Id));
            edge.Append(leaf.Hash);
            leaves.Add(leaf);
        }
        // Whether a failed append took effect is not known: until the next start there is no head to go on from.
        _head = null;
        _head = await _store.AppendAsync(head, edge, leaves, _clock.GetUtcNow(), cancellation).ConfigureAwait(false);
        _edge = edge;
    }

    /// <inheritdoc/>
    public async Task IdleAsync(CancellationToken cancellation)
    {
        if (_head is not { } head || head.Size == _sealedSize)
            return;
        var isFull = head.Size - _sealedSize >= _options.SealLeaves;
        if (head.PendingSince is not { } since || (!isFull && _clock.GetUtcNow() - since < _options.SealAge))
            return;
        await _sealer.SealAsync(cancellation).ConfigureAwait(false);
        _sealedSize = head.Size;
        _head = head with { PendingSince = null };
    }

    // An anchor follows a seal, and its events follow the anchor: were they to ask for the next seal, an idle system would never rest.
    private static bool AsksForSeal(EventId id) =>
        !id.PersistenceId.StartsWith(ContractAnchorCommand.EntityKind + "-", StringComparison.Ordinal)
        && !id.PersistenceId.StartsWith(ChainAccountCommand.EntityKind + "-", StringComparison.Ordinal);
}
