using Platone.Actors.Kernel.Identity;
using Platone.Actors.Scd.Listings;
using Platone.Actors.Scd.Markets;
using Platone.Actors.Scd.Markets.Outcomes;

namespace Platone.Host.Rest.Outcomes;

/// <summary>An outcome as it is sent to participants. The event is its key: who has had it already knows it by this.</summary>
/// <param name="Event">The event that published it, as in <c>id:</c> of a server-sent event.</param>
/// <param name="Session">The session.</param>
/// <param name="Area">Its market area.</param>
/// <param name="Start">First instant of delivery.</param>
/// <param name="Intervals">How many quarter hours of delivery.</param>
/// <param name="PublishedAt">When.</param>
/// <param name="Outcomes">What each request got: volumes and prices, without PODs and parties. For everybody.</param>
/// <param name="Awards">The receiver's own awards, with their PODs; null where everybody reads.</param>
internal sealed record PublishedOutcomeView(string Event, string Session, string Area, DateTimeOffset Start, int Intervals, DateTimeOffset PublishedAt,
    IReadOnlyList<OutcomeView> Outcomes, IReadOnlyList<AwardView>? Awards);

/// <summary>Makes the messages that tell a published outcome.</summary>
internal sealed class PublishedOutcomes(IMarketScd market)
{
    private const int AwardsAtOnce = 1_000;

    /// <summary>The message of a publication for everybody.</summary>
    public Task<PublishedOutcomeView> ForAllAsync(PublicationRow publication, CancellationToken cancellation) =>
        ViewAsync(publication, null, cancellation);

    /// <summary>The message of a publication with what one receiver may see of its awards.</summary>
    /// <param name="publication">The publication.</param>
    /// <param name="visibleTo">Whose awards; null for all.</param>
    /// <param name="cancellation">Ends it.</param>
    public async Task<PublishedOutcomeView> ForAsync(PublicationRow publication, ParticipantId? visibleTo, CancellationToken cancellation) =>
        await ViewAsync(publication, [.. (await AwardsAsync(publication.Session, visibleTo, cancellation)).Select(AwardView.Of)], cancellation);

    /// <summary>The messages of a publication for each party of an award, in the order of their ids.</summary>
    public async Task<IReadOnlyList<(ParticipantId Participant, PublishedOutcomeView Message)>> ForPartiesAsync(
        PublicationRow publication, CancellationToken cancellation)
    {
        var all = await ForAllAsync(publication, cancellation);
        var awards = await AwardsAsync(publication.Session, null, cancellation);
        return [.. awards.SelectMany(a => new[] { a.Requester, a.Aggregator }).Distinct().OrderBy(p => p.Value, StringComparer.Ordinal)
            .Select(p => (p, all with { Awards = [.. awards.Where(a => a.Requester == p || a.Aggregator == p).Select(AwardView.Of)] }))];
    }

    private async Task<PublishedOutcomeView> ViewAsync(PublicationRow p, IReadOnlyList<AwardView>? awards, CancellationToken cancellation) =>
        new(p.Event.ToString(), p.Session.Value, p.Terms.Area.Value, p.Terms.Start, p.Terms.Intervals, p.PublishedAt,
            [.. (await market.OutcomesAsync(p.Session, cancellation)).Select(OutcomeView.Of)], awards);

    private async Task<List<AwardRow>> AwardsAsync(MarketSessionId session, ParticipantId? visibleTo, CancellationToken cancellation)
    {
        var awards = new List<AwardRow>();
        string? cursor = null;
        do
        {
            var page = await market.AwardsAsync(session, visibleTo, new PageRequest(cursor, AwardsAtOnce), cancellation);
            awards.AddRange(page.Items);
            cursor = page.Next;
        }
        while (cursor is not null);
        return awards;
    }
}
