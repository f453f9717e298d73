using Google.Protobuf;
using Platone.Actors.Kernel.Identity;
using Platone.Actors.Kernel.Journal;

namespace Platone.Actors.Serialization;

/// <summary>
/// Lists of things about PODs, as units of the PODs: one member for each POD, in the order in which the list first names them, with a unit
/// for each thing. A unit carries its place in the list, so that what is left of the list after an erasure keeps its order.
/// </summary>
internal static class PodUnits
{
    /// <summary>The content with a list's units besides.</summary>
    /// <param name="content">What is not about a POD.</param>
    /// <param name="list">What is.</param>
    /// <param name="podOf">Which POD a thing is about.</param>
    /// <param name="toWire">The message of a thing at a place.</param>
    public static EventContent WithPods<T>(
        this EventContent content, IEnumerable<T> list, Func<T, PodId> podOf, Func<T, uint, IMessage> toWire) =>
        content.WithMembers(list.Select((thing, place) => (Pod: podOf(thing), Unit: toWire(thing, (uint)place)))
            .GroupBy(u => u.Pod).Select(pod => (pod.Key.Subject, pod.Select(u => u.Unit))));

    /// <summary>The messages of a list in its order; those of erased PODs are missing.</summary>
    /// <param name="stored">The event.</param>
    /// <param name="parser">Of the messages.</param>
    /// <param name="placeOf">Place and POD of a message.</param>
    /// <exception cref="CorruptEventException">They are not what <see cref="WithPods"/> writes.</exception>
    public static IReadOnlyList<T> Pods<T>(this DecodingEvent stored, MessageParser<T> parser, Func<T, (uint Place, string Pod)> placeOf)
        where T : class, IMessage<T>
    {
        var list = new SortedDictionary<uint, T>();
        var subjects = new HashSet<string>();
        foreach (var (subject, units) in stored.Members(parser))
        {
            if (!subjects.Add(subject))
                throw new CorruptEventException($"a stored event has the units of {subject} in two places");
            foreach (var unit in units ?? [])
            {
                var (place, pod) = placeOf(unit);
                if (PodId.Parse(pod).Subject != subject)
                    throw new CorruptEventException($"a unit of {subject} is about POD {pod}");
                if (!list.TryAdd(place, unit))
                    throw new CorruptEventException($"two units of a stored event have place {place}");
            }
        }
        return [.. list.Values];
    }

    /// <summary>The numbers of a list's units in the log, in the order of the list.</summary>
    /// <param name="first">The number of the first unit that is about a POD.</param>
    /// <param name="members">
    /// How many units each POD has in the stored event. Of erased PODs the list has nothing any more, but their numbers stay taken.
    /// </param>
    /// <param name="pods">The POD of each thing in the list.</param>
    public static IReadOnlyList<int> Numbers(int first, IEnumerable<(string Subject, int Units)> members, IEnumerable<PodId> pods)
    {
        var next = new Dictionary<string, int>();
        foreach (var (subject, units) in members)
        {
            next.Add(subject, first);
            first += units;
        }
        return [.. pods.Select(pod => next[pod.Subject]++)];
    }

    /// <summary>The numbers of a list's units in the log, in the order of the list.</summary>
    /// <param name="entry">The event; one without its bytes has lost nothing.</param>
    /// <param name="first">The number of the first unit that is about a POD.</param>
    /// <param name="pods">The POD of each thing in the list.</param>
    public static IReadOnlyList<int> Numbers(JournalEntry entry, int first, IEnumerable<PodId> pods)
    {
        var all = pods.ToList();
        var members = entry.Stored.IsEmpty
            ? all.GroupBy(p => p.Subject).Select(g => (g.Key, g.Count()))
            : EventCodec.MembersOf(entry);
        return Numbers(first, members, all);
    }
}
