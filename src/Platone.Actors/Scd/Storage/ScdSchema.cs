using Platone.Actors.Kernel.Storage;

namespace Platone.Actors.Scd.Storage;

/// <summary>
/// The tables of the SCD (described for their readers in <c>docs/scd.md</c>), made and changed by the scripts in
/// <c>Kernel/Storage/Schemas/scd</c>. A change of a table, or of what a projection writes into it, is a new script; where rows that are
/// there cannot be changed in place, the script sets the projection's offset to 0 and empties its tables, and the journal fills them again.
/// </summary>
internal static class ScdSchema
{
    /// <summary>The scripts.</summary>
    public static StoreSchema Schema { get; } = StoreSchema.Scd;

    /// <summary>The version the last of them makes.</summary>
    public static int Version => Schema.Version;

    /// <summary>Makes the tables, or brings them to this program's version.</summary>
    /// <exception cref="NewerSchemaException">A newer program made them.</exception>
    /// <exception cref="InvalidOperationException">The database is only read, and they are of an older version.</exception>
    public static Task EnsureAsync(Database database, CancellationToken cancellation) => Schema.MigrateAsync(database, cancellation);
}
