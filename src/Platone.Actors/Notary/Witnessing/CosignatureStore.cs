using LinqToDB;
using LinqToDB.Async;
using LinqToDB.Data;
using LinqToDB.Mapping;
using Platone.Actors.Kernel.Storage;
using Platone.Actors.Kernel.Time;
using Platone.Actors.Notary.Checkpoints;
using Platone.Actors.Notary.Log;

namespace Platone.Actors.Notary.Witnessing;

/// <summary>
/// Cosignatures of the log's checkpoints, in the ledger database beside the checkpoints they are of. They are no events: a cosignature is
/// about the log, as a checkpoint is, proves itself, and can be asked for again; as an event it would be a leaf that the next checkpoint
/// has to cover, which would have to be cosigned, and so on for ever.
/// </summary>
/// <param name="database">The ledger database.</param>
internal sealed class CosignatureStore(Database database)
{
    private volatile bool _isThere;

    /// <summary>A checkpoint with the cosignatures there are of it, in the order of their witnesses' keys.</summary>
    public async Task<string> NoteAsync(StoredCheckpoint checkpoint, CancellationToken cancellation)
    {
        if (!await IsThereAsync(cancellation).ConfigureAwait(false))
            return checkpoint.Note;
        await using var connection = database.Connect();
        var lines = await connection.GetTable<CosignatureRow>().Where(c => c.Size == checkpoint.Size).OrderBy(c => c.Witness).Select(c => c.Line)
            .ToListAsync(cancellation).ConfigureAwait(false);
        return checkpoint.Note + string.Concat(lines);
    }

    /// <summary>The largest size of which so many of these witnesses have cosigned a checkpoint that covers a leaf; null if there is none.</summary>
    /// <param name="witnesses">Their vkeys.</param>
    /// <param name="quorum">How many.</param>
    /// <param name="index">The leaf.</param>
    /// <param name="cancellation">Ends it.</param>
    public async Task<long?> NewestAsync(IReadOnlyCollection<string> witnesses, int quorum, long index, CancellationToken cancellation)
    {
        if (witnesses.Count == 0 || !await IsThereAsync(cancellation).ConfigureAwait(false))
            return null;
        await using var connection = database.Connect();
        var sizes = await connection.GetTable<CosignatureRow>().Where(c => c.Size > index && witnesses.Contains(c.Witness))
            .GroupBy(c => c.Size).Where(g => g.Count() >= quorum).OrderByDescending(g => g.Key).Select(g => g.Key).Take(1)
            .ToListAsync(cancellation).ConfigureAwait(false);
        return sizes.Count == 0 ? null : sizes[0];
    }

    /// <summary>All cosignatures of a checkpoint.</summary>
    public async Task<IReadOnlyList<(string Witness, string Line, long AtSeconds)>> OfAsync(long size, CancellationToken cancellation)
    {
        if (!await IsThereAsync(cancellation).ConfigureAwait(false))
            return [];
        await using var connection = database.Connect();
        var rows = await connection.GetTable<CosignatureRow>().Where(c => c.Size == size).OrderBy(c => c.Witness)
            .ToListAsync(cancellation).ConfigureAwait(false);
        return [.. rows.Select(r => (r.Witness, r.Line, r.AtSeconds))];
    }

    /// <summary>Keeps a cosignature that was verified, and that its witness has come so far; one that is there already stays.</summary>
    /// <exception cref="ArgumentException">What it says when it was made is no time.</exception>
    public async Task AddAsync(long size, NoteKey witness, NoteSignature signature, DateTimeOffset now, CancellationToken cancellation)
    {
        var time = WitnessKey.TimeOf(signature) ?? throw new ArgumentException("the cosignature has no time", nameof(signature));
        await IsThereAsync(cancellation).ConfigureAwait(false);
        var (key, line, at) = (witness.ToString(), signature.ToLine(), time.ToUnixTimeSeconds());
        await using var connection = database.Connect();
        await using var transaction = await connection.BeginTransactionAsync(cancellation).ConfigureAwait(false);
        await InsertAsync(connection, size, key, line, at, cancellation).ConfigureAwait(false);
        await connection.InsertOrReplaceAsync(new WitnessRow { Witness = key, Size = size, AtUs = Instant.Microseconds(now) }, token: cancellation)
            .ConfigureAwait(false);
        await transaction.CommitAsync(cancellation).ConfigureAwait(false);
    }

    /// <summary>Takes a cosignature over from another database.</summary>
    public async Task CopyAsync(long size, (string Witness, string Line, long AtSeconds) cosignature, CancellationToken cancellation)
    {
        await IsThereAsync(cancellation).ConfigureAwait(false);
        await using var connection = database.Connect();
        await InsertAsync(connection, size, cosignature.Witness, cosignature.Line, cosignature.AtSeconds, cancellation).ConfigureAwait(false);
    }

    /// <summary>Notes what is wrong with a witness, and since when.</summary>
    public async Task FailedAsync(NoteKey witness, WitnessProblem kind, string problem, DateTimeOffset now, CancellationToken cancellation)
    {
        var known = await FindAsync(witness, cancellation).ConfigureAwait(false);
        await using var connection = database.Connect();
        await connection.InsertOrReplaceAsync(new WitnessRow
        {
            Witness = witness.ToString(),
            Size = known?.Size ?? 0,
            AtUs = known?.CosignedAt is { } at ? Instant.Microseconds(at) : null,
            Kind = (int)kind,
            Problem = problem,
            SinceUs = Instant.Microseconds(known is { Problem: not WitnessProblem.None, Since: { } since } && known.Problem == kind ? since : now),
        }, token: cancellation).ConfigureAwait(false);
    }

    /// <summary>Where a witness stands; null if it was never asked.</summary>
    public async Task<WitnessStatus?> FindAsync(NoteKey witness, CancellationToken cancellation)
    {
        if (!await IsThereAsync(cancellation).ConfigureAwait(false))
            return null;
        var key = witness.ToString();
        await using var connection = database.Connect();
        var row = await connection.GetTable<WitnessRow>().SingleOrDefaultAsync(w => w.Witness == key, cancellation).ConfigureAwait(false);
        return row is null ? null : new WitnessStatus(witness.Name, key, row.Size, Time(row.AtUs), (WitnessProblem)row.Kind, row.Problem, Time(row.SinceUs));
    }

    private static DateTimeOffset? Time(long? us) => us is { } value ? Instant.FromMicroseconds(value) : null;

    private static Task InsertAsync(DataConnection connection, long size, string key, string line, long at, CancellationToken cancellation) =>
        connection.GetTable<CosignatureRow>().InsertOrUpdateAsync(
            () => new CosignatureRow { Size = size, Witness = key, Line = line, AtSeconds = at },
            null!,
            () => new CosignatureRow { Size = size, Witness = key }, cancellation);

    // A ledger that is only read may be of a time before there were witnesses.
    private async Task<bool> IsThereAsync(CancellationToken cancellation)
    {
        if (_isThere)
            return true;
        if (database.IsReadOnly)
        {
            await using var connection = database.Connect();
            return _isThere = await connection.ExecuteAsync<long>(database.Provider == DatabaseProvider.Sqlite
                ? "select count(*) from sqlite_master where name = 'cosignature'"
                : "select count(*) from pg_tables where tablename = 'cosignature' and schemaname = current_schema()", cancellation)
                .ConfigureAwait(false) > 0;
        }
        await LogSchema.EnsureCreatedAsync(database, cancellation).ConfigureAwait(false);
        return _isThere = true;
    }

    [Table("cosignature")]
    private sealed class CosignatureRow
    {
        [Column("size"), PrimaryKey(0)]
        public long Size { get; init; }

        [Column("witness"), PrimaryKey(1)]
        public string Witness { get; init; } = "";

        [Column("line"), NotNull]
        public string Line { get; init; } = "";

        [Column("at_s")]
        public long AtSeconds { get; init; }
    }

    [Table("witness")]
    private sealed class WitnessRow
    {
        [Column("witness"), PrimaryKey]
        public string Witness { get; init; } = "";

        [Column("size")]
        public long Size { get; init; }

        [Column("at_us")]
        public long? AtUs { get; init; }

        [Column("kind")]
        public int Kind { get; init; }

        [Column("problem")]
        public string? Problem { get; init; }

        [Column("since_us")]
        public long? SinceUs { get; init; }
    }
}
