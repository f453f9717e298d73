using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Platone.Actors.Notary.Bundles;

/// <summary>Reads a JSON object field by field; whatever is not expected, or not in its only form, is refused with its path.</summary>
internal readonly struct StrictJson
{
    // Above it JavaScript and others round.
    private const long MaxInteger = (1L << 53) - 1;

    private readonly JsonElement _element;
    private readonly string _path;

    private StrictJson(JsonElement element, string path, ReadOnlySpan<string> fields)
    {
        if (element.ValueKind != JsonValueKind.Object)
            throw new FormatException($"{Name(path)} is not an object");
        foreach (var property in element.EnumerateObject())
        {
            if (!fields.Contains(property.Name))
                throw new FormatException($"{Name(path)} has the unknown field '{property.Name}'");
        }
        (_element, _path) = (element, path);
    }

    /// <summary>Reads a document with one object of the fields given.</summary>
    /// <exception cref="FormatException">It is not one.</exception>
    public static T Read<T>(string json, Func<StrictJson, T> read, params ReadOnlySpan<string> fields)
    {
        try
        {
            using var document = JsonDocument.Parse(json, new JsonDocumentOptions { AllowDuplicateProperties = false });
            return read(new StrictJson(document.RootElement, "", fields));
        }
        catch (JsonException e)
        {
            throw new FormatException($"not JSON, or a field is there twice: {e.Message}", e);
        }
        catch (InvalidOperationException e)
        {
            // What JsonElement says to half a surrogate pair in an escape.
            throw new FormatException($"a text is not Unicode: {e.Message}", e);
        }
    }

    /// <summary>Text decoded from UTF-8.</summary>
    /// <exception cref="FormatException">It is not UTF-8.</exception>
    public static string Decode(ReadOnlySpan<byte> utf8)
    {
        try
        {
            return new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true).GetString(utf8);
        }
        catch (DecoderFallbackException e)
        {
            throw new FormatException("not UTF-8", e);
        }
    }

    /// <summary>Whether a field is there.</summary>
    public bool Has(string field) => _element.TryGetProperty(field, out _);

    /// <summary>An object in a field.</summary>
    public StrictJson Object(string field, params ReadOnlySpan<string> fields) =>
        new(Get(field, JsonValueKind.Object), Path(field), fields);

    /// <summary>A text.</summary>
    public string Text(string field) => Get(field, JsonValueKind.String).GetString()!;

    /// <summary>An integer from 0 to 2^53 - 1: digits, no leading zero.</summary>
    public long Integer(string field)
    {
        var text = Get(field, JsonValueKind.Number).GetRawText();
        return long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) && value <= MaxInteger
            && value.ToString(CultureInfo.InvariantCulture) == text
            ? value
            : throw new FormatException($"{Path(field)} is not an integer from 0 to 2^53 - 1: {text}");
    }

    /// <summary>Bytes as lower-case hex.</summary>
    public byte[] Hex(string field, int length) => Hex(Text(field), length, Path(field));

    /// <summary>Bytes of any length, one at least, as lower-case hex.</summary>
    public byte[] Hex(string field) => Hex(Text(field), Path(field));

    /// <summary>A list of bytes of any length, one at least each, as lower-case hex.</summary>
    public IReadOnlyList<byte[]> HexList(string field)
    {
        var path = Path(field);
        return [.. TextList(field).Select((text, i) => Hex(text, $"{path}[{i}]"))];
    }

    /// <summary>Bytes as base64.</summary>
    public byte[] Base64(string field) => Checkpoints.StrictBase64.TryDecode(Text(field), out var bytes)
        ? bytes
        : throw new FormatException($"{Path(field)} is not base64 in its only form");

    /// <summary>A list of hashes as lower-case hex.</summary>
    public IReadOnlyList<byte[]> HexList(string field, int length)
    {
        var path = Path(field);
        return [.. TextList(field).Select((text, i) => Hex(text, length, $"{path}[{i}]"))];
    }

    /// <summary>A list of texts.</summary>
    public IReadOnlyList<string> TextList(string field)
    {
        var path = Path(field);
        return [.. Get(field, JsonValueKind.Array).EnumerateArray().Select((e, i) => String(e, $"{path}[{i}]"))];
    }

    /// <summary>A list of objects.</summary>
    public IReadOnlyList<T> Objects<T>(string field, Func<StrictJson, T> read, params ReadOnlySpan<string> fields)
    {
        var path = Path(field);
        var list = new List<T>();
        foreach (var element in Get(field, JsonValueKind.Array).EnumerateArray())
            list.Add(read(new StrictJson(element, $"{path}[{list.Count}]", fields)));
        return list;
    }

    /// <summary>The path of a field, for messages.</summary>
    public string Path(string field) => _path.Length == 0 ? field : $"{_path}.{field}";

    private static string Name(string path) => path.Length == 0 ? "the document" : path;

    private static string String(JsonElement element, string path) => element.ValueKind == JsonValueKind.String
        ? element.GetString()!
        : throw new FormatException($"{path} is not a text");

    private static byte[] Hex(string text, int length, string path) =>
        text.Length == 2 * length && !text.AsSpan().ContainsAnyExcept("0123456789abcdef")
            ? Convert.FromHexString(text)
            : throw new FormatException($"{path} is not {length} bytes in lower-case hex");

    private static byte[] Hex(string text, string path) => text.Length > 0 && text.Length % 2 == 0
        ? Hex(text, text.Length / 2, path)
        : throw new FormatException($"{path} is not bytes in lower-case hex");

    private JsonElement Get(string field, JsonValueKind kind)
    {
        if (!_element.TryGetProperty(field, out var value))
            throw new FormatException($"{Path(field)} is missing");
        return value.ValueKind == kind ? value : throw new FormatException($"{Path(field)} is not a JSON {kind}");
    }
}
