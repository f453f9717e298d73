using Platone.Actors.Kernel.Identity;
using Platone.Actors.Scd.Listings;

namespace Platone.Actors.Scd.Markets.Tokens;

/// <summary>Token policies, and tokens granted. <c>visibleTo</c> narrows a listing as <see cref="IMarketScd"/> says.</summary>
public interface ITokenScd
{
    /// <summary>An aggregator's token policies by the instant from which on they hold.</summary>
    Task<IReadOnlyList<TokenPolicyRow>> TokenPoliciesAsync(ParticipantId aggregator, CancellationToken cancellation);

    /// <summary>
    /// Tokens granted for a session, in the order of their batches; to the aggregator that grants and the customer that gets, or all.
    /// </summary>
    Task<Page<TokenGrantRow>> TokenGrantsAsync(MarketSessionId session, ParticipantId? visibleTo, PageRequest page,
        CancellationToken cancellation);

    /// <summary>All tokens that were granted, by contract and by where they stand.</summary>
    Task<IReadOnlyList<TokenTotalsRow>> TokenTotalsAsync(CancellationToken cancellation);
}
