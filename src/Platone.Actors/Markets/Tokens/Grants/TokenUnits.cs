using Platone.Actors.Serialization;
using Platone.Actors.Kernel.Journal;

namespace Platone.Actors.Markets.Tokens.Grants;

/// <summary>Which unit of a <see cref="TokensGranted"/> is which, as the log numbers them.</summary>
internal static class TokenUnits
{
    /// <summary>The units of the grants, one for each and in their order.</summary>
    public static IReadOnlyList<int> Grants(JournalEntry entry) =>
        PodUnits.Numbers(entry, 1, ((TokensGranted)entry.Event).Grants.Select(g => g.Holder.Pod));
}
