using Platone.Actors.Kernel.Identity;
using Platone.Actors.Scd.Ledgers;
using Platone.Actors.Scd.Listings;

namespace Platone.Actors.Scd.Markets.Sessions;

/// <summary>Market sessions: where they stand, on a ledger too, and their power.</summary>
public interface ISessionScd
{
    /// <summary>One session, or null.</summary>
    Task<SessionRow?> SessionAsync(MarketSessionId session, CancellationToken cancellation);

    /// <summary>Sessions, those of the latest delivery first.</summary>
    /// <param name="area">Only those of an area; null for all.</param>
    /// <param name="page">Where to go on, and how many.</param>
    /// <param name="cancellation">Ends it.</param>
    Task<Page<SessionRow>> SessionsAsync(MarketAreaId? area, PageRequest page, CancellationToken cancellation);

    /// <summary>Where a session stands on a ledger; null if it was brought to none.</summary>
    Task<SessionLedgerRow?> LedgerAsync(MarketSessionId session, CancellationToken cancellation);

    /// <summary>A session's power, interval by interval, for a chart; empty if there is no such session.</summary>
    Task<IReadOnlyList<SessionPowerRow>> PowerAsync(MarketSessionId session, CancellationToken cancellation);

    /// <summary>
    /// Units of an event of a session that are a participant's by what is in them: its requests, offers, awards and activations, set points it
    /// was awarded with, its statements and lines; and what is for everybody. Numbers, ascending.
    /// </summary>
    Task<IReadOnlyList<int>> UnitsAsync(MarketSessionId session, long eventNr, ParticipantId participant, CancellationToken cancellation);
}
