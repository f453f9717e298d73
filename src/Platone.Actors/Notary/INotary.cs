using Platone.Actors.Kernel.Identity;

namespace Platone.Actors.Notary;

/// <summary>
/// The log as it is read: heads, proofs and bundles (ledger, "The log"). Safe to ask on any node; the notary singleton writes.
/// </summary>
public interface INotary
{
    /// <summary>The newest signed checkpoint as a C2SP signed note; null if nothing is sealed yet.</summary>
    Task<string?> CheckpointAsync(CancellationToken cancellation);

    /// <summary>How many leaves there are, sealed or not, and the ordering of the last.</summary>
    Task<(long Size, long Ordering)> HeadAsync(CancellationToken cancellation);

    /// <summary>RFC 9162 consistency proof between two sizes.</summary>
    /// <exception cref="ArgumentOutOfRangeException">
    /// Not 0 &lt;= <paramref name="from"/> &lt;= <paramref name="to"/> &lt;= size.
    /// </exception>
    Task<IReadOnlyList<byte[]>> ConsistencyAsync(long from, long to, CancellationToken cancellation);

    /// <summary>RFC 9162 inclusion proof of a leaf in the tree of any size up to now.</summary>
    /// <exception cref="ArgumentOutOfRangeException">
    /// Not 0 &lt;= <paramref name="index"/> &lt; <paramref name="size"/> &lt;= size of the log.
    /// </exception>
    Task<IReadOnlyList<byte[]>> InclusionAsync(long index, long size, CancellationToken cancellation);

    /// <summary>The root of the first leaves.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not 0 &lt;= <paramref name="size"/> &lt;= size of the log.</exception>
    Task<byte[]> RootAsync(long size, CancellationToken cancellation);

    /// <summary>The log's verifier key as a C2SP vkey, <c>origin+key id+base64</c>: what outsiders put into their trust files.</summary>
    Task<string> VerifierKeyAsync(CancellationToken cancellation);

    /// <summary>Where the leaf of an event is, and its hash; null if the event does not exist or has no leaf yet.</summary>
    Task<(long Index, byte[] Hash)?> LeafAsync(EventId id, CancellationToken cancellation);

    /// <summary>
    /// The proof bundle of one event, as JSON: entry, leaf index, inclusion proof, checkpoint, and the units asked for with their salts.
    /// Null if the event does not exist or no checkpoint covers it yet.
    /// </summary>
    /// <param name="id">The event.</param>
    /// <param name="units">
    /// Numbers of the units to disclose; null for all, empty for none. Of units that are erased there is only the commitment, also of those
    /// asked for.
    /// </param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="ArgumentOutOfRangeException">The event has no unit of such a number.</exception>
    /// <exception cref="Kernel.Keys.ErasedSubjectException">
    /// The event is about erased subjects only: its leaf is there, its content is not.
    /// </exception>
    Task<string?> BundleAsync(EventId id, IReadOnlyList<int>? units, CancellationToken cancellation);

    /// <summary>
    /// Whose the units of an event are, by their number: what a decision to whom each may be shown needs. Null if the event does not exist
    /// or has no leaf yet.
    /// </summary>
    Task<IReadOnlyList<UnitOwner>?> UnitsAsync(EventId id, CancellationToken cancellation);

    /// <summary>A tile of the C2SP tlog-tiles layout; null if there is none.</summary>
    /// <param name="path">What follows <c>tile/</c>: <c>0/x001/067</c>, <c>0/000.p/5</c>.</param>
    /// <param name="cancellation">Ends it.</param>
    Task<byte[]?> TileAsync(string path, CancellationToken cancellation);

    /// <summary>Seals what is pending now, whatever its count and age: what the notary has read of the journal.</summary>
    Task SealAsync(CancellationToken cancellation);

    /// <summary>
    /// Waits until the log has a leaf of every event that is in the journal when this is called, then seals. So whatever a caller has seen
    /// acknowledged is under the checkpoint when this returns.
    /// </summary>
    /// <param name="cancellation">Ends the wait; nothing is sealed then.</param>
    Task SealAllAsync(CancellationToken cancellation);

    /// <summary>
    /// The seals (signed checkpoints) of trees larger than a size, in rising order; those who mark rows as certified read here.
    /// </summary>
    /// <param name="afterSize">Tree size of the last seal already known; 0 for all.</param>
    /// <param name="cancellation">Ends it.</param>
    Task<IReadOnlyList<Seal>> SealsAsync(long afterSize, CancellationToken cancellation);
}

/// <summary>A signed checkpoint of the log: every journal row up to an ordering is under it.</summary>
/// <param name="TreeSize">Number of leaves.</param>
/// <param name="ThroughOrdering">Journal ordering of its last leaf's event.</param>
/// <param name="SealedAt">When it was signed, UTC.</param>
/// <param name="RootHex">Its root: 64 lower-case hex digits.</param>
public sealed record Seal(long TreeSize, long ThroughOrdering, DateTimeOffset SealedAt, string RootHex);
