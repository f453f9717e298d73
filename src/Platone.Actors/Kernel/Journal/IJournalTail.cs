namespace Platone.Actors.Kernel.Journal;

/// <summary>
/// The journal in its order, up to the safe horizon: below it no row can appear any more. Shared by all readers (projections,
/// notary, process managers), each with its own durable offset.
/// </summary>
public interface IJournalTail
{
    /// <summary>The next final rows after a position; empty if there are none now.</summary>
    /// <param name="after">Ordering of the last row already read; 0 for the beginning.</param>
    /// <param name="max">At most so many.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="JournalHoleException">A persistence id's sequence numbers are not contiguous: the journal was damaged.</exception>
    Task<IReadOnlyList<JournalEntry>> ReadAsync(long after, int max, CancellationToken cancellation);

    /// <summary>Ordering of the row written last, final or not; 0 if there is none.</summary>
    Task<long> LastOrderingAsync(CancellationToken cancellation);

    /// <summary>Returns when something may have been written, or after the poll interval.</summary>
    Task WaitAsync(CancellationToken cancellation);
}

/// <summary>The journal lacks an event it must have.</summary>
/// <param name="message">Which.</param>
public sealed class JournalHoleException(string message) : Exception(message);
