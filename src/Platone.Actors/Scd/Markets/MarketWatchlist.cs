using LinqToDB;
using LinqToDB.Async;
using Platone.Actors.Kernel.Identity;
using Platone.Actors.Markets;
using Platone.Actors.Markets.Sessions;
using Platone.Actors.Scd.Markets.Sessions;
using Platone.Actors.Scd.Storage;

namespace Platone.Actors.Scd.Markets;

/// <summary>Which sessions the market clock must wake, from the SCD.</summary>
/// <param name="store">The SCD.</param>
public sealed class MarketWatchlist(ScdStore store) : IMarketWatchlist
{
    private static readonly string Open = Words.Of(SessionPhase.Open);
    private static readonly string Cleared = Words.Of(SessionPhase.Cleared);
    private static readonly string[] Delivering = [Words.Of(SessionPhase.Published), Words.Of(SessionPhase.Activating)];

    /// <inheritdoc/>
    public Task<IReadOnlyList<MarketSessionId>> GatesDueAsync(DateTimeOffset now, CancellationToken cancellation)
    {
        var at = now.Us();
        return SessionsAsync(sessions => sessions.Where(s => s.Phase == Open && s.GateClosesAtUs <= at), cancellation);
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<(MarketSessionId Session, EventId Cleared)>> ValidationsOverdueAsync(CancellationToken cancellation)
    {
        await using var connection = await store.OpenAsync(cancellation).ConfigureAwait(false);
        var waiting = await connection.GetTable<SessionRecord>()
            .Where(s => s.Phase == Cleared && s.OverdueSinceUs != null && s.ClearedEventNr != null).OrderBy(s => s.Session)
            .Select(s => new { s.Session, s.ClearedEventNr }).ToListAsync(cancellation).ConfigureAwait(false);
        return [.. waiting.Select(s => (MarketSessionId.Parse(s.Session), SessionQueries.Event(s.Session, s.ClearedEventNr!.Value)))];
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<MarketSessionId>> DeliveriesDueAsync(DateTimeOffset now, CancellationToken cancellation)
    {
        var at = now.Us();
        return SessionsAsync(sessions => sessions.Where(s => Delivering.Contains(s.Phase) && s.SettlesAtUs <= at), cancellation);
    }

    private async Task<IReadOnlyList<MarketSessionId>> SessionsAsync(Func<IQueryable<SessionRecord>, IQueryable<SessionRecord>> which,
        CancellationToken cancellation)
    {
        await using var connection = await store.OpenAsync(cancellation).ConfigureAwait(false);
        var names = await which(connection.GetTable<SessionRecord>()).Select(s => s.Session).OrderBy(s => s).ToListAsync(cancellation)
            .ConfigureAwait(false);
        return [.. names.Select(MarketSessionId.Parse)];
    }
}
