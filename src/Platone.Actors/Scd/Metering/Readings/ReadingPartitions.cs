using LinqToDB;
using LinqToDB.Data;
using Npgsql;

namespace Platone.Actors.Scd.Metering.Readings;

/// <summary>
/// The partitions of <c>reading</c> on PostgreSQL. What is measured now lies in a partition a day; what is older comes rarely and may be of any
/// day since meters were invented, so it lies in one a year, or a month of a year of which there are days. SQLite has one table.
/// </summary>
internal static class ReadingPartitions
{
    /// <summary>How many days before the newest one still get a partition each, if they have none.</summary>
    public const int RecentDays = 31;

    /// <summary>Makes the partitions that rows need and that are not there, in the connection's transaction. Nothing on SQLite.</summary>
    /// <param name="connection">With a transaction.</param>
    /// <param name="timesUs">When the rows' readings were measured.</param>
    /// <param name="cancellation">Ends it.</param>
    public static async Task EnsureAsync(DataConnection connection, IEnumerable<long> timesUs, CancellationToken cancellation)
    {
        if (connection.OpenDbConnection() is not NpgsqlConnection)
            return;
        var days = timesUs.Select(ReadingPartition.DayOf).ToHashSet();
        var wanted = days.Select(d => ReadingPartition.Day(d).Name).ToArray();
        if ((await ListAsync(connection, wanted, cancellation).ConfigureAwait(false)).Count == wanted.Length)
            return;
        foreach (var made in Missing(await ListAsync(connection, null, cancellation).ConfigureAwait(false), days))
        {
            // Made apart and attached: a partition that is made in its place keeps all readers of the table out until this commits.
            await connection.ExecuteAsync(FormattableString.Invariant($"""
                create table {made.Name} (like reading including defaults including constraints);
                create index on {made.Name} (pod, time_us);
                alter table reading attach partition {made.Name} for values from ({made.StartUs}) to ({made.EndUs})
                """), cancellation).ConfigureAwait(false);
        }
    }

    /// <summary>Which partitions are to be made so that each day lies in one; none overlaps another.</summary>
    /// <param name="there">Those there are.</param>
    /// <param name="days">Days since 1970-01-01.</param>
    public static IReadOnlyList<ReadingPartition> Missing(IEnumerable<ReadingPartition> there, IReadOnlyCollection<int> days)
    {
        var all = there.ToList();
        var before = all.Count;
        var newest = Math.Max(days.DefaultIfEmpty(int.MinValue).Max(), all.Select(p => p.EndDay - 1).DefaultIfEmpty(int.MinValue).Max());
        // The newest first: so a year or a month of which there are days is never taken whole.
        foreach (var day in days.OrderDescending())
        {
            var own = ReadingPartition.Day(day);
            if (all.Exists(own.Overlaps))
                continue;
            ReadingPartition[] sizes = day > newest - RecentDays ? [own] : [ReadingPartition.Year(day), ReadingPartition.Month(day), own];
            all.Add(sizes.First(p => !all.Exists(p.Overlaps)));
        }

        return all[before..];
    }

    /// <summary>The partitions that have nothing but what was measured before a time.</summary>
    public static async Task<IReadOnlyList<string>> BeforeAsync(DataConnection connection, long timeUs, CancellationToken cancellation)
    {
        var all = await ListAsync(connection, null, cancellation).ConfigureAwait(false);
        return [.. all.Where(p => p.EndUs <= timeUs).Select(p => p.Name).Order(StringComparer.Ordinal)];
    }

    // Those of some names; null for all.
    private static async Task<List<ReadingPartition>> ListAsync(DataConnection connection, string[]? names, CancellationToken cancellation)
    {
        var found = await connection.QueryToListAsync<string>($"""
            select cast(c.relname as text) from pg_inherits i join pg_class c on c.oid = i.inhrelid
            where i.inhparent = 'reading'::regclass {(names is null ? "" : "and c.relname = any(@names)")}
            """, cancellation, names is null ? [] : [new DataParameter("names", names)]).ConfigureAwait(false);
        return found.ConvertAll(ReadingPartition.Of);
    }
}
