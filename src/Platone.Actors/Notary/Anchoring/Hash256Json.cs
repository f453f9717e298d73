using System.Text.Json;
using System.Text.Json.Serialization;

namespace Platone.Actors.Notary.Anchoring;

/// <summary>A <see cref="Hash256"/> as JSON text.</summary>
public sealed class Hash256Json : JsonConverter<Hash256>
{
    /// <inheritdoc/>
    public override Hash256 Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.TokenType == JsonTokenType.String
        ? Hash256.Parse(reader.GetString())
        : throw new JsonException("a hash is text");

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, Hash256 value, JsonSerializerOptions options) => writer.WriteStringValue(value.ToString());
}
