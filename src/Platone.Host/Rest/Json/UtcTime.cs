using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;

namespace Platone.Host.Rest.Json;

/// <summary>
/// An instant as the API takes and gives it: ISO 8601 with <c>Z</c> or an offset. A time without one is refused, because whose local
/// time it would be is anybody's guess.
/// </summary>
/// <param name="Value">The instant, UTC.</param>
internal readonly partial record struct UtcTime(DateTimeOffset Value)
{
    /// <summary>Reads an instant; what ASP.NET binds query parameters with.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, IFormatProvider? provider, out UtcTime time)
    {
        time = default;
        // In a query an unescaped '+' arrives as a space.
        text = text?.Replace(' ', '+');
        if (text is null || !Form().IsMatch(text)
            || !DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal, out var value))
            return false;
        time = new UtcTime(value);
        return true;
    }

    /// <summary>The text of an instant: <c>2026-11-22T14:00:00Z</c>, with a fraction only where there is one.</summary>
    public static string Text(DateTimeOffset value) => value.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", CultureInfo.InvariantCulture);

    /// <inheritdoc/>
    public override string ToString() => Text(Value);

    [GeneratedRegex(@"\A\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,7})?)?(Z|[+-]\d\d:\d\d)\z")]
    private static partial Regex Form();

    /// <summary>Instants in JSON bodies.</summary>
    internal sealed class Converter : JsonConverter<DateTimeOffset>
    {
        /// <inheritdoc/>
        public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            reader.TokenType == JsonTokenType.String && TryParse(reader.GetString(), null, out var time)
                ? time.Value
                : throw new JsonException($"The JSON value could not be converted to {typeof(DateTimeOffset).FullName}.");

        /// <inheritdoc/>
        public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options) => writer.WriteStringValue(Text(value));
    }
}
