using System.Globalization;
using LinqToDB;
using LinqToDB.Async;
using LinqToDB.Data;
using Platone.Actors.Kernel;
using Platone.Actors.Kernel.Identity;
using Platone.Actors.Kernel.Units;
using Platone.Actors.Markets.Sessions;
using Platone.Actors.Markets.Settlement;
using Platone.Actors.Scd.Listings;
using Platone.Actors.Scd.Markets.Sessions;
using Platone.Actors.Scd.Markets.Settlement.Months;
using Platone.Actors.Scd.Metering.QuarterHours;
using Platone.Actors.Scd.Notary;
using Platone.Actors.Scd.Storage;

namespace Platone.Actors.Scd.Markets.Settlement;

/// <summary>Queries for the versions of settlements, and for what a month adds up to.</summary>
/// <param name="connection">The SCD.</param>
internal sealed class SettlementHistoryQueries(DataConnection connection)
{
    private sealed record Pair(SettlementLineRecord Before, SettlementLineRecord After);

    /// <summary>The versions of a session's settlement.</summary>
    public async Task<SettlementHistory> HistoryAsync(MarketSessionId session, CancellationToken cancellation)
    {
        var versions = await connection.GetTable<SettlementVersionRecord>().Where(v => v.Session == session.Value).OrderBy(v => v.Version)
            .ToListAsync(cancellation).ConfigureAwait(false);
        var changed = await Changed(session).GroupBy(p => p.After.Version).Select(g => new { Version = g.Key, Lines = g.Count() })
            .ToDictionaryAsync(v => v.Version, v => v.Lines, cancellation).ConfigureAwait(false);
        var until = await connection.GetTable<SessionRecord>().Where(s => s.Session == session.Value).Select(s => s.CorrectionsUntilUs)
            .SingleOrDefaultAsync(cancellation).ConfigureAwait(false);
        var last = versions.Count == 0 ? 0 : versions[^1].Version;
        var late = until is not { } limit ? 0 : await connection.GetTable<SettlementLineRecord>()
            .Where(l => l.Session == session.Value && l.Version == last)
            .Join(connection.GetTable<QuarterHourRecord>().Where(q => q.AtUs >= limit), l => new { l.Pod, l.StartUs },
                q => new { q.Pod, q.StartUs }, (l, q) => new { q.Pod, q.StartUs })
            .Distinct().CountAsync(cancellation).ConfigureAwait(false);
        var seals = await Certifications.ReadAsync(connection, versions.Select(v => v.Ordering), cancellation).ConfigureAwait(false);
        return new SettlementHistory(versions.Select(v => new SettlementVersionRow(v.Version, v.AtUs.At(), v.LogSize, v.Pods, v.Lines,
            v.WaitingLines, changed.GetValueOrDefault(v.Version), SessionQueries.Event(v.Session, v.EventNr), seals.Of(v.Ordering)))
            .ToValueList(), until?.At(), late);
    }

    /// <summary>A page of the lines that a version changed, in their order.</summary>
    public async Task<Page<LineDeltaRow>> DeltasAsync(MarketSessionId session, int? version, ParticipantId? visibleTo, PageRequest page,
        CancellationToken cancellation)
    {
        var key = page.Cursor is { } cursor ? Cursor.Read(cursor, 2) : null;
        var which = key is not null ? Cursor.Number(page.Cursor!, key[0])
            : version ?? await new SettlementQueries(connection).LastAsync(session, cancellation).ConfigureAwait(false);
        var after = key is null ? -1 : Cursor.Number(page.Cursor!, key[1]);
        var pairs = Changed(session, visibleTo).Where(p => p.After.Version == which && p.After.LineNr > after);
        var rows = await pairs.OrderBy(p => p.After.LineNr).Take(page.RowsToRead()).ToListAsync(cancellation).ConfigureAwait(false);
        return page.Page(rows, p => Cursor.Write(Cursor.Part(p.After.Version), Cursor.Part(p.After.LineNr)), p =>
        {
            var line = SettlementQueries.Line(p.After);
            return new LineDeltaRow(p.After.Version, p.After.LineNr, new LineDelta(line.Order.Key, SettlementQueries.Line(p.Before), line));
        });
    }

    /// <summary>What a version was calculated from.</summary>
    public async Task<IReadOnlyList<PodCut>> CutAsync(MarketSessionId session, int? version, ParticipantId? visibleTo,
        CancellationToken cancellation)
    {
        var which = version ?? await new SettlementQueries(connection).LastAsync(session, cancellation).ConfigureAwait(false);
        var cut = connection.GetTable<SettlementCutRecord>().Where(c => c.Session == session.Value && c.Version == which);
        if (visibleTo is not null)
        {
            var own = SettlementQueries.Of(connection.GetTable<SettlementLineRecord>(), visibleTo)
                .Where(l => l.Session == session.Value && l.Version == which).Select(l => l.Pod);
            cut = cut.Where(c => own.Contains(c.Pod));
        }
        var rows = await cut.OrderBy(c => c.Pod).ToListAsync(cancellation).ConfigureAwait(false);
        return [.. rows.Select(c => new PodCut(PodId.Parse(c.Pod), c.ThroughNr))];
    }

    /// <summary>Statements of a month.</summary>
    public async Task<IReadOnlyList<MonthlyStatementRow>> MonthAsync(DateOnly month, ParticipantId? participant, CancellationToken cancellation)
    {
        var name = month.ToString("yyyy-MM", CultureInfo.InvariantCulture);
        var statements = connection.GetTable<MonthlyStatementRecord>().Where(m => m.Month == name);
        if (participant is { Value: var id })
            statements = statements.Where(m => m.Participant == id);
        var rows = await statements.OrderBy(m => m.Participant).ThenBy(m => m.Session).ToListAsync(cancellation).ConfigureAwait(false);
        return [.. rows.Select(m => new MonthlyStatementRow(new ParticipantId(m.Participant), new MarketSessionId(m.Session), m.Version,
            new Money(m.Total.Number(), new Currency(m.Currency, m.MinorDigits)), m.DeliveredJ.Number(), m.WaitingLines, m.AtUs.At(),
            SessionQueries.Event(m.Session, m.EventNr), m.Unit))];
    }

    // Orders of a session do not change once it settles, so a line has the same place in every version. Decimals are canonical text.
    private IQueryable<Pair> Changed(MarketSessionId session, ParticipantId? visibleTo = null) =>
        from after in SettlementQueries.Of(connection.GetTable<SettlementLineRecord>(), visibleTo)
        join before in connection.GetTable<SettlementLineRecord>()
            on new { after.Session, after.LineNr, Version = after.Version - 1 } equals new { before.Session, before.LineNr, before.Version }
        where after.Session == session.Value && (after.Basis != before.Basis || after.MeteredJ != before.MeteredJ
            || after.DeliveredJ != before.DeliveredJ || after.DeficiencyJ != before.DeficiencyJ || after.PaidShare != before.PaidShare
            || after.Substitute != before.Substitute)
        select new Pair(before, after);
}
