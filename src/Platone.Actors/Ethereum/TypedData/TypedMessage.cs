using System.Text.Json;

namespace Platone.Actors.Ethereum.TypedData;

/// <summary>
/// A typed message that wallets show field by field and sign (EIP-712, version 4 as wallets call it). Read strictly: every field of a
/// struct must be there and no other, so that nothing is signed that was not shown, or shown that is not signed.
/// </summary>
public sealed class TypedMessage
{
    private const string DomainType = "EIP712Domain";

    // EIP-712, "Definition of domainSeparator": these, in this order, those that are there.
    private static readonly TypedDataField[] DomainFields =
    [
        new("name", "string"), new("version", "string"), new("chainId", "uint256"), new("verifyingContract", "address"),
        new("salt", "bytes32"),
    ];

    private TypedMessage(TypedDataTypes types, string primaryType, JsonElement domain, JsonElement message)
    {
        var encoder = new TypedDataEncoder(types);
        PrimaryType = primaryType;
        EncodedType = types.EncodeType(primaryType);
        DomainSeparator = encoder.HashStruct(DomainType, domain, "domain");
        // A message of the domain alone has no struct behind it.
        StructHash = primaryType == DomainType ? [] : encoder.HashStruct(primaryType, message, "message");
        Hash = Keccak256.Hash([0x19, 0x01, .. DomainSeparator, .. StructHash]);
    }

    /// <summary>The message's struct type.</summary>
    public string PrimaryType { get; }

    /// <summary>The struct types as they are signed, such as <c>Link(bytes32 podCommit,address owner)</c>.</summary>
    public string EncodedType { get; }

    /// <summary>hashStruct of the domain, 32 bytes.</summary>
    public byte[] DomainSeparator { get; }

    /// <summary>hashStruct of the message, 32 bytes; empty where the primary type is the domain itself.</summary>
    public byte[] StructHash { get; }

    /// <summary>What is signed: keccak256(0x19 0x01 || domain separator || struct hash).</summary>
    public byte[] Hash { get; }

    /// <summary>Reads the JSON that wallets take (<c>eth_signTypedData_v4</c>): types, primaryType, domain, message.</summary>
    /// <exception cref="TypedDataException">Not that form; the message names the type or the value's path.</exception>
    public static TypedMessage Parse(string json)
    {
        try
        {
            using var document = JsonDocument.Parse(json, new JsonDocumentOptions { AllowDuplicateProperties = false });
            var root = document.RootElement;
            var domain = Object(root, "domain");
            var structs = Object(root, "types").EnumerateObject().ToDictionary(t => t.Name, t => Fields(t.Name, t.Value));
            structs.TryAdd(DomainType, [.. DomainFields.Where(f => domain.TryGetProperty(f.Name, out _))]);
            return new TypedMessage(new TypedDataTypes(structs), Text(root, "primaryType", ""), domain, Object(root, "message"));
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)   // the latter: half of a surrogate pair
        {
            throw new TypedDataException($"not JSON: {e.Message}");
        }
    }

    /// <summary>Signs it.</summary>
    public RecoverableSignature Sign(Secp256k1PrivateKey key) => key.SignHash(Hash);

    /// <summary>Who signed it.</summary>
    /// <exception cref="FormatException">The signature is nobody's.</exception>
    public Address Recover(RecoverableSignature signature) => Secp256k1PublicKey.Recover(Hash, signature).Address;

    private static IReadOnlyList<TypedDataField> Fields(string type, JsonElement fields) => fields.ValueKind == JsonValueKind.Array
        ? [.. fields.EnumerateArray().Select(f => new TypedDataField(Text(f, "name", $"types.{type}."), Text(f, "type", $"types.{type}.")))]
        : throw new TypedDataException($"types.{type}: an array of fields");

    private static JsonElement Object(JsonElement root, string name) =>
        root.ValueKind == JsonValueKind.Object && root.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Object
            ? value
            : throw new TypedDataException($"{name}: an object is missing");

    private static string Text(JsonElement element, string name, string path) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String
            ? value.GetString()!
            : throw new TypedDataException($"{path}{name}: text is missing");
}
