using LinqToDB;
using LinqToDB.Async;
using LinqToDB.Data;
using LinqToDB.Mapping;
using Platone.Actors.Kernel.Journal;
using Platone.Actors.Kernel.Storage;

namespace Platone.Actors.Kernel.Processes;

/// <summary>How far each process manager has read. If it is ever lost, they read from the beginning: receivers de-duplicate.</summary>
/// <param name="database">The store <c>scd</c>.</param>
public sealed class ProcessOffsets(Database database)
{
    private volatile bool _isThere;

    /// <summary>The offset of a process; 0 if it has none.</summary>
    public async Task<long> LoadAsync(string process, CancellationToken cancellation)
    {
        if (!_isThere)
        {
            await StoreSchema.Scd.MigrateAsync(database, cancellation).ConfigureAwait(false);
            _isThere = true;
        }

        await using var connection = database.Connect();
        return await connection.GetTable<OffsetRow>().Where(o => o.Process == process).Select(o => o.Ordering)
            .SingleOrDefaultAsync(cancellation).ConfigureAwait(false);
    }

    /// <summary>Moves an offset.</summary>
    /// <exception cref="OffsetMovedException">It is not at <paramref name="from"/>.</exception>
    public async Task MoveAsync(string process, long from, long to, CancellationToken cancellation)
    {
        await using var connection = database.Connect();
        await MoveAsync(connection, process, from, to, cancellation).ConfigureAwait(false);
    }

    /// <summary>Moves an offset in the caller's transaction.</summary>
    /// <exception cref="OffsetMovedException">It is not at <paramref name="from"/>.</exception>
    internal static async Task MoveAsync(DataConnection connection, string process, long from, long to, CancellationToken cancellation)
    {
        var moved = from == 0
            ? await connection.ExecuteAsync(
                "insert into process_offset (process, ordering) values (@process, @to) on conflict (process) do update "
                + "set ordering = excluded.ordering where process_offset.ordering = 0",
                cancellation, new DataParameter("process", process), new DataParameter("to", to)).ConfigureAwait(false)
            : await connection.GetTable<OffsetRow>().Where(o => o.Process == process && o.Ordering == from)
                .Set(o => o.Ordering, to).UpdateAsync(cancellation).ConfigureAwait(false);
        if (moved == 0)
            throw new OffsetMovedException(process);
    }

    [Table("process_offset")]
    private sealed class OffsetRow
    {
        [Column("process"), PrimaryKey]
        public string Process { get; init; } = "";

        [Column("ordering")]
        public long Ordering { get; init; }
    }
}
