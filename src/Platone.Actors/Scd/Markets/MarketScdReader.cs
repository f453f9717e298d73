using LinqToDB.Data;
using Platone.Actors.Kernel.Identity;
using Platone.Actors.Kernel.Time;
using Platone.Actors.Kernel.Units;
using Platone.Actors.Markets.Baselines;
using Platone.Actors.Markets.Delivery;
using Platone.Actors.Markets.Offers;
using Platone.Actors.Markets.Sessions;
using Platone.Actors.Scd.Aggregation;
using Platone.Actors.Scd.Ledgers;
using Platone.Actors.Scd.Listings;
using Platone.Actors.Scd.Markets.Activations;
using Platone.Actors.Scd.Markets.Baselines;
using Platone.Actors.Scd.Markets.Delivery;
using Platone.Actors.Scd.Markets.Disputes;
using Platone.Actors.Scd.Markets.Notices;
using Platone.Actors.Scd.Markets.Offers;
using Platone.Actors.Scd.Markets.Outcomes;
using Platone.Actors.Scd.Markets.Reliability;
using Platone.Actors.Scd.Markets.Requests;
using Platone.Actors.Scd.Markets.Sessions;
using Platone.Actors.Scd.Markets.Settlement;
using Platone.Actors.Scd.Markets.Settlement.Months;
using Platone.Actors.Scd.Markets.Tokens;
using Platone.Actors.Scd.Storage;

namespace Platone.Actors.Scd.Markets;

/// <summary>
/// The market's queries of the SCD. A listing throws <see cref="ArgumentException"/> naming <c>cursor</c> or <c>limit</c> for a page it
/// cannot give. What one call returns is of one instant.
/// </summary>
/// <param name="store">The SCD.</param>
public sealed class MarketScdReader(ScdStore store) : IMarketScd
{
    /// <inheritdoc/>
    public Task<SessionRow?> SessionAsync(MarketSessionId session, CancellationToken cancellation) =>
        AskAsync(c => new SessionQueries(c).OneAsync(session, cancellation), cancellation);

    /// <inheritdoc/>
    public Task<SessionLedgerRow?> LedgerAsync(MarketSessionId session, CancellationToken cancellation) =>
        AskAsync(c => c.SessionLedgerAsync(session, cancellation), cancellation);

    /// <inheritdoc/>
    public Task<Page<SessionRow>> SessionsAsync(MarketAreaId? area, PageRequest page, CancellationToken cancellation) =>
        AskAsync(c => new SessionQueries(c).PageAsync(area, page, cancellation), cancellation);

    /// <inheritdoc/>
    public Task<Page<RequestRow>> RequestsAsync(MarketSessionId session, ParticipantId? visibleTo, PageRequest page,
        CancellationToken cancellation) =>
        AskAsync(c => new RequestQueries(c).RequestsAsync(session, visibleTo, page, cancellation), cancellation);

    /// <inheritdoc/>
    public Task<RequestRow?> RequestAsync(MarketSessionId session, RequestId request, CancellationToken cancellation) =>
        AskAsync(c => new RequestQueries(c).RequestAsync(session, request, cancellation), cancellation);

    /// <inheritdoc/>
    public Task<OfferRow?> OfferAsync(MarketSessionId session, OfferId offer, CancellationToken cancellation) =>
        AskAsync(c => new OfferQueries(c).OfferAsync(session, offer, cancellation), cancellation);

    /// <inheritdoc/>
    public Task<IReadOnlyDictionary<PodId, OfferedPod>> OfferablePodsAsync(ParticipantId aggregator, PortfolioId portfolio,
        IReadOnlyDictionary<PodId, Interval> pods, CancellationToken cancellation) =>
        AskAsync(c => c.OfferablePodsAsync(aggregator, portfolio, pods, cancellation), cancellation);

    /// <inheritdoc/>
    public Task<ActivationRow?> ActivationAsync(MarketSessionId session, ActivationId activation, CancellationToken cancellation) =>
        AskAsync(c => new ActivationQueries(c).ActivationAsync(session, activation, cancellation), cancellation);

    /// <inheritdoc/>
    public Task<IReadOnlyList<int>> UnitsAsync(MarketSessionId session, long eventNr, ParticipantId participant,
        CancellationToken cancellation) => AskAsync(c => c.UnitsAsync(session, eventNr, participant, cancellation), cancellation);

    /// <inheritdoc/>
    public Task<Page<OfferRow>> OffersAsync(MarketSessionId session, ParticipantId? visibleTo, PageRequest page,
        CancellationToken cancellation) =>
        AskAsync(c => new OfferQueries(c).OffersAsync(session, visibleTo, page, cancellation), cancellation);

    /// <inheritdoc/>
    public Task<IReadOnlyList<OutcomeRow>> OutcomesAsync(MarketSessionId session, CancellationToken cancellation) =>
        AskAsync(c => new OutcomeQueries(c).OutcomesAsync(session, cancellation), cancellation);

    /// <inheritdoc/>
    public Task<IReadOnlyList<PublicationRow>> PublicationsAsync(MarketAreaId? area, long after, int count, CancellationToken cancellation) =>
        AskAsync(c => c.PublicationsAsync(area, after, count, cancellation), cancellation);

    /// <inheritdoc/>
    public Task<PublicationRow?> PublicationAsync(MarketAreaId? area, EventId? publication, CancellationToken cancellation) =>
        AskAsync(c => c.PublicationAsync(area, publication, cancellation), cancellation);

    /// <inheritdoc/>
    public Task<Page<AwardRow>> AwardsAsync(MarketSessionId session, ParticipantId? visibleTo, PageRequest page,
        CancellationToken cancellation) =>
        AskAsync(c => new OutcomeQueries(c).AwardsAsync(session, visibleTo, page, cancellation), cancellation);

    /// <inheritdoc/>
    public Task<Page<ActivationRow>> ActivationsAsync(MarketSessionId session, ParticipantId? visibleTo, PageRequest page,
        CancellationToken cancellation) =>
        AskAsync(c => new ActivationQueries(c).ActivationsAsync(session, visibleTo, page, cancellation), cancellation);

    /// <inheritdoc/>
    public Task<Page<SetPointRow>> SetPointsAsync(MarketSessionId session, ParticipantId? visibleTo, PageRequest page,
        CancellationToken cancellation) =>
        AskAsync(c => new ActivationQueries(c).SetPointsAsync(session, visibleTo, page, cancellation), cancellation);

    /// <inheritdoc/>
    public Task<IReadOnlyList<StatementRow>> StatementsAsync(MarketSessionId session, int? version, ParticipantId? visibleTo,
        CancellationToken cancellation) =>
        AskAsync(c => new SettlementQueries(c).StatementsAsync(session, version, visibleTo, cancellation), cancellation);

    /// <inheritdoc/>
    public Task<Page<SettlementLineRow>> LinesAsync(MarketSessionId session, int? version, ParticipantId? visibleTo, PageRequest page,
        CancellationToken cancellation) =>
        AskAsync(c => new SettlementQueries(c).LinesAsync(session, version, visibleTo, page, cancellation), cancellation);

    /// <inheritdoc/>
    public Task<SettlementLineRow?> LineAsync(MarketSessionId session, int? version, int number, ParticipantId? visibleTo,
        CancellationToken cancellation) =>
        AskAsync(c => new SettlementQueries(c).LineAsync(session, version, number, visibleTo, cancellation), cancellation);

    /// <inheritdoc/>
    public Task<SettlementHistory> SettlementHistoryAsync(MarketSessionId session, CancellationToken cancellation) =>
        AskAsync(c => new SettlementHistoryQueries(c).HistoryAsync(session, cancellation), cancellation);

    /// <inheritdoc/>
    public Task<Page<LineDeltaRow>> DeltasAsync(MarketSessionId session, int? version, ParticipantId? visibleTo, PageRequest page,
        CancellationToken cancellation) =>
        AskAsync(c => new SettlementHistoryQueries(c).DeltasAsync(session, version, visibleTo, page, cancellation), cancellation);

    /// <inheritdoc/>
    public Task<IReadOnlyList<PodCut>> CutAsync(MarketSessionId session, int? version, ParticipantId? visibleTo,
        CancellationToken cancellation) =>
        AskAsync(c => new SettlementHistoryQueries(c).CutAsync(session, version, visibleTo, cancellation), cancellation);

    /// <inheritdoc/>
    public Task<Page<DisputeRow>> DisputesAsync(MarketSessionId session, ParticipantId? visibleTo, PageRequest page,
        CancellationToken cancellation) =>
        AskAsync(c => new DisputeQueries(c).DisputesAsync(session, visibleTo, page, cancellation), cancellation);

    /// <inheritdoc/>
    public Task<DisputeRow?> DisputeAsync(MarketSessionId session, DisputeId dispute, CancellationToken cancellation) =>
        AskAsync(c => new DisputeQueries(c).DisputeAsync(session, dispute, cancellation), cancellation);

    /// <inheritdoc/>
    public Task<IReadOnlyList<MonthlyStatementRow>> MonthlyStatementsAsync(DateOnly month, ParticipantId? participant,
        CancellationToken cancellation) =>
        AskAsync(c => new SettlementHistoryQueries(c).MonthAsync(month, participant, cancellation), cancellation);

    /// <inheritdoc/>
    public Task<Page<NoticeRow>> NoticesAsync(ParticipantId participant, PageRequest page, CancellationToken cancellation) =>
        AskAsync(c => c.NoticesAsync(participant, page, cancellation), cancellation);

    /// <inheritdoc/>
    public Task<IReadOnlyList<SessionPowerRow>> PowerAsync(MarketSessionId session, CancellationToken cancellation) =>
        AskAsync(c => new PowerQuery(c).OfAsync(session, cancellation), cancellation);

    /// <inheritdoc/>
    public Task<Page<BaselineRow>> BaselinesAsync(PodId pod, Interval within, PageRequest page, CancellationToken cancellation) =>
        AskAsync(c => c.BaselinesAsync(pod, within, page, cancellation), cancellation);

    /// <inheritdoc/>
    public Task<BaselineComparison?> CompareBaselinesAsync(PodId pod, QuarterHour first, int count, Direction direction,
        CancellationToken cancellation) => AskAsync(c => c.CompareBaselinesAsync(pod, first, count, direction, cancellation), cancellation);

    /// <inheritdoc/>
    public Task<ParticipantId?> PortfolioOwnerAsync(PortfolioId portfolio, CancellationToken cancellation) =>
        AskAsync(c => c.AggregatorAsync(portfolio, cancellation), cancellation);

    /// <inheritdoc/>
    public Task<IReadOnlyList<PortfolioDeliveryRow>> DeliveriesAsync(PortfolioId portfolio, CancellationToken cancellation) =>
        AskAsync(c => c.DeliveriesAsync(portfolio, cancellation), cancellation);

    /// <inheritdoc/>
    public Task<Page<OfferReliabilityRow>> ReliabilitiesAsync(MarketSessionId session, ParticipantId? visibleTo, PageRequest page,
        CancellationToken cancellation) => AskAsync(c => c.ReliabilitiesAsync(session, visibleTo, page, cancellation), cancellation);

    /// <inheritdoc/>
    public Task<IReadOnlyList<TokenPolicyRow>> TokenPoliciesAsync(ParticipantId aggregator, CancellationToken cancellation) =>
        AskAsync(c => c.TokenPoliciesAsync(aggregator, cancellation), cancellation);

    /// <inheritdoc/>
    public Task<IReadOnlyList<TokenTotalsRow>> TokenTotalsAsync(CancellationToken cancellation) =>
        AskAsync(c => c.TokenTotalsAsync(cancellation), cancellation);

    /// <inheritdoc/>
    public Task<Page<TokenGrantRow>> TokenGrantsAsync(MarketSessionId session, ParticipantId? visibleTo, PageRequest page,
        CancellationToken cancellation) => AskAsync(c => c.TokenGrantsAsync(session, visibleTo, page, cancellation), cancellation);

    /// <inheritdoc/>
    public Task<Page<AlarmRow>> AlarmsAsync(MarketSessionId session, ParticipantId? visibleTo, PageRequest page, CancellationToken cancellation) =>
        AskAsync(c => c.AlarmsAsync(session, visibleTo, page, cancellation), cancellation);

    /// <inheritdoc/>
    public Task<DeliveryPolicy> DeliveryPolicyAsync(MarketSessionId session, RequestId request, CancellationToken cancellation) =>
        AskAsync(c => c.DeliveryPolicyAsync(session, request, cancellation), cancellation);

    private async Task<T> AskAsync<T>(Func<DataConnection, Task<T>> query, CancellationToken cancellation)
    {
        await using var connection = await store.OpenAsync(cancellation).ConfigureAwait(false);
        await using var snapshot = await store.BeginReadAsync(connection, cancellation).ConfigureAwait(false);
        return await query(connection).ConfigureAwait(false);
    }
}
