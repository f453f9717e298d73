using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Platone.Actors.Notary.Checkpoints;

namespace Platone.Actors.Tests.Notary.Testing;

/// <summary>A proof bundle as JSON to be changed: its texts, the ways bytes are written in it, its fields.</summary>
internal static class BundleJson
{
    private static readonly JsonSerializerOptions Relaxed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>How bytes are written; reading gives null for what is not so written.</summary>
    public static IEnumerable<(Func<string, byte[]?> Decode, Func<byte[], string> Encode)> Encodings =>
    [
        (t => t.Length % 2 == 0 && t.All(char.IsAsciiHexDigitLower) ? Convert.FromHexString(t) : null, Convert.ToHexStringLower),
        (t => StrictBase64.TryDecode(t, out var bytes) ? bytes : null, Convert.ToBase64String),
    ];

    /// <summary>All its texts.</summary>
    public static IEnumerable<JsonValue> Values(JsonNode node) => node switch
    {
        JsonObject o => o.SelectMany(p => Values(p.Value!)),
        JsonArray a => a.SelectMany(e => Values(e!)),
        JsonValue v when v.GetValueKind() == JsonValueKind.String => [v],
        _ => [],
    };

    /// <summary>All its fields, each with the path of the object it is in.</summary>
    public static IEnumerable<(string Parent, string Name)> Fields(JsonNode node, string path = "") => node switch
    {
        JsonObject o => o.SelectMany(p => Fields(p.Value!, $"{path}.{p.Key}").Prepend((path, p.Key))),
        JsonArray a => a.Index().SelectMany(e => Fields(e.Item!, $"{path}.{e.Index}")),
        _ => [],
    };

    /// <summary>The object at a path.</summary>
    public static JsonObject Find(JsonNode root, string path)
    {
        var node = root;
        foreach (var step in path.Split('.', StringSplitOptions.RemoveEmptyEntries))
            node = node is JsonArray array ? array[int.Parse(step, CultureInfo.InvariantCulture)]! : node[step]!;
        return (JsonObject)node;
    }

    /// <summary>The bundle with the object at a path changed, otherwise written as it was.</summary>
    public static string Edit(string bundle, string path, Action<JsonObject> edit)
    {
        var root = JsonNode.Parse(bundle)!;
        edit(Find(root, path));
        return root.ToJsonString(Relaxed);
    }
}
