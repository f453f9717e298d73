using Platone.Actors.Kernel.Storage;
using Platone.Testing;

namespace Platone.Actors.Tests.Kernel;

/// <summary>Storage of its own for one test: SQLite files, or schemas of a fresh PostgreSQL database.</summary>
internal static class Store
{
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(20);

    public static StorageOptions Sqlite(TestDirectory directory) => new(DatabaseProvider.Sqlite, directory.Path, "", Poll);

    public static async Task<StorageOptions> PostgreSqlAsync(TestDirectory directory)
    {
        var server = await PostgreSqlServer.SharedAsync();
        return new StorageOptions(DatabaseProvider.PostgreSql, directory.Path, await server.CreateDatabaseAsync(), Poll);
    }
}
