using System.Text.Json;

namespace Platone.Actors.Ethereum.Abi;

/// <summary>What a contract offers, read from the JSON that compilers write.</summary>
internal sealed class ContractAbi
{
    private ContractAbi()
    {
    }

    /// <summary>Its functions, in the file's order; overloads are several of one name.</summary>
    public IReadOnlyList<FunctionAbi> Functions { get; private init; } = [];

    /// <summary>Its events.</summary>
    public IReadOnlyList<EventAbi> Events { get; private init; } = [];

    /// <summary>The errors it defines.</summary>
    public IReadOnlyList<FunctionAbi> Errors { get; private init; } = [];

    /// <summary>The arguments of its constructor; empty where it has none.</summary>
    public AbiTuple Constructor { get; private init; } = new([]);

    /// <summary>Reads a JSON array of functions, events, errors and a constructor.</summary>
    /// <exception cref="AbiException">Not such a file; the message names what is wrong.</exception>
    public static ContractAbi Parse(string json)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            if (document.RootElement.ValueKind != JsonValueKind.Array)
                throw new AbiException("an ABI is a JSON array");
            var entries = document.RootElement.EnumerateArray().ToLookup(e => Text(e, "type"));
            return new ContractAbi
            {
                Functions = [.. entries["function"].Select(e => new FunctionAbi(Text(e, "name"), Tuple(e, "inputs"), Tuple(e, "outputs")))],
                Events = [.. entries["event"].Select(e => new EventAbi(Text(e, "name"), Tuple(e, "inputs"),
                    e.TryGetProperty("anonymous", out var anonymous) && anonymous.ValueKind == JsonValueKind.True))],
                Errors = [.. entries["error"].Select(e => new FunctionAbi(Text(e, "name"), Tuple(e, "inputs"), new AbiTuple([])))],
                Constructor = entries["constructor"].Select(e => Tuple(e, "inputs")).FirstOrDefault(new AbiTuple([])),
            };
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)   // the latter: half of a surrogate pair
        {
            throw new AbiException($"an ABI is a JSON array: {e.Message}");
        }
    }

    private static AbiTuple Tuple(JsonElement entry, string property) => new(Parameters(entry, property));

    private static List<AbiParameter> Parameters(JsonElement entry, string property)
    {
        if (!entry.TryGetProperty(property, out var list))
            return [];
        if (list.ValueKind != JsonValueKind.Array)
            throw new AbiException($"'{property}' of an ABI's entry is an array");
        return [.. list.EnumerateArray().Select(p => new AbiParameter(
            Text(p, "name"),
            AbiTypeParser.Parse(Text(p, "type"), Parameters(p, "components")),
            p.TryGetProperty("indexed", out var indexed) && indexed.ValueKind == JsonValueKind.True))];
    }

    private static string Text(JsonElement entry, string property) => entry.ValueKind != JsonValueKind.Object
        ? throw new AbiException("an entry of an ABI is an object")
        : !entry.TryGetProperty(property, out var text) ? ""
        : text.ValueKind == JsonValueKind.String ? text.GetString()!
        : throw new AbiException($"'{property}' of an ABI's entry is text");
}
