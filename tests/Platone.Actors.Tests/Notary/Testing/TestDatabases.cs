using System.Security.Cryptography;
using Microsoft.Data.Sqlite;
using Npgsql;
using Platone.Actors.Kernel.Storage;
using Platone.Testing;

namespace Platone.Actors.Tests.Notary.Testing;

/// <summary>Makes databases for one test class and removes them.</summary>
public interface ITestDatabases : IDisposable
{
    /// <summary>A new, empty one; skips the test if there is no server for it.</summary>
    Task<Database> NewAsync();
}

/// <summary>SQLite files in a temporary folder.</summary>
public sealed class SqliteDatabases : ITestDatabases
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("platone-notary-");
    private int _count;

    public Task<Database> NewAsync() => Task.FromResult(Database.Sqlite(FileOf(_count++)));

    public long BytesOfLast()
    {
        SqliteConnection.ClearAllPools();
        return new FileInfo(FileOf(_count - 1)).Length;
    }

    public void Dispose()
    {
        SqliteConnection.ClearAllPools();
        _folder.Delete(recursive: true);
    }

    private string FileOf(int number) => Path.Combine(_folder.FullName, $"{number}.db");
}

/// <summary>Schemas on the server that the tests share.</summary>
public sealed class PostgreSqlDatabases : ITestDatabases
{
    private readonly List<string> _schemas = [];
    private string _server = "";

    public async Task<Database> NewAsync()
    {
        _server = (await PostgreSqlServer.SharedAsync()).ConnectionString;
        _schemas.Add($"notary_{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(6))}");
        return Database.PostgreSql(_server, _schemas[^1]);
    }

    public void Dispose()
    {
        if (_schemas.Count == 0)
            return;
        using var connection = new NpgsqlConnection(_server);
        connection.Open();
        using var drop = connection.CreateCommand();
        drop.CommandText = string.Concat(_schemas.Select(s => $"drop schema if exists {s} cascade;"));
        drop.ExecuteNonQuery();
    }
}
