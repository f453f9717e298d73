using System.Text.Json;
using System.Text.Json.Serialization;

namespace Platone.Actors.Ethereum.Rpc;

/// <summary>How JSON-RPC's values are written and read.</summary>
internal static class RpcJson
{
    public static JsonSerializerOptions Options { get; } = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        RespectRequiredConstructorParameters = true,
        RespectNullableAnnotations = true,
        NumberHandling = JsonNumberHandling.Strict,
        Converters = { new HexDataConverter() },
    };
}

/// <summary>Bytes as "0x" and two digits each, and not as Base64.</summary>
internal sealed class HexDataConverter : JsonConverter<byte[]>
{
    public override byte[] Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.String && reader.GetString() is { } text && text.StartsWith("0x", StringComparison.Ordinal)
            && text.TryHexToByteArray(out var bytes)
            ? bytes
            : throw new JsonException("not data (0x and two hexadecimal digits a byte)");

    public override void Write(Utf8JsonWriter writer, byte[] value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.ToHex(prefix: true));
}
