using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using CsCheck;
using Platone.Actors.Ethereum;
using Platone.Actors.Ethereum.Abi;

namespace Platone.Actors.Tests.Ethereum;

/// <summary>Random typed data: structs that hold values, arrays of arrays, and structs named before them.</summary>
internal static class TypedDataValues
{
    private static readonly string[] Structs = ["Alpha", "Beta", "Gamma"];
    private static readonly JsonSerializerOptions AsIs = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The JSON that wallets take; its primary type is the last struct.</summary>
    public static Gen<string> Any { get; } = Gen.Select(FieldsOf(0), FieldsOf(1), FieldsOf(2)).SelectMany((a, b, c) =>
    {
        (string Name, string Type)[][] structs = [a, b, c];
        return Gen.Select(Domain, ValueOf(Structs[2], structs)).Select((domain, message) => Message(structs, domain, message));
    });

    private static Gen<JsonObject> Domain =>
        from isFull in Gen.Bool
        from chain in Gen.ULong[1, 1UL << 50]
        from contract in Gen.Byte.Array[Address.Bytes]
        from salt in Gen.Byte.Array[32]
        select DomainOf(isFull, chain, new Address(contract), salt.ToHex(prefix: true));

    private static JsonObject DomainOf(bool isFull, ulong chain, Address contract, string salt)
    {
        var domain = new JsonObject { ["name"] = "Platone", ["chainId"] = chain, ["verifyingContract"] = contract.ToString() };
        if (isFull)
            (domain["version"], domain["salt"]) = ("1", salt);
        return domain;
    }

    private static Gen<(string Name, string Type)[]> FieldsOf(int index) => TypeOf(index).Array[1, 4]
        .Select(types => types.Select((type, i) => ($"field{i}", type)).ToArray());

    private static Gen<string> TypeOf(int index) => Gen.Select(
        Gen.OneOf(Elementary, index == 0 ? Elementary : Gen.Int[0, index - 1].Select(i => Structs[i])),
        Gen.Frequency((4, Gen.Const("")), (1, Gen.Const("[]")), (1, Gen.Const("[2]")), (1, Gen.Const("[][3]")), (1, Gen.Const("[1][]"))))
        .Select((type, array) => type + array);

    private static Gen<string> Elementary => Gen.OneOf(
        Gen.Int[1, 32].Select(n => $"uint{8 * n}"), Gen.Int[1, 32].Select(n => $"int{8 * n}"), Gen.Int[1, 32].Select(n => $"bytes{n}"),
        Gen.OneOf<string>(["bool", "address", "bytes", "string"]));

    private static Gen<JsonNode> ValueOf(string type, (string Name, string Type)[][] structs)
    {
        if (type[^1] == ']')
        {
            var open = type.LastIndexOf('[');
            var inner = ValueOf(type[..open], structs);
            var items = type[(open + 1)..^1] is { Length: > 0 } count ? inner.Array[int.Parse(count)] : inner.Array[0, 3];
            return items.Select(i => (JsonNode)new JsonArray(i));
        }

        return Array.IndexOf(Structs, type) is var index and >= 0
            ? structs[index].Aggregate(Gen.Const(0).Select(_ => new JsonObject()), (all, field) =>
                Gen.Select(all, ValueOf(field.Type, structs)).Select((o, value) =>
                {
                    var copy = o.DeepClone().AsObject();
                    copy[field.Name] = value;
                    return copy;
                })).Select(o => (JsonNode)o)
            : AbiValues.ValueOf(AbiTypeParser.Parse(type)).Select(Json);
    }

    private static JsonNode Json(object value) => value switch
    {
        bool flag => JsonValue.Create(flag),
        byte[] bytes => JsonValue.Create(bytes.ToHex(prefix: true)),
        _ => JsonValue.Create(value.ToString()!),
    };

    private static string Message((string Name, string Type)[][] structs, JsonObject domain, JsonNode message)
    {
        var types = new JsonObject();
        foreach (var (name, fields) in Structs.Zip(structs))
            types[name] = Fields(fields);
        (string Name, string Type)[] all =
            [("name", "string"), ("version", "string"), ("chainId", "uint256"), ("verifyingContract", "address"), ("salt", "bytes32")];
        types["EIP712Domain"] = Fields(all.Where(f => domain.ContainsKey(f.Name)));
        return new JsonObject
        {
            ["types"] = types,
            ["primaryType"] = Structs[^1],
            ["domain"] = domain.DeepClone(),
            ["message"] = message.DeepClone(),
        }.ToJsonString(AsIs);
    }

    private static JsonArray Fields(IEnumerable<(string Name, string Type)> fields) =>
        new([.. fields.Select(f => new JsonObject { ["name"] = f.Name, ["type"] = f.Type })]);
}
