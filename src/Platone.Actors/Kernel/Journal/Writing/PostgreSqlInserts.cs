using Npgsql;
using NpgsqlTypes;

namespace Platone.Actors.Kernel.Journal.Writing;

/// <summary>
/// One prepared statement for any number of rows, its columns as arrays: one round trip, which is its own transaction. (COPY takes two, and is parsed
/// each time.)
/// </summary>
/// <param name="connectionString">Npgsql's, with the journal's search path.</param>
/// <param name="writer">What each row has as its writer.</param>
internal sealed class PostgreSqlInserts(string connectionString, string writer) : IRowInserts
{
    // The order by is what makes the numbers follow the order of the arrays.
    private const string Insert = """
        insert into journal (created, deleted, persistence_id, sequence_number, message, tags, manifest, identifier, writer_uuid)
        select created, false, stream, number, message, '', manifest, identifier, $7
        from unnest($1, $2, $3, $4, $5, $6) with ordinality as r (created, stream, number, message, manifest, identifier, place) order by place
        """;

    /// <inheritdoc/>
    public async Task InsertAsync(IReadOnlyList<StoredRow> rows)
    {
        var (created, streams, numbers) = (new long[rows.Count], new string[rows.Count], new long[rows.Count]);
        var (messages, manifests, identifiers) = (new byte[rows.Count][], new string[rows.Count], new int[rows.Count]);
        for (var i = 0; i < rows.Count; i++)
        {
            var row = rows[i];
            (created[i], streams[i], numbers[i]) = (row.Created, row.PersistenceId, row.SequenceNr);
            (messages[i], manifests[i], identifiers[i]) = (row.Message, row.Manifest, row.Identifier);
        }

        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync().ConfigureAwait(false);
        await using var command = new NpgsqlCommand(Insert, connection)
        {
            Parameters =
            {
                new NpgsqlParameter<long[]> { TypedValue = created, NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Bigint },
                new NpgsqlParameter<string[]> { TypedValue = streams, NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text },
                new NpgsqlParameter<long[]> { TypedValue = numbers, NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Bigint },
                new NpgsqlParameter<byte[][]> { TypedValue = messages, NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Bytea },
                new NpgsqlParameter<string[]> { TypedValue = manifests, NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text },
                new NpgsqlParameter<int[]> { TypedValue = identifiers, NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Integer },
                new NpgsqlParameter<string> { TypedValue = writer, NpgsqlDbType = NpgsqlDbType.Text },
            },
        };
        // Kept with the connection when it goes back to the pool.
        await command.PrepareAsync().ConfigureAwait(false);
        await command.ExecuteNonQueryAsync().ConfigureAwait(false);
    }
}
