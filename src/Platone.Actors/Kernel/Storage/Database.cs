using LinqToDB;
using LinqToDB.Data;
using LinqToDB.DataProvider.SQLite;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace Platone.Actors.Kernel.Storage;

/// <summary>
/// One store of the platform (journal, snapshots, read models, keys, ledger): a SQLite file of its own, or a schema of its own in a
/// PostgreSQL database. Table names are never qualified: PostgreSQL finds them through the search path.
/// </summary>
public sealed class Database
{
    private readonly DataOptions _options;
    private readonly string? _schema;

    // The file, if it is read as one that nobody writes.
    private readonly string? _frozen;

    private Database(DatabaseProvider provider, string connectionString, string? schema, DataOptions options, bool isReadOnly = false,
        string? frozen = null)
    {
        (Provider, ConnectionString, IsReadOnly) = (provider, connectionString, isReadOnly);
        (_schema, _options, _frozen) = (schema, options, frozen);
    }

    /// <summary>Which database it is.</summary>
    public DatabaseProvider Provider { get; }

    /// <summary>The full connection string. May hold a password: never log it.</summary>
    public string ConnectionString { get; }

    /// <summary>Whether the database itself refuses every write.</summary>
    public bool IsReadOnly { get; }

    /// <summary>A SQLite file; its folder is made if it is missing.</summary>
    /// <param name="path">Path of the file.</param>
    public static Database Sqlite(string path)
    {
        var full = Path.GetFullPath(path);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        var text = new SqliteConnectionStringBuilder { DataSource = full, Cache = SqliteCacheMode.Private, DefaultTimeout = 30 }.ToString();
        return new Database(DatabaseProvider.Sqlite, text, null, new DataOptions().UseSQLite(text, SQLiteProvider.Microsoft));
    }

    /// <summary>A schema of a PostgreSQL database; made by <see cref="EnsureCreatedAsync"/> if it is missing.</summary>
    /// <param name="connectionString">Npgsql's, without a search path.</param>
    /// <param name="schema">The store's schema: lower-case letters and underscores.</param>
    public static Database PostgreSql(string connectionString, string schema)
    {
        var text = new NpgsqlConnectionStringBuilder(connectionString) { SearchPath = schema }.ToString();
        return new Database(DatabaseProvider.PostgreSql, text, schema, new DataOptions().UsePostgreSQL(text));
    }

    /// <summary>
    /// A SQLite file that is only read, a node at work on it or not. Where no node is, not even the lock files beside it are made: it is
    /// read as what it is, and <see cref="WasThawed"/> says whether somebody has begun to write it meanwhile.
    /// </summary>
    /// <param name="path">Path of the file.</param>
    /// <exception cref="FileNotFoundException">There is none.</exception>
    public static Database SqliteReadOnly(string path)
    {
        var full = Path.GetFullPath(path);
        if (!File.Exists(full))
            throw new FileNotFoundException("there is no such file", full);
        var isFrozen = !File.Exists($"{full}-wal");
        var text = new SqliteConnectionStringBuilder
        {
            DataSource = isFrozen ? $"{new Uri(full).AbsoluteUri}?immutable=1" : full,
            Mode = SqliteOpenMode.ReadOnly,
            Cache = SqliteCacheMode.Private,
            DefaultTimeout = 30,
        }.ToString();
        return new Database(DatabaseProvider.Sqlite, text, null, new DataOptions().UseSQLite(text, SQLiteProvider.Microsoft),
            isReadOnly: true,
            isFrozen ? full : null);
    }

    /// <summary>A schema of a PostgreSQL database that is only read: every transaction is a read-only one.</summary>
    /// <param name="connectionString">Npgsql's, without a search path.</param>
    /// <param name="schema">The store's schema.</param>
    public static Database PostgreSqlReadOnly(string connectionString, string schema)
    {
        var given = new NpgsqlConnectionStringBuilder(connectionString);
        given.SearchPath = schema;
        given.Options = $"{given.Options} -c default_transaction_read_only=on".Trim();
        var text = given.ToString();
        return new Database(DatabaseProvider.PostgreSql, text, schema, new DataOptions().UsePostgreSQL(text), isReadOnly: true);
    }

    /// <summary>Whether it was opened as a file that nobody writes, and somebody has since: what was read of it is void.</summary>
    public bool WasThawed => _frozen is not null && File.Exists($"{_frozen}-wal");

    /// <summary>
    /// Opens a connection (from the provider's pool). With SQLite every commit is synced: <c>synchronous = full</c> is what the library
    /// is built with (a test holds it to that), and the file remembers that it has a write-ahead log.
    /// </summary>
    public DataConnection Connect() => new(_options);

    /// <summary>
    /// Lets go of the pooled connections of all stores. A server that crashed took them with it, and each would fail whoever gets it next.
    /// </summary>
    public static void ForgetConnections() => NpgsqlConnection.ClearAllPools();

    /// <summary>
    /// Makes the schema (PostgreSQL) and runs the statements that make what is in it. Each must be repeatable (<c>if not exists</c>). In a
    /// database that is only read, nothing is made.
    /// </summary>
    /// <param name="sqlite">Statements for SQLite, separated by semicolons.</param>
    /// <param name="postgreSql">Statements for PostgreSQL, separated by semicolons.</param>
    /// <param name="cancellation">Ends it.</param>
    public async Task EnsureCreatedAsync(string sqlite, string postgreSql, CancellationToken cancellation = default)
    {
        if (IsReadOnly)
            return;
        await using var connection = Connect();
        if (Provider == DatabaseProvider.Sqlite)
        {
            await connection.ExecuteAsync("PRAGMA journal_mode = WAL; " + sqlite, cancellation).ConfigureAwait(false);
            return;
        }

        // Two nodes that start at once would both find it missing: one lock for all schema work.
        await using var transaction = await connection.BeginTransactionAsync(cancellation).ConfigureAwait(false);
        await connection.ExecuteAsync("select pg_advisory_xact_lock(1620001)", cancellation).ConfigureAwait(false);
        await connection.ExecuteAsync($"create schema if not exists {_schema}; {postgreSql}", cancellation).ConfigureAwait(false);
        await transaction.CommitAsync(cancellation).ConfigureAwait(false);
    }
}

/// <summary>The databases a store can be in.</summary>
public enum DatabaseProvider
{
    /// <summary>Embedded, one file a store.</summary>
    Sqlite,

    /// <summary>A server, one schema a store.</summary>
    PostgreSql,
}
