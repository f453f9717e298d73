using System.Linq.Expressions;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Platone.Actors.Scd.Storage;

/// <summary>
/// Writes rows with one prepared statement of SQLite itself. <see cref="SqliteCommand"/> looks every parameter up by its name for every
/// row, which takes longer than the insertion.
/// </summary>
internal static class SqliteRows
{
    public static void Write<TRow>(SqliteConnection connection, RowShape<TRow> shape, IReadOnlyList<TRow> rows, bool replace)
        where TRow : class
    {
        var handle = connection.Handle ?? throw new InvalidOperationException("the connection is not open");
        var places = string.Join(", ", Enumerable.Repeat("?", shape.Columns.Count));
        var text = $"insert into {shape.Table} ({shape.ColumnList}) values ({places}) {(replace ? shape.OnConflict : "")}";
        Check(handle, raw.sqlite3_prepare_v2(handle, text, out var statement), raw.SQLITE_OK);
        using (statement)
        {
            foreach (var row in rows)
            {
                Check(handle, Binder<TRow>.Bind(statement, row), raw.SQLITE_OK);
                Check(handle, raw.sqlite3_step(statement), raw.SQLITE_DONE);
                Check(handle, raw.sqlite3_reset(statement), raw.SQLITE_OK);
            }
        }
    }

    private static void Check(sqlite3 handle, int result, int expected)
    {
        if (result != expected)
            throw new SqliteException(raw.sqlite3_errmsg(handle).utf8_to_string(), result, raw.sqlite3_extended_errcode(handle));
    }

    /// <summary>Compiled once for a kind of row, so that no value is boxed: for every column of every row that would show.</summary>
    private static class Binder<TRow>
        where TRow : class
    {
        /// <summary>Binds all columns; the result is not OK if one of the bindings was not.</summary>
        public static Func<sqlite3_stmt, TRow, int> Bind { get; } = Compile();

        private static Func<sqlite3_stmt, TRow, int> Compile()
        {
            var statement = Expression.Parameter(typeof(sqlite3_stmt));
            var row = Expression.Parameter(typeof(TRow));
            var bindings = RowShape<TRow>.Instance.Columns.Select(Expression (column, i) => Expression.Call(
                typeof(Bindings), nameof(Bindings.Bind), null,
                statement, Expression.Constant(i + 1), Expression.Property(row, column.MemberName)));
            return Expression.Lambda<Func<sqlite3_stmt, TRow, int>>(bindings.Aggregate(Expression.Or), statement, row).Compile();
        }
    }

    private static class Bindings
    {
        public static int Bind(sqlite3_stmt statement, int place, string? value) =>
            value is null ? raw.sqlite3_bind_null(statement, place) : raw.sqlite3_bind_text(statement, place, value);

        public static int Bind(sqlite3_stmt statement, int place, long value) => raw.sqlite3_bind_int64(statement, place, value);

        public static int Bind(sqlite3_stmt statement, int place, long? value) =>
            value is { } number ? raw.sqlite3_bind_int64(statement, place, number) : raw.sqlite3_bind_null(statement, place);

        public static int Bind(sqlite3_stmt statement, int place, int value) => raw.sqlite3_bind_int(statement, place, value);

        public static int Bind(sqlite3_stmt statement, int place, int? value) =>
            value is { } number ? raw.sqlite3_bind_int(statement, place, number) : raw.sqlite3_bind_null(statement, place);

        public static int Bind(sqlite3_stmt statement, int place, bool value) => raw.sqlite3_bind_int(statement, place, value ? 1 : 0);

        public static int Bind(sqlite3_stmt statement, int place, double value) => raw.sqlite3_bind_double(statement, place, value);
    }
}
