using System.Text.RegularExpressions;
using LinqToDB.Data;

namespace Platone.Actors.Kernel.Storage;

/// <summary>
/// The schema of a store, as the scripts that made it (<c>Kernel/Storage/Schemas/STORE</c>). The store's table <c>schema_version</c> says
/// which of them it has; the others are run in their order, each in a transaction with its row in that table. Two nodes that start at once
/// wait for each other. A store that a newer program has changed is refused.
/// </summary>
internal sealed partial class StoreSchema
{
    private const string VersionTable =
        "create table if not exists schema_version (version integer not null, name text, applied_at_us bigint); ";

    // Made without the last two columns by versions of the program that had one number only.
    private const string VersionColumns =
        "alter table schema_version add column if not exists name text, add column if not exists applied_at_us bigint";

    private readonly string _store;
    private readonly bool _canBeMadeAnew;
    private readonly int? _readableFrom;

    private StoreSchema(string store, bool canBeMadeAnew, int? readableFrom, IReadOnlyList<SchemaScript> scripts) =>
        (_store, _canBeMadeAnew, _readableFrom, Scripts) = (store, canBeMadeAnew, readableFrom, scripts);

    /// <summary>
    /// The store <c>scd</c>: the read models, which the journal can fill again, and beside them what processes know (scripts make those tables
    /// with <c>if not exists</c>: they are not emptied).
    /// </summary>
    public static StoreSchema Scd { get; } = Of("scd", canBeMadeAnew: true);

    /// <summary>The scripts, in order.</summary>
    public IReadOnlyList<SchemaScript> Scripts { get; }

    /// <summary>The version that the last of them makes.</summary>
    public int Version => Scripts[^1].Version;

    /// <summary>The schema of a store.</summary>
    /// <param name="store">Its folder of scripts.</param>
    /// <param name="canBeMadeAnew">
    /// Whether a store older than the first script is emptied and made anew, because the journal has everything that is in it.
    /// </param>
    /// <param name="readableFrom">The first version that is like the last to those who only read; null for the last alone.</param>
    public static StoreSchema Of(string store, bool canBeMadeAnew = false, int? readableFrom = null)
    {
        var (assembly, prefix) = (typeof(StoreSchema).Assembly, $"schemas/{store}/");
        var scripts = assembly.GetManifestResourceNames().Where(n => n.StartsWith(prefix, StringComparison.Ordinal)).Select(name =>
        {
            using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!);
            return SchemaScript.Of(name[prefix.Length..], reader.ReadToEnd().ReplaceLineEndings("\n"));
        });
        return new StoreSchema(store, canBeMadeAnew, readableFrom, [.. scripts.OrderBy(s => s.Version)]);
    }

    /// <summary>A part of the schema up to a version, for tests of what follows it.</summary>
    public StoreSchema UpTo(int version) => new(_store, _canBeMadeAnew, _readableFrom, [.. Scripts.Where(s => s.Version <= version)]);

    /// <summary>Brings a store to <see cref="Version"/>. Repeatable.</summary>
    /// <exception cref="NewerSchemaException">A newer program has changed it.</exception>
    /// <exception cref="InvalidOperationException">It is only read, and not at <see cref="Version"/>.</exception>
    public async Task MigrateAsync(Database database, CancellationToken cancellation)
    {
        if (database.IsReadOnly)
        {
            await CheckAsync(database, cancellation).ConfigureAwait(false);
            return;
        }
        await database.EnsureCreatedAsync(VersionTable, VersionTable + VersionColumns, cancellation).ConfigureAwait(false);
        await using var connection = database.Connect();
        while (await StepAsync(database.Provider, connection, cancellation).ConfigureAwait(false))
        {
        }
    }

    private async Task CheckAsync(Database database, CancellationToken cancellation)
    {
        await using var connection = database.Connect();
        var isVersioned = await connection.ExecuteAsync<int>(database.Provider == DatabaseProvider.Sqlite
            ? "select count(*) from sqlite_master where name = 'schema_version'"
            : "select count(*) from pg_class where oid = to_regclass('schema_version')", cancellation).ConfigureAwait(false) > 0;
        var there = isVersioned
            ? await connection.ExecuteAsync<int?>("select max(version) from schema_version", cancellation).ConfigureAwait(false) ?? 0
            : 0;
        if (there > Version)
            throw new NewerSchemaException(_store, there, Version);
        if (there < (_readableFrom ?? Version))
        {
            throw new InvalidOperationException(
                $"the store {_store} has tables of version {there}, this program reads {Version}: start it as a node first");
        }
    }

    /// <summary>Runs the next script there is to run; false if there is none.</summary>
    private async Task<bool> StepAsync(DatabaseProvider provider, DataConnection connection, CancellationToken cancellation)
    {
        await using var transaction = await connection.BeginTransactionAsync(cancellation).ConfigureAwait(false);
        // The lock of all schema work, see Database; SQLite's transaction has the writer's place already.
        if (provider == DatabaseProvider.PostgreSql)
            await connection.ExecuteAsync("select pg_advisory_xact_lock(1620001)", cancellation).ConfigureAwait(false);
        else
            await NameColumnsAsync(connection, cancellation).ConfigureAwait(false);
        var found = await connection.ExecuteAsync<int?>("select max(version) from schema_version", cancellation).ConfigureAwait(false);
        if (found > Version)
            throw new NewerSchemaException(_store, found.Value, Version);
        if (found < Scripts[0].Version)
            await EmptyAsync(connection, found.Value, cancellation).ConfigureAwait(false);
        else if (found == Scripts[0].Version)
        {
            await connection.ExecuteAsync("update schema_version set name = @name where name is null", cancellation,
                new DataParameter("name", Scripts[0].Name)).ConfigureAwait(false);
        }

        var script = Scripts.FirstOrDefault(s => s.Version > (found < Scripts[0].Version ? 0 : found ?? 0));
        if (script is not null)
        {
            await connection.ExecuteAsync(script.For(provider), cancellation).ConfigureAwait(false);
            // By the database's clock: it is the one that all nodes have in common.
            var now = provider == DatabaseProvider.Sqlite
                ? "cast(round((julianday('now') - 2440587.5) * 86400000) as integer) * 1000"
                : "(extract(epoch from clock_timestamp()) * 1000000)::bigint";
            await connection.ExecuteAsync($"insert into schema_version (version, name, applied_at_us) values (@version, @name, {now})",
                cancellation, new DataParameter("version", script.Version), new DataParameter("name", script.Name)).ConfigureAwait(false);
        }
        await transaction.CommitAsync(cancellation).ConfigureAwait(false);
        return script is not null;
    }

    private static async Task NameColumnsAsync(DataConnection connection, CancellationToken cancellation)
    {
        const string names = "select count(*) from pragma_table_info('schema_version') where name = 'name'";
        const string add = "alter table schema_version add column name text; alter table schema_version add column applied_at_us bigint";
        if (await connection.ExecuteAsync<int>(names, cancellation).ConfigureAwait(false) == 0)
            await connection.ExecuteAsync(add, cancellation).ConfigureAwait(false);
    }

    private async Task EmptyAsync(DataConnection connection, int found, CancellationToken cancellation)
    {
        if (!_canBeMadeAnew)
            throw new InvalidOperationException($"the store {_store} has tables of version {found}; this program knows no way on from it");
        // Versions before had no table of another name.
        var tables = Table().Matches(string.Concat(Scripts.Select(s => s.Text))).Select(m => m.Groups[1].Value).Distinct();
        var drops = string.Concat(tables.Select(name => $"drop table if exists {name}; "));
        await connection.ExecuteAsync($"{drops}delete from schema_version", cancellation).ConfigureAwait(false);
    }

    // Not those of "create table if not exists": no read model has what is in them.
    [GeneratedRegex(@"^create table (?!if )(\w+)", RegexOptions.Multiline)]
    private static partial Regex Table();
}

/// <summary>A store's tables were made by a newer program; an older one must not touch them.</summary>
/// <param name="store">The store.</param>
/// <param name="found">Their version.</param>
/// <param name="known">The version this program makes.</param>
public sealed class NewerSchemaException(string store, int found, int known)
    : Exception($"the store {store} has tables of version {found}; this program knows version {known}: start the newer program");
