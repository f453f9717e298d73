using System.Globalization;
using LinqToDB;
using LinqToDB.Async;
using LinqToDB.Data;
using Platone.Actors.Kernel.Journal;
using Platone.Actors.Kernel.Time;
using Platone.Actors.Markets;
using Platone.Actors.Markets.Sessions;
using Platone.Actors.Scd.Following;
using Platone.Actors.Scd.Storage;

namespace Platone.Actors.Scd.Markets.Settlement.Months;

/// <summary>What participants receive and pay in a month: of each session the last version. A session is of the month it begins in.</summary>
internal sealed class MonthlyStatementsProjection() : Projection("monthly-statements", ["settled_month", "monthly_statement"],
    typeof(SessionOpened), typeof(SettlementCalculated))
{
    /// <summary>The month a session is of, in its own time zone: <c>yyyy-MM</c>.</summary>
    public static string MonthOf(SessionTerms terms) =>
        DeliveryDay.Of(terms.Start, TimeZoneInfo.FindSystemTimeZoneById(terms.TimeZone)).Date.ToString("yyyy-MM", CultureInfo.InvariantCulture);

    public override async Task ApplyAsync(DataConnection connection, IReadOnlyList<JournalEntry> entries, CancellationToken cancellation)
    {
        var months = await TouchedRows<string, SettledMonthRecord>.ReadAsync(
            entries.Select(e => e.Event).OfType<SettlementCalculated>().Select(e => e.Id.Value),
            some => connection.GetTable<SettledMonthRecord>().Where(m => some.Contains(m.Session)).ToListAsync(cancellation),
            m => m.Session).ConfigureAwait(false);
        var settlements = new Dictionary<string, (JournalEntry Entry, SettlementCalculated Event)>();
        foreach (var entry in entries)
        {
            if (entry.Event is SessionOpened opened)
                months.Put(opened.Id.Value, new SettledMonthRecord { Session = opened.Id.Value, Month = MonthOf(opened.Terms) });
            else if (entry.Event is SettlementCalculated settled)
                settlements[settled.Id.Value] = (entry, settled);
        }

        await months.WriteAsync(connection, cancellation).ConfigureAwait(false);
        foreach (var (session, (entry, e)) in settlements)
        {
            // A later version takes the place of the one before, of who is no party any more too.
            await connection.GetTable<MonthlyStatementRecord>().Where(m => m.Session == session).DeleteAsync(cancellation).ConfigureAwait(false);
            var rows = SettlementsProjection.Statements(e, entry).Select(s => new MonthlyStatementRecord(months[session]!.Month, s));
            await connection.InsertAsync<MonthlyStatementRecord>([.. rows], cancellation).ConfigureAwait(false);
        }
    }
}
