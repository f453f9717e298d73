using System.Globalization;
using LinqToDB.Data;
using Npgsql;

namespace Platone.Actors.Scd.Storage;

/// <summary>Replaces rows with one statement whose parameters are whole columns.</summary>
internal static class PostgreSqlRows
{
    public static async Task ReplaceAsync<TRow>(DataConnection connection, RowShape<TRow> shape, IReadOnlyList<TRow> rows,
        CancellationToken cancellation)
        where TRow : class
    {
        await using var command = (NpgsqlCommand)connection.OpenDbConnection().CreateCommand();
        command.Transaction = (NpgsqlTransaction?)connection.Transaction;
        var places = string.Join(", ", shape.Columns.Select((_, i) => "$" + (i + 1).ToString(CultureInfo.InvariantCulture)));
        command.CommandText = $"insert into {shape.Table} ({shape.ColumnList}) select * from unnest({places}) {shape.OnConflict}";
        foreach (var column in shape.Columns)
        {
            var values = Array.CreateInstance(column.MemberType, rows.Count);
            for (var i = 0; i < rows.Count; i++)
                values.SetValue(column.GetProviderValue(rows[i]), i);
            command.Parameters.Add(new NpgsqlParameter { Value = values });
        }
        await command.ExecuteNonQueryAsync(cancellation).ConfigureAwait(false);
    }
}
