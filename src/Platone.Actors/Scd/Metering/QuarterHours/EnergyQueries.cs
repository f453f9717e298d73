using System.Globalization;
using LinqToDB;
using LinqToDB.Async;
using LinqToDB.Data;
using Platone.Actors.Kernel.Identity;
using Platone.Actors.Scd.Listings;

namespace Platone.Actors.Scd.Metering.QuarterHours;

/// <summary>Queries for the sums of days and months.</summary>
internal static class EnergyQueries
{
    /// <summary>A page of a POD's days, or of its months.</summary>
    /// <typeparam name="TRow">Which.</typeparam>
    /// <param name="connection">The SCD.</param>
    /// <param name="pod">The POD.</param>
    /// <param name="from">First date.</param>
    /// <param name="to">Last date, included.</param>
    /// <param name="page">Where to go on.</param>
    /// <param name="cancellation">Ends it.</param>
    public static async Task<Page<EnergyRow>> EnergyAsync<TRow>(this DataConnection connection, PodId pod, DateOnly from, DateOnly to,
        PageRequest page, CancellationToken cancellation)
        where TRow : EnergyRecord
    {
        var (name, first, last) = (pod.ToString(), PodCalendar.Text(from), PodCalendar.Text(to));
        var sums = connection.GetTable<TRow>().Where(s => s.Pod == name && s.Date.CompareTo(first) >= 0 && s.Date.CompareTo(last) <= 0);
        if (page.Cursor is { } cursor)
        {
            var after = Cursor.Read(cursor, 1)[0];
            sums = sums.Where(s => s.Date.CompareTo(after) > 0);
        }

        var rows = await sums.OrderBy(s => s.Date).Take(page.RowsToRead()).ToListAsync(cancellation).ConfigureAwait(false);
        return page.Page(rows, s => Cursor.Write(s.Date), s => new EnergyRow(
            pod, DateOnly.ParseExact(s.Date, "O", CultureInfo.InvariantCulture),
                s.ImportJ, s.ExportJ, s.QuarterHours, s.Expected, s.Doubtful));
    }
}
