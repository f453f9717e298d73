using Platone.Actors.Kernel;
using Platone.Actors.Kernel.Identity;
using Platone.Actors.Markets.Settlement;
using Platone.Actors.Markets.Tokens.Grants;

namespace Platone.Actors.Markets.Tokens;

/// <summary>What all aggregators of a settlement owe in tokens.</summary>
internal static class TokensDue
{
    /// <summary>By aggregator; those without a policy owe none.</summary>
    /// <param name="policies">The policies that hold for the session.</param>
    /// <param name="lines">Lines of a version of its settlement.</param>
    public static ValueList<DueTokens> Of(SortedDictionary<ParticipantId, TokenPolicy> policies, ValueList<SettlementLine> lines) =>
        policies.Select(p => new DueTokens(p.Key, p.Value, p.Value.Due(p.Key, lines))).ToValueList();
}
