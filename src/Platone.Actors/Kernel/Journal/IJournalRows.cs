using Platone.Actors.Kernel.Identity;

namespace Platone.Actors.Kernel.Journal;

/// <summary>Single rows of the journal, by the event's name.</summary>
public interface IJournalRows
{
    /// <summary>The row of an event; null if the journal has none.</summary>
    /// <param name="id">The event.</param>
    /// <param name="cancellation">Ends it.</param>
    Task<JournalEntry?> FindAsync(EventId id, CancellationToken cancellation);

    /// <summary>The next rows of one stream, in its order; empty if there are no more.</summary>
    /// <param name="persistenceId">The entity's persistence id.</param>
    /// <param name="after">Number of the last event already read; 0 for the beginning.</param>
    /// <param name="max">At most so many.</param>
    /// <param name="cancellation">Ends it.</param>
    Task<IReadOnlyList<JournalEntry>> StreamAsync(string persistenceId, long after, int max, CancellationToken cancellation);

    /// <summary>The row written last; null if the journal is empty.</summary>
    Task<JournalEntry?> LastAsync(CancellationToken cancellation);
}
