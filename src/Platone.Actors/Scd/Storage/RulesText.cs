using System.Text.Json;
using System.Text.Json.Serialization;
using Platone.Actors.Markets;
using Platone.Actors.Serialization.Messages;

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
}
