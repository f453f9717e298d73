using System.Text;
using System.Text.Json;
using Platone.Host.Configuration;

namespace Platone.Host.Verbs.Files;

/// <summary>
/// A JSON object of a file that a verb is given, read field by field. Whatever is unknown, missing, there twice or of another form is refused
/// with the file and the field's path, such as <c>lines[3].price</c>.
/// </summary>
internal readonly struct InputJson
{
    private readonly string _file;
    private readonly string _path;
    private readonly JsonElement _element;

    private InputJson(string file, string path, JsonElement element, ReadOnlySpan<string> fields)
    {
        (_file, _path, _element) = (file, path, element);
        if (element.ValueKind != JsonValueKind.Object)
            throw new InputException($"{file}: {(path.Length == 0 ? "it" : path)} is not a JSON object");
        foreach (var property in element.EnumerateObject())
        {
            if (!fields.Contains(property.Name))
                throw new InputException($"{file}: unknown field {Path(property.Name)}; there is {string.Join(", ", fields!)}");
        }
    }

    /// <summary>Reads a file that is one object.</summary>
    /// <param name="path">The file.</param>
    /// <param name="read">Reads the object; what it returns must not hold on to the document.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <param name="fields">The fields it may have.</param>
    /// <exception cref="InputException">It cannot be read, or is not what is expected.</exception>
    public static async Task<T> ReadAsync<T>(string path, Func<InputJson, T> read, CancellationToken cancellation, params string[] fields)
    {
        ReadOnlyMemory<byte> json = await InputFile.BytesAsync(path, cancellation);
        if (json.Span.StartsWith(Encoding.UTF8.Preamble))
            json = json[Encoding.UTF8.Preamble.Length..];
        try
        {
            using var document = JsonDocument.Parse(json, new JsonDocumentOptions { AllowDuplicateProperties = false });
            return read(new InputJson(path, "", document.RootElement, fields));
        }
        catch (JsonException e)
        {
            throw new InputException($"{path}:{(e.LineNumber ?? 0) + 1}: not JSON, or a field is there twice: {e.Message}", e);
        }
    }

    /// <summary>The path of a field in its file.</summary>
    public string Path(string field) => _path.Length == 0 ? field : $"{_path}.{field}";

    /// <summary>Refuses a field.</summary>
    /// <param name="field">Which.</param>
    /// <param name="fault">Goes after its path.</param>
    public InputException Fault(string field, string fault) => new($"{_file}: {Path(field)} {fault}");

    /// <summary>Whether a field is there, and not null.</summary>
    public bool Has(string field) => _element.TryGetProperty(field, out var value) && value.ValueKind != JsonValueKind.Null;

    /// <summary>A field of any form.</summary>
    /// <exception cref="InputException">It is missing.</exception>
    public JsonElement Any(string field) => _element.TryGetProperty(field, out var value) ? value : throw Fault(field, "is missing");

    /// <summary>A number, exactly as it stands there.</summary>
    /// <exception cref="InputException">It is missing, no number, or beyond 28 digits.</exception>
    public decimal Number(string field)
    {
        var value = Any(field);
        if (value.ValueKind != JsonValueKind.Number)
            throw Fault(field, $"is not a number but {Shown(value)}");
        return value.TryGetDecimal(out var number) ? number : throw Fault(field, $"is beyond 28 digits: {value.GetRawText()}");
    }

    /// <summary>A number with bounds.</summary>
    /// <exception cref="InputException">It is missing, no number, or outside.</exception>
    public decimal Number(string field, Func<decimal, bool> holds, string expected) =>
        Number(field) is var number && holds(number) ? number : throw Fault(field, $"is {number}: must be {expected}");

    /// <summary>Yes or no.</summary>
    /// <exception cref="InputException">It is missing, or neither.</exception>
    public bool Flag(string field) => Any(field) is { ValueKind: JsonValueKind.True or JsonValueKind.False } value
        ? value.GetBoolean()
        : throw Fault(field, $"is not true or false but {Shown(Any(field))}");

    /// <summary>A text.</summary>
    /// <exception cref="InputException">It is missing, or no text.</exception>
    public string Text(string field) => Any(field) is { ValueKind: JsonValueKind.String } value
        ? value.GetString()!
        : throw Fault(field, $"is not a text but {Shown(Any(field))}");

    /// <summary>One of an enumeration's values; capitals, small letters and hyphens do not matter.</summary>
    /// <exception cref="InputException">It is missing, or none of them.</exception>
    public T Choice<T>(string field, params ReadOnlySpan<T> choices)
        where T : struct, Enum
    {
        var text = Text(field);
        var name = text.Replace("-", "", StringComparison.Ordinal);
        var names = new List<string>();
        foreach (var choice in choices)
        {
            if (string.Equals(choice.ToString(), name, StringComparison.OrdinalIgnoreCase))
                return choice;
            names.Add(Rest.Json.ApiJson.Name(choice));
        }

        throw Fault(field, $"is '{text}': must be {string.Join(", ", names)}");
    }

    /// <summary>A list of objects.</summary>
    /// <param name="field">Where.</param>
    /// <param name="read">Reads one of them, with its number.</param>
    /// <param name="fields">The fields each may have.</param>
    /// <exception cref="InputException">It is missing, or no list of such objects.</exception>
    public IReadOnlyList<T> Objects<T>(string field, Func<InputJson, int, T> read, params ReadOnlySpan<string> fields)
    {
        var value = Any(field);
        if (value.ValueKind != JsonValueKind.Array)
            throw Fault(field, $"is not a list but {Shown(value)}");
        var items = new List<T>(value.GetArrayLength());
        foreach (var item in value.EnumerateArray())
            items.Add(read(new InputJson(_file, $"{Path(field)}[{items.Count}]", item, fields), items.Count));
        return items;
    }

    /// <summary>An object in a field.</summary>
    /// <exception cref="InputException">It is missing, or no such object.</exception>
    public InputJson Object(string field, params ReadOnlySpan<string> fields) => new(_file, Path(field), Any(field), fields);

    private static string Shown(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => "a list",
        _ => value.GetRawText() is { Length: <= 40 } raw ? raw : value.GetRawText()[..40] + "…",
    };
}
