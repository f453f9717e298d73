using Platone.Actors.Kernel.Identity;
using Platone.Actors.Scd.Listings;

namespace Platone.Actors.Scd.Markets.Outcomes;

/// <summary>
/// What came out of market sessions: outcomes, their publications, awards.
/// <c>visibleTo</c> narrows a listing as <see cref="IMarketScd"/> says.
/// </summary>
public interface IOutcomeScd
{
    /// <summary>What a session's requests got: volumes and prices, without PODs and parties. For everybody. Empty until it is published.</summary>
    Task<IReadOnlyList<OutcomeRow>> OutcomesAsync(MarketSessionId session, CancellationToken cancellation);

    /// <summary>The next outcomes that were published after a place in the journal, in the order of their publication.</summary>
    /// <param name="area">Only those of an area; null for all.</param>
    /// <param name="after">The place: <see cref="PublicationRow.Ordering"/>, 0 for the beginning.</param>
    /// <param name="count">At most so many.</param>
    /// <param name="cancellation">Ends it.</param>
    Task<IReadOnlyList<PublicationRow>> PublicationsAsync(MarketAreaId? area, long after, int count, CancellationToken cancellation);

    /// <summary>The publication of an event, or the latest; null if there is none.</summary>
    /// <param name="area">Only one of an area; null for any.</param>
    /// <param name="publication">The event; null for the latest.</param>
    /// <param name="cancellation">Ends it.</param>
    Task<PublicationRow?> PublicationAsync(MarketAreaId? area, EventId? publication, CancellationToken cancellation);

    /// <summary>Awards of a published session in order; to the requester and the aggregator of each, or all.</summary>
    Task<Page<AwardRow>> AwardsAsync(MarketSessionId session, ParticipantId? visibleTo, PageRequest page, CancellationToken cancellation);
}
