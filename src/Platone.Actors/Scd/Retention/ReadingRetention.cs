using LinqToDB;
using LinqToDB.Async;
using LinqToDB.Data;
using Platone.Actors.Kernel.Storage;
using Platone.Actors.Scd.Metering.Readings;
using Platone.Actors.Scd.Storage;

namespace Platone.Actors.Scd.Retention;

/// <summary>
/// Drops the rows of readings that are over, never anything of the journal. First it is recorded up to when they are dropped, in the place
/// of the readings' projection, so that no batch brings any of them afterwards; from then on they are not read any more
/// (<see cref="DetailDroppedException"/>), while the rows themselves go: whole partitions on PostgreSQL, a POD's day at a time on SQLite.
/// </summary>
/// <param name="store">The SCD.</param>
public sealed class ReadingRetention(ScdStore store)
{
    private const long DayUs = 86_400_000_000;
    private const int DaysATransaction = 50;

    /// <summary>Drops readings that were measured before a time. Repeatable: what an earlier call did not come to is done.</summary>
    /// <param name="before">The beginning of a day, UTC. Earlier than before has no effect: what is gone is gone until a rebuild.</param>
    /// <param name="now">The time now, for the record.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <returns>How many partitions (PostgreSQL) or rows (SQLite) were dropped.</returns>
    public async Task<long> DropAsync(DateTimeOffset before, DateTimeOffset now, CancellationToken cancellation)
    {
        if (before.UtcDateTime.TimeOfDay != TimeSpan.Zero)
            throw new ArgumentException($"{before:O} is not the beginning of a day", nameof(before));
        await using var connection = await store.OpenAsync(cancellation).ConfigureAwait(false);
        var beforeUs = await RecordAsync(connection, before.Us(), now.Us(), cancellation).ConfigureAwait(false);
        return store.Provider == DatabaseProvider.Sqlite
            ? await DeleteAsync(connection, beforeUs, cancellation).ConfigureAwait(false)
            : await DropPartitionsAsync(connection, beforeUs, cancellation).ConfigureAwait(false);
    }

    /// <summary>The instant before which readings are not kept as rows; null if all there are are there.</summary>
    /// <param name="connection">The SCD.</param>
    /// <param name="cancellation">Ends it.</param>
    internal static async Task<DateTimeOffset?> DroppedBeforeAsync(DataConnection connection, CancellationToken cancellation) =>
        await OfReadings(connection).Select(d => (long?)d.BeforeUs).SingleOrDefaultAsync(cancellation).ConfigureAwait(false) is { } us
            ? us.At()
            : null;

    /// <summary>Waits for a batch of the readings' projection that is under way, and keeps the next one out until the transaction ends.</summary>
    internal static Task HoldProjectionAsync(DataConnection connection, CancellationToken cancellation) =>
        connection.ExecuteAsync("update projection_offset set ordering = ordering where projection = 'readings'", cancellation);

    private static IQueryable<DroppedDetailRecord> OfReadings(DataConnection connection) =>
        connection.GetTable<DroppedDetailRecord>().Where(d => d.Detail == DroppedDetailRecord.Readings);

    private async Task<long> RecordAsync(DataConnection connection, long beforeUs, long nowUs, CancellationToken cancellation)
    {
        await using var transaction = await store.BeginAsync(connection, cancellation).ConfigureAwait(false);
        await HoldProjectionAsync(connection, cancellation).ConfigureAwait(false);
        var known = await OfReadings(connection).SingleOrDefaultAsync(cancellation).ConfigureAwait(false);
        if (known?.BeforeUs >= beforeUs)
            return known.BeforeUs;
        await connection.ReplaceAsync<DroppedDetailRecord>(
            [new DroppedDetailRecord { Detail = DroppedDetailRecord.Readings, BeforeUs = beforeUs, AtUs = nowUs }], cancellation)
            .ConfigureAwait(false);
        await transaction.CommitAsync(cancellation).ConfigureAwait(false);
        return beforeUs;
    }

    private static async Task<long> DropPartitionsAsync(DataConnection connection, long beforeUs, CancellationToken cancellation)
    {
        var over = await ReadingPartitions.BeforeAsync(connection, beforeUs, cancellation).ConfigureAwait(false);
        foreach (var partition in over)
        {
            await using var transaction = await connection.BeginTransactionAsync(cancellation).ConfigureAwait(false);
            // It needs the whole table for a moment: rather the next look than a queue of readers behind a long one.
            await connection.ExecuteAsync($"set local lock_timeout = '5s'; drop table {partition}", cancellation).ConfigureAwait(false);
            await transaction.CommitAsync(cancellation).ConfigureAwait(false);
        }
        return over.Count;
    }

    // The table lies in the order of PODs and time, so that each statement walks over nothing but what it deletes.
    private async Task<long> DeleteAsync(DataConnection connection, long beforeUs, CancellationToken cancellation)
    {
        var (readings, deleted) = (connection.GetTable<ReadingRecord>(), 0L);
        var pod = await readings.OrderBy(r => r.Pod).Select(r => r.Pod).FirstOrDefaultAsync(cancellation).ConfigureAwait(false);
        while (pod is not null)
        {
            await using var transaction = await store.BeginAsync(connection, cancellation).ConfigureAwait(false);
            for (var day = 0; day < DaysATransaction && pod is not null; day++)
            {
                var of = pod;
                var oldest = await readings.Where(r => r.Pod == of).Select(r => (long?)r.TimeUs).MinAsync(cancellation).ConfigureAwait(false);
                if (oldest < beforeUs)
                {
                    var end = Math.Min(beforeUs, oldest.Value + DayUs);
                    deleted += await readings.Where(r => r.Pod == of && r.TimeUs < end).DeleteAsync(cancellation).ConfigureAwait(false);
                }
                else
                {
                    pod = await readings.Where(r => r.Pod.CompareTo(of) > 0).OrderBy(r => r.Pod).Select(r => r.Pod)
                        .FirstOrDefaultAsync(cancellation).ConfigureAwait(false);
                }
            }
            await transaction.CommitAsync(cancellation).ConfigureAwait(false);
        }
        return deleted;
    }
}

/// <summary>Rows were asked for of a time whose detail is no longer kept as rows. The journal still has it.</summary>
/// <param name="before">The first instant whose detail is kept.</param>
public sealed class DetailDroppedException(DateTimeOffset before)
    : Exception($"readings measured before {before.UtcDateTime:yyyy-MM-dd'T'HH:mm:ss'Z'} are not kept as rows any more "
        + "(platone.scd.retention.readings); the journal has them")
{
    /// <summary>The first instant whose detail is kept.</summary>
    public DateTimeOffset Before { get; } = before;
}
