using LinqToDB;

namespace Platone.Actors.Kernel.Journal.Writing;

/// <summary>One event in the columns of the table <c>journal</c>; those that are the same for all are left out.</summary>
/// <param name="PersistenceId">Its stream.</param>
/// <param name="SequenceNr">Its place there.</param>
/// <param name="Message">What its serializer made of it.</param>
/// <param name="Manifest">Under which name.</param>
/// <param name="Identifier">Which serializer.</param>
/// <param name="Created">UTC, ticks.</param>
internal readonly record struct StoredRow(string PersistenceId, long SequenceNr, byte[] Message, string Manifest, int Identifier, long Created);

/// <summary>Puts rows into the table <c>journal</c>.</summary>
internal interface IRowInserts
{
    /// <summary>Inserts rows in one transaction, numbered (<c>ordering</c>) in their order; returns when it is committed and synced.</summary>
    Task InsertAsync(IReadOnlyList<StoredRow> rows);
}

/// <summary>Which way of inserting a database has.</summary>
internal static class RowInserts
{
    /// <summary>The way of a database.</summary>
    /// <param name="provider">linq2db's name of it, as Akka.Persistence.Sql's setting <c>provider-name</c> has it.</param>
    /// <param name="connectionString">The provider's.</param>
    /// <param name="writer">What each row has as its writer.</param>
    /// <exception cref="NotSupportedException">Neither SQLite nor PostgreSQL.</exception>
    public static IRowInserts For(string provider, string connectionString, string writer) => provider switch
    {
        ProviderName.SQLiteMS => new SqliteInserts(connectionString, writer),
        _ when provider.StartsWith(ProviderName.PostgreSQL, StringComparison.Ordinal) => new PostgreSqlInserts(connectionString, writer),
        _ => throw new NotSupportedException($"akka.persistence.journal.sql.provider-name is '{provider}': the journal is in SQLite or PostgreSQL"),
    };
}
