using System.Globalization;

namespace Platone.Actors.Scd.Storage;

/// <summary>
/// Decimals as the SCD's columns keep them: text with a point, every digit. SQLite has no exact type, and PostgreSQL casts it.
/// </summary>
internal static class Exact
{
    /// <summary>A decimal as a column's value: without zeros at the end, so that equal numbers are equal text.</summary>
    public static string Text(this decimal value) => value.ToString("0.############################", CultureInfo.InvariantCulture);

    /// <summary>The decimal a column's value stands for.</summary>
    public static decimal Number(this string text) => decimal.Parse(text, NumberStyles.Number, CultureInfo.InvariantCulture);
}
