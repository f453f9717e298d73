using Akka.Configuration;
using LinqToDB;

namespace Platone.Actors.Kernel.Storage;

/// <summary>Where the stores are (<c>hocon/storage.conf</c>, <c>platone.storage</c>).</summary>
/// <param name="Provider">SQLite files or PostgreSQL schemas.</param>
/// <param name="Data">Folder of the SQLite files and of the secrets.</param>
/// <param name="PostgreSql">Connection string, if PostgreSQL.</param>
/// <param name="PollInterval">How often to look for what other nodes wrote.</param>
public sealed record StorageOptions(DatabaseProvider Provider, string Data, string PostgreSql, TimeSpan PollInterval)
{
    /// <summary>Events.</summary>
    public Database Journal { get; } = Open(Provider, Data, PostgreSql, "journal");

    /// <summary>Snapshots.</summary>
    public Database Snapshots { get; } = Open(Provider, Data, PostgreSql, "snapshots");

    /// <summary>Read models, and the offsets of process managers.</summary>
    public Database Scd { get; } = Open(Provider, Data, PostgreSql, "scd");

    /// <summary>The key store and the directory.</summary>
    public Database Keys { get; } = Open(Provider, Data, PostgreSql, "keys");

    /// <summary>The Merkle log.</summary>
    public Database Ledger { get; } = Open(Provider, Data, PostgreSql, "ledger");

    /// <summary>Reads <c>platone.storage</c>.</summary>
    /// <exception cref="ConfigurationException">A value is wrong; the message names its key.</exception>
    public static StorageOptions From(Config config)
    {
        var storage = config.GetConfig("platone.storage");
        var provider = storage.GetString("provider") switch
        {
            "sqlite" => DatabaseProvider.Sqlite,
            "postgresql" => DatabaseProvider.PostgreSql,
            var other => throw new ConfigurationException($"platone.storage.provider is '{other}'; it must be 'sqlite' or 'postgresql'"),
        };
        var postgreSql = storage.GetString("postgresql");
        if (provider == DatabaseProvider.PostgreSql && string.IsNullOrWhiteSpace(postgreSql))
            throw new ConfigurationException("platone.storage.postgresql must hold a connection string when platone.storage.provider is 'postgresql'");
        return new StorageOptions(provider, storage.GetString("data"), postgreSql, storage.GetTimeSpan("poll-interval"));
    }

    /// <summary>What Akka's persistence plugins must be told: to go before the rest of the configuration.</summary>
    public Config AkkaPersistence() => ConfigurationFactory.ParseString($$"""
        akka.persistence {
          journal.sql {{Plugin(Journal)}}
          snapshot-store.sql {{Plugin(Snapshots)}}
          query.journal.sql {{Plugin(Journal)}}
        }
        """);

    private string Plugin(Database database) => $$"""
        {
            provider-name = "{{(Provider == DatabaseProvider.Sqlite ? ProviderName.SQLiteMS : ProviderName.PostgreSQL15)}}"
            connection-string = "{{database.ConnectionString.Replace("\\", "\\\\").Replace("\"", "\\\"")}}"
            {{(Provider == DatabaseProvider.Sqlite ? "parallelism = 1" : "")}}
          }
        """;

    private static Database Open(DatabaseProvider provider, string data, string postgreSql, string store) =>
        provider == DatabaseProvider.Sqlite
            ? Database.Sqlite(Path.Combine(data, store + ".db"))
            : Database.PostgreSql(postgreSql, store);
}
