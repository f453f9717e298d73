using Platone.Actors.Markets.Rebounds;

namespace Platone.Host.Rest.Sessions;

/// <summary>How a session takes moved energy to come back; what is left out is as the standard has it.</summary>
/// <param name="Action">off, flag (standard) or exclude: the session clears again without what it flags.</param>
/// <param name="Share">Share of the energy that comes back, 0 to 1; standard 0.5.</param>
/// <param name="Intervals">Over how many intervals, 1 or more; standard 4.</param>
internal sealed record ReboundRuleBody(ReboundAction? Action = null, decimal? Share = null, int? Intervals = null)
{
    /// <summary>The rule it stands for.</summary>
    public ReboundRule Rule() => new(Action ?? ReboundRule.Standard.Action, Share ?? ReboundRule.Standard.Share,
        Intervals ?? ReboundRule.Standard.Intervals);

    /// <summary>A rule as it is read.</summary>
    public static ReboundRuleBody Of(ReboundRule rule) => new(rule.Action, rule.Share, rule.Intervals);
}
