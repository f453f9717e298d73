using System.Text.Json;
using System.Text.Json.Serialization;
using Platone.Actors.Kernel;
using Platone.Actors.Markets;

namespace Platone.Actors.Scd.Storage;

/// <summary>The rules of a session as the SCD keeps them: a JSON object with a member for each rule.</summary>
internal static class RulesText
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase), new ValueListConverter() },
    };

    /// <summary>The rules as a column's value.</summary>
    public static string Text(MarketRules rules) => JsonSerializer.Serialize(rules, Options);

    /// <summary>The rules a column's value stands for.</summary>
    public static MarketRules Read(string text) => JsonSerializer.Deserialize<MarketRules>(text, Options)!;

    private sealed class ValueListConverter : JsonConverterFactory
    {
        public override bool CanConvert(Type typeToConvert) =>
            typeToConvert.IsGenericType && typeToConvert.GetGenericTypeDefinition() == typeof(ValueList<>);

        public override JsonConverter CreateConverter(Type typeToConvert, JsonSerializerOptions options) =>
            (JsonConverter)Activator.CreateInstance(typeof(Of<>).MakeGenericType(typeToConvert.GetGenericArguments()))!;

        private sealed class Of<T> : JsonConverter<ValueList<T>>
        {
            public override ValueList<T> Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
                ValueList.Of<T>(JsonSerializer.Deserialize<T[]>(ref reader, options));

            public override void Write(Utf8JsonWriter writer, ValueList<T> value, JsonSerializerOptions options) =>
                JsonSerializer.Serialize(writer, value.Items, options);
        }
    }
}
