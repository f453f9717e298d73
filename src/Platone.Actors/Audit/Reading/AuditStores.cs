using Platone.Actors.Kernel.Keys;
using Platone.Actors.Kernel.Storage;
using Platone.Actors.Serialization;

namespace Platone.Actors.Audit.Reading;

/// <summary>
/// What an audit reads, all of it opened so that nothing can be written: journal, log, and the keys without which no personal unit can be
/// read and no leaf be made again. No node is needed, and none is disturbed.
/// </summary>
/// <param name="Journal">The journal.</param>
/// <param name="Ledger">The log.</param>
/// <param name="Keys">The key store.</param>
/// <param name="Master">The key that seals the log's own.</param>
/// <param name="Codec">Reads events.</param>
public sealed record AuditStores(Database Journal, Database Ledger, KeyStore Keys, MasterKey Master, EventCodec Codec)
{
    /// <summary>Name of the file with the master key in a data folder.</summary>
    public const string MasterKeyFile = "master.key";

    private Database? KeyDatabase { get; init; }

    /// <summary>Whether somebody began to write a store that was opened as one nobody writes: what was read is void then.</summary>
    public bool WasThawed => Journal.WasThawed || Ledger.WasThawed || KeyDatabase is { WasThawed: true };

    /// <summary>The stores of a data folder of SQLite files.</summary>
    /// <param name="journal">The journal's file; the others are in <paramref name="data"/>.</param>
    /// <param name="data">The data folder.</param>
    /// <param name="registry">All tables.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="FileNotFoundException">A file is not there.</exception>
    /// <exception cref="MissingKeysException">There is no key store, or no master key.</exception>
    /// <exception cref="System.Security.Cryptography.CryptographicException">The master key is another.</exception>
    public static Task<AuditStores> SqliteAsync(string journal, string data, EventRegistry registry, CancellationToken cancellation)
    {
        var keys = Path.Combine(data, "keys.db");
        if (!File.Exists(keys))
            throw new MissingKeysException($"{keys} is not there");
        return OpenAsync(Database.SqliteReadOnly(journal), Database.SqliteReadOnly(Path.Combine(data, "ledger.db")),
            Database.SqliteReadOnly(keys),
            data, registry, cancellation);
    }

    /// <summary>The stores in a PostgreSQL database, each in its schema.</summary>
    /// <param name="connectionString">Npgsql's.</param>
    /// <param name="data">The data folder, for the master key, unless it is in the environment.</param>
    /// <param name="registry">All tables.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="MissingKeysException">There is no master key.</exception>
    /// <exception cref="System.Security.Cryptography.CryptographicException">The master key is another.</exception>
    public static Task<AuditStores> PostgreSqlAsync(string connectionString, string data, EventRegistry registry,
        CancellationToken cancellation) =>
        OpenAsync(Database.PostgreSqlReadOnly(connectionString, "journal"), Database.PostgreSqlReadOnly(connectionString, "ledger"),
            Database.PostgreSqlReadOnly(connectionString, "keys"), data, registry, cancellation);

    private static async Task<AuditStores> OpenAsync(Database journal, Database ledger, Database keyDatabase, string data,
        EventRegistry registry,
        CancellationToken cancellation)
    {
        var file = Path.Combine(data, MasterKeyFile);
        var master = MasterKey.Find(file)
            ?? throw new MissingKeysException($"neither the environment variable {MasterKey.Variable} nor {file} holds the master key");
        var keys = await KeyStore.OpenAsync(keyDatabase, master, cancellation).ConfigureAwait(false);
        return new AuditStores(journal, ledger, keys, master, new EventCodec(registry, keys)) { KeyDatabase = keyDatabase };
    }
}

/// <summary>An audit has no keys: without them it could check nothing.</summary>
/// <param name="which">What is missing.</param>
public sealed class MissingKeysException(string which) : Exception(
    $"no key store: {which}. Without the keys no personal unit can be read and no leaf of the log be made again, so nothing can be audited");
