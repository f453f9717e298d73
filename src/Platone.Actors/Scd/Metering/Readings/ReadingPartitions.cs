using System.Globalization;
using LinqToDB;
using LinqToDB.Data;
using Npgsql;

namespace Platone.Actors.Scd.Metering.Readings;

/// <summary>
/// The partitions of <c>reading</c> on PostgreSQL: <c>reading_20261124</c> has the readings measured on that day (UTC), and
/// <c>reading_before_20261124</c>, in a database from before there were any, all those measured before it. SQLite has one table.
/// </summary>
internal static class ReadingPartitions
{
    private const long DayUs = 86_400_000_000;
    private const string DayPrefix = "reading_";
    private const string BeforePrefix = "reading_before_";

    /// <summary>Makes the partitions that rows need and that are not there, in the connection's transaction. Nothing on SQLite.</summary>
    /// <param name="connection">With a transaction.</param>
    /// <param name="timesUs">When the rows' readings were measured.</param>
    /// <param name="cancellation">Ends it.</param>
    public static async Task EnsureAsync(DataConnection connection, IEnumerable<long> timesUs, CancellationToken cancellation)
    {
        if (connection.OpenDbConnection() is not NpgsqlConnection)
            return;
        var days = timesUs.Select(DayOf).ToHashSet();
        var wanted = days.Select(Name).ToArray();
        var there = (await ListAsync(connection, wanted, cancellation).ConfigureAwait(false)).ToHashSet(StringComparer.Ordinal);
        var oldest = there.Where(n => n.StartsWith(BeforePrefix, StringComparison.Ordinal)).Select(EndOf)
            .DefaultIfEmpty(long.MinValue).Max();
        foreach (var day in days.Where(d => d * DayUs >= oldest && !there.Contains(Name(d))).Order())
        {
            // Made apart and attached: a partition that is made in its place keeps all readers of the table out until this commits.
            await connection.ExecuteAsync(string.Create(CultureInfo.InvariantCulture, $"""
                create table {Name(day)} (like reading including defaults including constraints);
                create index on {Name(day)} (pod, time_us);
                alter table reading attach partition {Name(day)} for values from ({day * DayUs}) to ({(day + 1) * DayUs})
                """), cancellation).ConfigureAwait(false);
        }
    }

    /// <summary>The partitions that have nothing but what was measured before a time.</summary>
    public static async Task<IReadOnlyList<string>> BeforeAsync(DataConnection connection, long timeUs, CancellationToken cancellation)
    {
        var all = await ListAsync(connection, null, cancellation).ConfigureAwait(false);
        return [.. all.Where(n => EndOf(n) <= timeUs).Order(StringComparer.Ordinal)];
    }

    /// <summary>The name of the partition of a day.</summary>
    /// <param name="day">Days since 1970-01-01.</param>
    private static string Name(long day) => DayPrefix + Text(day);

    private static long DayOf(long timeUs) => (timeUs - ((timeUs % DayUs + DayUs) % DayUs)) / DayUs;

    private static string Text(long day) => DateOnly.FromDayNumber(DateOnly.FromDateTime(DateTime.UnixEpoch).DayNumber + (int)day)
        .ToString("yyyyMMdd", CultureInfo.InvariantCulture);

    private static long EndOf(string name)
    {
        var isBefore = name.StartsWith(BeforePrefix, StringComparison.Ordinal);
        var date = DateOnly.ParseExact(name.AsSpan((isBefore ? BeforePrefix : DayPrefix).Length), "yyyyMMdd", CultureInfo.InvariantCulture);
        var day = date.DayNumber - DateOnly.FromDateTime(DateTime.UnixEpoch).DayNumber;
        return (isBefore ? day : day + 1) * DayUs;
    }

    // Those of some names, and the one of what was there before there were days; null for all.
    private static Task<List<string>> ListAsync(DataConnection connection, string[]? names, CancellationToken cancellation) =>
        connection.QueryToListAsync<string>($"""
            select cast(c.relname as text) from pg_inherits i join pg_class c on c.oid = i.inhrelid
            where i.inhparent = 'reading'::regclass
            {(names is null ? "" : $"and (c.relname = any(@names) or c.relname like '{BeforePrefix}%')")}
            """, cancellation, names is null ? [] : [new DataParameter("names", names)]);
}
