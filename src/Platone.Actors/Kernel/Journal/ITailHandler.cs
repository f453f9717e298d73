namespace Platone.Actors.Kernel.Journal;

/// <summary>Something that follows the journal: handles batches in order and keeps its own offset, durably.</summary>
public interface ITailHandler
{
    /// <summary>Its stable name: kebab-case; the key of its offset.</summary>
    string Name { get; }

    /// <summary>How many rows it wants at most in one batch.</summary>
    int BatchSize { get; }

    /// <summary>Prepares its store and reads the ordering of the last row it has handled; 0 if none.</summary>
    Task<long> StartAsync(CancellationToken cancellation);

    /// <summary>
    /// Handles a batch and moves the offset from <paramref name="from"/> to its last row, in one transaction wherever the effects are
    /// in a database. A crash at any await must be harmless: the batch comes again.
    /// </summary>
    /// <exception cref="OffsetMovedException">Another runner moved the offset: this one must stop.</exception>
    Task HandleAsync(long from, IReadOnlyList<JournalEntry> batch, CancellationToken cancellation);

    /// <summary>Called after every batch and, while there is nothing to read, at every wake-up; for work that depends on time (sealing by age).</summary>
    Task IdleAsync(CancellationToken cancellation) => Task.CompletedTask;
}

/// <summary>The offset was not where this runner left it: another one owns it now.</summary>
/// <param name="name">Whose offset.</param>
public sealed class OffsetMovedException(string name) : Exception($"the offset of {name} was moved by another runner")
{
    /// <summary>Whose offset.</summary>
    public string Name { get; } = name;
}
