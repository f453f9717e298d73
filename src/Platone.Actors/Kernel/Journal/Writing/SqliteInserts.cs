using Microsoft.Data.Sqlite;

namespace Platone.Actors.Kernel.Journal.Writing;

/// <summary>One statement, prepared once a transaction and run for each row. The provider has no asynchronous calls.</summary>
/// <param name="connectionString">The file.</param>
/// <param name="writer">What each row has as its writer.</param>
internal sealed class SqliteInserts(string connectionString, string writer) : IRowInserts
{
    private const string Insert = """
        insert into journal (created, deleted, persistence_id, sequence_number, message, tags, manifest, identifier, writer_uuid)
        values (@created, 0, @stream, @number, @message, '', @manifest, @identifier, @writer)
        """;

    /// <inheritdoc/>
    public Task InsertAsync(IReadOnlyList<StoredRow> rows)
    {
        using var connection = new SqliteConnection(connectionString);
        connection.Open();
        using var transaction = connection.BeginTransaction();
        using var command = new SqliteCommand(Insert, connection, transaction);
        var created = command.Parameters.Add("@created", SqliteType.Integer);
        var stream = command.Parameters.Add("@stream", SqliteType.Text);
        var number = command.Parameters.Add("@number", SqliteType.Integer);
        var message = command.Parameters.Add("@message", SqliteType.Blob);
        var manifest = command.Parameters.Add("@manifest", SqliteType.Text);
        var identifier = command.Parameters.Add("@identifier", SqliteType.Integer);
        command.Parameters.AddWithValue("@writer", writer);
        foreach (var row in rows)
        {
            created.Value = row.Created;
            stream.Value = row.PersistenceId;
            number.Value = row.SequenceNr;
            message.Value = row.Message;
            manifest.Value = row.Manifest;
            identifier.Value = row.Identifier;
            command.ExecuteNonQuery();
        }
        transaction.Commit();
        return Task.CompletedTask;
    }
}
