using Platone.Actors.Kernel.Identity;
using Platone.Actors.Kernel.Journal;
using Platone.Actors.Serialization;

namespace Platone.Actors.Audit.Replays;

/// <summary>An event as the journal has it, opened and decoded once.</summary>
/// <param name="Entry">The row.</param>
/// <param name="Opened">Its envelope and units.</param>
/// <param name="Event">The event.</param>
internal sealed record ReplayedEvent(JournalEntry Entry, OpenedEvent Opened, object Event)
{
    /// <summary>Stream and number.</summary>
    public EventId Id => Entry.Id;

    /// <summary>Its place in the journal.</summary>
    public long Ordering => Entry.Ordering;

    /// <summary>Whose content is gone: the stream's own subject, or members of the event.</summary>
    public IEnumerable<string> Erased => (Opened.Content.Personal is null ? (IEnumerable<string>)[Opened.Key.Subject] : [])
        .Concat(Opened.Content.Members.Where(m => m.Units is null).Select(m => m.Subject));

    /// <summary>Whether content of anybody is gone.</summary>
    public bool IsErased => Opened.Content.Personal is null || Opened.Content.Members.Any(m => m.Units is null);
}
