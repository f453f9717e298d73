using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Platone.Host.Rest.Json;

/// <summary>
/// Answers as CSV (RFC 4180): UTF-8, a header line, CR LF, numbers with a point and every digit. What is written are ids, numbers and
/// instants: no text a spreadsheet could take for a formula.
/// </summary>
internal static class Csv
{
    /// <summary>Its media type.</summary>
    public const string MediaType = "text/csv";

    private static readonly char[] ToQuote = ['"', ',', '\r', '\n'];

    /// <summary>Whether the caller would rather have CSV than JSON: by <c>Accept</c>.</summary>
    public static bool IsWanted(HttpRequest request)
    {
        var accepted = request.GetTypedHeaders().Accept;
        return Quality(MediaType) > 0 && Quality(MediaType) >= Quality("application/json");

        // Named, not by a wildcard: what takes anything gets JSON.
        double Quality(string type) => accepted.Where(a => a.MediaType.Equals(type, StringComparison.OrdinalIgnoreCase))
            .Select(a => a.Quality ?? 1).DefaultIfEmpty(0).Max();
    }

    /// <summary>A row of values: text, numbers, instants, or null for nothing.</summary>
    public static string Row(params IEnumerable<object?> values) => string.Join(',', values.Select(Text)) + "\r\n";

    /// <summary>A file of rows, written as they come.</summary>
    /// <param name="name">Its name where it is saved.</param>
    /// <param name="columns">The header.</param>
    /// <param name="rows">Rows, see <see cref="Row"/>.</param>
    public static PushStreamHttpResult File(string name, IReadOnlyList<string> columns, IEnumerable<string> rows) =>
        Written(name, columns, async writer =>
        {
            foreach (var row in rows)
                await writer.WriteAsync(row);
        });

    /// <summary>A file of rows that are read while they are written.</summary>
    /// <typeparam name="T">What a row is made of.</typeparam>
    /// <param name="name">Its name where it is saved.</param>
    /// <param name="columns">The header.</param>
    /// <param name="items">What to write.</param>
    /// <param name="row">The row of one, see <see cref="Row"/>.</param>
    public static PushStreamHttpResult File<T>(string name, IReadOnlyList<string> columns, IAsyncEnumerable<T> items, Func<T, string> row) =>
        Written(name, columns, async writer =>
        {
            await foreach (var item in items)
                await writer.WriteAsync(row(item));
        });

    private static PushStreamHttpResult Written(string name, IReadOnlyList<string> columns, Func<StreamWriter, Task> write) => TypedResults.Stream(
        async stream =>
        {
            await using var writer = new StreamWriter(stream, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), leaveOpen: true);
            await writer.WriteAsync(Row(columns));
            await write(writer);
        },
        $"{MediaType}; charset=utf-8; header=present", name);

    private static string Text(object? value) => value switch
    {
        null => "",
        DateTimeOffset instant => UtcTime.Text(instant),
        bool flag => flag ? "true" : "false",
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ when value.ToString() is { } text && text.IndexOfAny(ToQuote) >= 0 => $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"",
        _ => value.ToString() ?? "",
    };
}
