using Platone.Actors.Kernel.Time;
using Platone.Actors.Kernel.Units;
using Platone.Actors.Markets;
using Platone.Actors.Markets.Activations;
using Platone.Actors.Markets.Settlement;
using Platone.Actors.Scd.Markets.Activations;
using Platone.Actors.Scd.Markets.Sessions;
using Platone.Actors.Scd.Markets.Settlement;

namespace Platone.Host.Pages.Overview;

/// <summary>A session's figures from its rows. Pure.</summary>
internal static class SessionFigures
{
    /// <summary>
    /// The power one participant has to do with. The platform's own rows are sums over everybody, in which the metered power of a single
    /// POD may be read: they are not for participants.
    /// </summary>
    /// <param name="terms">The session's terms.</param>
    /// <param name="requested">Power asked for, one profile a request.</param>
    /// <param name="awarded">Power awarded, one profile an award.</param>
    /// <param name="setPoints">Set points the participant may see.</param>
    /// <param name="lines">Lines of the last settlement the participant may see; empty until settled.</param>
    public static IReadOnlyList<SessionPowerRow> Power(SessionTerms terms, IReadOnlyCollection<PowerProfile> requested,
        IReadOnlyCollection<PowerProfile> awarded, IEnumerable<IssuedSetPoint> setPoints, IReadOnlyCollection<SettlementLine> lines)
    {
        var activated = setPoints.GroupBy(s => s.Interval).ToDictionary(g => g.Key, g => g.Sum(s => s.UpW + s.DownW));
        var delivered = lines.Where(l => !l.IsWaiting).GroupBy(l => l.Order.Period.Index).ToDictionary(g => g.Key, g => g.Sum(l => l.DeliveredW));
        return [.. Enumerable.Range(0, terms.Intervals).Select(i => new SessionPowerRow(i, terms.Interval(i).Start,
            requested.Sum(p => p[i]), awarded.Sum(p => p[i]), activated.GetValueOrDefault(i),
            delivered.TryGetValue(terms.Interval(i).Index, out var watts) ? watts : null, null, null))];
    }

    /// <summary>A session in sums.</summary>
    /// <param name="power">Its power.</param>
    /// <param name="statements">Statements of the last version of its settlement; empty until settled.</param>
    /// <param name="isWhole">Whether they are everybody's.</param>
    public static SessionTotals Totals(IReadOnlyCollection<SessionPowerRow> power, IReadOnlyCollection<StatementRow> statements, bool isWhole)
    {
        var metered = power.Where(p => p.DeliveredW is not null).ToList();
        decimal? sofar = metered.Count == 0 ? null : metered.Sum(p => p.DeliveredW!.Value) * QuarterHour.Seconds;
        // An entry is in the statement of who pays and of who is paid: counted where it is paid.
        var sold = statements.SelectMany(s => s.Entries.Where(e => e.Kind == LedgerEntryKind.Flexibility && e.From == s.Participant)).ToList();
        var isSettled = statements.Count > 0;
        return new SessionTotals(
            power.Sum(p => (decimal)p.RequestedW) * QuarterHour.Seconds,
            power.Sum(p => (decimal)p.AwardedW) * QuarterHour.Seconds,
            power.Sum(p => (decimal)p.ActivatedW) * QuarterHour.Seconds,
            isSettled && isWhole ? sold.Sum(e => e.DeliveredJ) : sofar,
            isSettled,
            !isSettled ? null
                : isWhole ? sold.Aggregate(new Money(0, statements.First().Total.Currency), (sum, e) => sum + e.Amount)
                : statements.Select(s => s.Total).Aggregate((a, b) => a + b));
    }

    /// <summary>The set point of a POD to show: the one in force, else the last before now, else the next.</summary>
    /// <param name="ofPod">The POD's set points in the order of their intervals.</param>
    /// <param name="now">The market's time.</param>
    public static SetPointRow? Current(IEnumerable<SetPointRow> ofPod, DateTimeOffset now)
    {
        SetPointRow? last = null;
        foreach (var row in ofPod)
        {
            if (last is not null && row.Issued.SetPoint.ValidFrom > now)
                break;
            last = row;
        }
        return last;
    }
}
