using Platone.Actors.Kernel.Journal;

namespace Platone.Actors.Markets.Processes;

/// <summary>Picks a process's events out of the journal without decoding the rest.</summary>
internal static class MarketEvents
{
    /// <summary>Whether an entry is an event of one of these types.</summary>
    public static bool IsOneOf(JournalEntry entry, params ReadOnlySpan<Type> types) => types.Contains(entry.EventType);
}
