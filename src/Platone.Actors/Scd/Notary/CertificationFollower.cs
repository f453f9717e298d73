using LinqToDB;
using LinqToDB.Async;
using Platone.Actors.Kernel.Journal;
using Platone.Actors.Notary;
using Platone.Actors.Scd.Following;
using Platone.Actors.Scd.Storage;

namespace Platone.Actors.Scd.Notary;

/// <summary>
/// Brings the notary's seals into the SCD, so that every row can say which checkpoint covers it. Apart from the projections: a log that
/// cannot be read must not hold them up. It takes nothing from the journal's rows themselves; they and the wake-ups only set its pace.
/// </summary>
public sealed class CertificationFollower : ITailHandler
{
    private readonly ScdStore _store;
    private readonly Func<long, CancellationToken, Task<IReadOnlyList<Seal>>> _sealsAfter;

    /// <summary>A follower of the log.</summary>
    /// <param name="store">The SCD.</param>
    /// <param name="notary">The log.</param>
    public CertificationFollower(ScdStore store, INotary notary)
        : this(store, notary.SealsAsync)
    {
    }

    internal CertificationFollower(ScdStore store, Func<long, CancellationToken, Task<IReadOnlyList<Seal>>> sealsAfter) =>
        (_store, _sealsAfter) = (store, sealsAfter);

    /// <inheritdoc/>
    public string Name => AllProjections.Certification;

    /// <inheritdoc/>
    public int BatchSize => 1_000;

    /// <inheritdoc/>
    public async Task<long> StartAsync(CancellationToken cancellation)
    {
        await using var connection = await _store.OpenAsync(cancellation).ConfigureAwait(false);
        return await connection.GetTable<SealRecord>().MaxAsync(s => (long?)s.ThroughOrdering, cancellation).ConfigureAwait(false) ?? 0;
    }

    /// <inheritdoc/>
    public Task HandleAsync(long from, IReadOnlyList<JournalEntry> batch, CancellationToken cancellation) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task IdleAsync(CancellationToken cancellation) => PullAsync(cancellation);

    /// <summary>Adds the seals that are not in the SCD yet. Repeatable.</summary>
    public async Task PullAsync(CancellationToken cancellation)
    {
        await using var connection = await _store.OpenAsync(cancellation).ConfigureAwait(false);
        var known = await connection.GetTable<SealRecord>().MaxAsync(s => (long?)s.TreeSize, cancellation).ConfigureAwait(false) ?? 0;
        var seals = await _sealsAfter(known, cancellation).ConfigureAwait(false);
        if (seals.Count == 0)
            return;
        await using var transaction = await _store.BeginAsync(connection, cancellation).ConfigureAwait(false);
        await connection.ReplaceAsync<SealRecord>([.. seals.Select(Record)], cancellation).ConfigureAwait(false);
        await transaction.CommitAsync(cancellation).ConfigureAwait(false);
    }

    private static SealRecord Record(Seal seal) => new()
    {
        TreeSize = seal.TreeSize, ThroughOrdering = seal.ThroughOrdering, SealedAtUs = seal.SealedAt.Us(), RootHex = seal.RootHex,
    };
}
