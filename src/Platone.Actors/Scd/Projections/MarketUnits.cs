using Platone.Actors.Kernel.Identity;
using Platone.Actors.Kernel.Journal;

namespace Platone.Actors.Scd.Projections;

/// <summary>
/// Which unit of a session's event in the log is which part of it: what is in the clear first, then each POD's. Numbers stay what they
/// are when the units of a POD were erased.
/// </summary>
internal sealed class MarketUnits
{
    private readonly Dictionary<string, int> _firstOf = [];

    /// <summary>The units of an entry.</summary>
    public MarketUnits(JournalEntry entry)
    {
        var opened = entry.Open();
        var next = opened.Content.Open.Length + (opened.Content.Personal?.Length ?? 0);
        FirstOfMembers = next;
        foreach (var member in opened.Sealed)
        {
            _firstOf.TryAdd(member.Subject, next);
            next += member.Count;
        }
    }

    /// <summary>Number of the first unit that is a POD's.</summary>
    public int FirstOfMembers { get; }

    /// <summary>The number of an open part, by its place among those of its kind that follow the event's head.</summary>
    public static int Open(int place) => 1 + place;

    /// <summary>The number of a POD's unit.</summary>
    /// <param name="pod">The POD.</param>
    /// <param name="place">Its place among those of the POD.</param>
    public int Of(PodId pod, int place) => _firstOf[pod.Subject] + place;
}
