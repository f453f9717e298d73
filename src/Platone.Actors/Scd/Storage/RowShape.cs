using LinqToDB.Mapping;

namespace Platone.Actors.Scd.Storage;

/// <summary>A table as bulk writing needs it: its name, its columns, and how to put a row in whether or not its key is there.</summary>
/// <typeparam name="TRow">The mapped row.</typeparam>
internal sealed class RowShape<TRow>
    where TRow : class
{
    private RowShape(EntityDescriptor table)
    {
        Table = table.Name.Name;
        Columns = [.. table.Columns];
        ColumnList = string.Join(", ", Columns.Select(c => c.ColumnName));
        var keys = string.Join(", ", Columns.Where(c => c.IsPrimaryKey).Select(c => c.ColumnName));
        var changes = string.Join(", ", Columns.Where(c => !c.IsPrimaryKey).Select(c => $"{c.ColumnName} = excluded.{c.ColumnName}"));
        OnConflict = changes.Length == 0 ? $"on conflict ({keys}) do nothing" : $"on conflict ({keys}) do update set {changes}";
    }

    /// <summary>The table's name.</summary>
    public string Table { get; }

    /// <summary>Its columns.</summary>
    public IReadOnlyList<ColumnDescriptor> Columns { get; }

    /// <summary>Their names, with commas.</summary>
    public string ColumnList { get; }

    /// <summary>The end of an insert that replaces the row of the same key.</summary>
    public string OnConflict { get; }

    /// <summary>The shape, from the row's mapping.</summary>
    public static RowShape<TRow> Instance { get; } = new(MappingSchema.Default.GetEntityDescriptor(typeof(TRow)));
}
