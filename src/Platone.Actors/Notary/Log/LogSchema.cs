using Platone.Actors.Kernel.Storage;

namespace Platone.Actors.Notary.Log;

/// <summary>Tables of the ledger database (<c>Kernel/Storage/Schemas/ledger</c>).</summary>
internal static class LogSchema
{
    /// <summary>The scripts.</summary>
    public static StoreSchema Schema { get; } = StoreSchema.Of("ledger", readableFrom: 0);

    /// <summary>Makes the tables and the head of the empty log where they are missing, or brings them to this program's version.</summary>
    public static Task EnsureCreatedAsync(Database database, CancellationToken cancellation) => Schema.MigrateAsync(database, cancellation);
}
