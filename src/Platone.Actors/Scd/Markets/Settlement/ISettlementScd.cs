using Platone.Actors.Kernel.Identity;
using Platone.Actors.Markets.Sessions;
using Platone.Actors.Scd.Listings;
using Platone.Actors.Scd.Markets.Settlement.Months;

namespace Platone.Actors.Scd.Markets.Settlement;

/// <summary>
/// Settlements: lines, statements, versions and months.
/// <c>visibleTo</c> narrows a listing as <see cref="IMarketScd"/> says.
/// </summary>
public interface ISettlementScd
{
    /// <summary>A session's statements, of its last version unless another is named; the participant's own, or all.</summary>
    Task<IReadOnlyList<StatementRow>> StatementsAsync(MarketSessionId session, int? version, ParticipantId? visibleTo, CancellationToken cancellation);

    /// <summary>Lines of a version of a settlement in their order; those the participant is a party of (requester, aggregator, customer), or all.</summary>
    Task<Page<SettlementLineRow>> LinesAsync(MarketSessionId session, int? version, ParticipantId? visibleTo, PageRequest page,
        CancellationToken cancellation);

    /// <summary>One line of a version of a settlement; null if there is none, or the participant is no party of it.</summary>
    Task<SettlementLineRow?> LineAsync(MarketSessionId session, int? version, int number, ParticipantId? visibleTo, CancellationToken cancellation);

    /// <summary>The versions of a session's settlement in order, and until when and how often late data had no effect.</summary>
    Task<SettlementHistory> SettlementHistoryAsync(MarketSessionId session, CancellationToken cancellation);

    /// <summary>What a version of a settlement changed: the lines that differ from the version before, in their order; the participant's own, or all.</summary>
    Task<Page<LineDeltaRow>> DeltasAsync(MarketSessionId session, int? version, ParticipantId? visibleTo, PageRequest page,
        CancellationToken cancellation);

    /// <summary>What a version of a settlement was calculated from, in the order of the PODs: of the participant's lines, or of all.</summary>
    Task<IReadOnlyList<PodCut>> CutAsync(MarketSessionId session, int? version, ParticipantId? visibleTo, CancellationToken cancellation);

    /// <summary>Statements of a month by participant and session, each session's last version; the participant's own, or all.</summary>
    /// <param name="month">First day of the month; a session is of the month its delivery begins in, in its own time zone.</param>
    /// <param name="participant">Whose; null for all.</param>
    /// <param name="cancellation">Ends it.</param>
    Task<IReadOnlyList<MonthlyStatementRow>> MonthlyStatementsAsync(DateOnly month, ParticipantId? participant, CancellationToken cancellation);
}
