using LinqToDB;
using LinqToDB.Async;
using LinqToDB.Data;
using Platone.Actors.Kernel.Identity;
using Platone.Actors.Kernel.Time;
using Platone.Actors.Markets;
using Platone.Actors.Markets.Sessions;
using Platone.Actors.Scd.Listings;
using Platone.Actors.Scd.Storage;

namespace Platone.Actors.Scd.Markets.Sessions;

/// <summary>Queries for sessions.</summary>
/// <param name="connection">The SCD.</param>
internal sealed class SessionQueries(DataConnection connection)
{
    /// <summary>One session, or null.</summary>
    public async Task<SessionRow?> OneAsync(MarketSessionId session, CancellationToken cancellation) =>
        await RecordAsync(session, cancellation).ConfigureAwait(false) is { } record ? Row(record) : null;

    /// <summary>A page of them, the latest delivery first.</summary>
    public async Task<Page<SessionRow>> PageAsync(MarketAreaId? area, PageRequest page, CancellationToken cancellation)
    {
        IQueryable<SessionRecord> sessions = connection.GetTable<SessionRecord>();
        if (area is { Value: var name })
            sessions = sessions.Where(s => s.Area == name);
        if (page.Cursor is { } cursor)
        {
            var key = Cursor.Read(cursor, 2);
            var (start, after) = (Cursor.Number(cursor, key[0]), key[1]);
            sessions = sessions.Where(s => s.StartUs < start || (s.StartUs == start && s.Session.CompareTo(after) > 0));
        }

        var rows = await sessions.OrderByDescending(s => s.StartUs).ThenBy(s => s.Session).Take(page.RowsToRead())
            .ToListAsync(cancellation).ConfigureAwait(false);
        return page.Page(rows, s => Cursor.Write(Cursor.Part(s.StartUs), s.Session), Row);
    }

    /// <summary>A session's record, or null.</summary>
    public Task<SessionRecord?> RecordAsync(MarketSessionId session, CancellationToken cancellation) =>
        connection.GetTable<SessionRecord>().SingleOrDefaultAsync(s => s.Session == session.Value, cancellation);

    /// <summary>What a session is about.</summary>
    public static SessionTerms Terms(SessionRecord s) => new(Words.Read<SessionKind>(s.Kind), new MarketAreaId(s.Area),
        new NetworkId(s.Network), s.TimeZone, QuarterHour.Of(s.StartUs.At()), s.Intervals, s.GateClosesAtUs.At(), RulesText.Read(s.Rules));

    /// <summary>An event of a session.</summary>
    public static EventId Event(string session, long number) => new($"{MarketSessionCommand.EntityKind}-{session}", number);

    private static SessionRow Row(SessionRecord s) => new(new MarketSessionId(s.Session), Terms(s), Words.Read<SessionPhase>(s.Phase),
        s.Round, s.Requests, s.Offers, s.SettlementVersion, Event(s.Session, s.EventNr)) { ValidationOverdueSince = s.OverdueSinceUs?.At() };
}
