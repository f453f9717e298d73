using Platone.Actors.Kernel.Identity;

namespace Platone.Actors.Kernel.Journal;

/// <summary>Single rows of the journal, by the event's name.</summary>
public interface IJournalRows
{
    /// <summary>The row of an event; null if the journal has none.</summary>
    /// <param name="id">The event.</param>
    /// <param name="cancellation">Ends it.</param>
    Task<JournalEntry?> FindAsync(EventId id, CancellationToken cancellation);
}
