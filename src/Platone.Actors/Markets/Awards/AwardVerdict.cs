using Platone.Actors.Markets.Clearing;

namespace Platone.Actors.Markets.Awards;

/// <summary>What the grid operator says of an award (market, "Technical validation").</summary>
/// <param name="Award">The award.</param>
/// <param name="Finding">Whether the grid takes it.</param>
/// <param name="Limit">The factor the grid takes; the awarded one if it is accepted, 0 if it is rejected.</param>
/// <param name="Binding">What limits it: a branch or bus; null if nothing does.</param>
/// <param name="Detail">Loading or voltage and margin there, for people; null if nothing limits it.</param>
public sealed record AwardVerdict(AwardId Award, Finding Finding, Factor Limit, string? Binding = null, string? Detail = null);

/// <summary>Whether the grid takes an award. The numbers are stored: never change one.</summary>
public enum Finding
{
    /// <summary>As it is.</summary>
    Accepted = 1,

    /// <summary>Up to a smaller factor.</summary>
    Limited = 2,

    /// <summary>Not at all.</summary>
    Rejected = 3,
}
