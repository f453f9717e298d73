using System.Globalization;
using System.Numerics;
using System.Text;
using System.Text.Json;
using Platone.Actors.Ethereum.Abi;

namespace Platone.Actors.Ethereum.TypedData;

/// <summary>Hashes values of typed data (EIP-712, "encodeData" and "hashStruct"). JSON's own limit on nesting bounds the depth.</summary>
internal sealed class TypedDataEncoder(TypedDataTypes types)
{
    /// <summary>keccak256(type hash || a word for each field).</summary>
    /// <param name="type">The struct.</param>
    /// <param name="value">Its fields, each of them and no other.</param>
    /// <param name="path">Where it stands, for errors.</param>
    /// <exception cref="TypedDataException">A field is missing, too many, or not of its type.</exception>
    public byte[] HashStruct(string type, JsonElement value, string path)
    {
        if (value.ValueKind != JsonValueKind.Object)
            throw new TypedDataException($"{path}: an object, for {type}");
        var fields = types.Fields(type);
        foreach (var property in value.EnumerateObject())
            if (!fields.Any(f => f.Name == property.Name))
                throw new TypedDataException($"{path}.{property.Name}: {type} has no such field");
        var words = fields.SelectMany(f => value.TryGetProperty(f.Name, out var inner)
            ? Word(f.Type, inner, $"{path}.{f.Name}")
            : throw new TypedDataException($"{path}.{f.Name}: missing"));
        return Keccak256.Hash([.. types.TypeHash(type), .. words]);
    }

    private byte[] Word(string type, JsonElement value, string path)
    {
        if (TypedDataTypes.Array(type) is var (element, count))
        {
            if (value.ValueKind != JsonValueKind.Array)
                throw new TypedDataException($"{path}: an array, for {type}");
            if (count is not null && value.GetArrayLength() != count)
                throw new TypedDataException($"{path}: {value.GetArrayLength()} elements, where {type} has {count}");
            return Keccak256.Hash([.. value.EnumerateArray().SelectMany((v, i) => Word(element, v, $"{path}[{i}]"))]);
        }

        if (types.IsStruct(type))
            return HashStruct(type, value, path);
        try
        {
            return Elementary(TypedDataTypes.Elementary(type)!, value, path);
        }
        catch (AbiException e)
        {
            throw new TypedDataException(e.Message);
        }
    }

    private static byte[] Elementary(AbiType type, JsonElement value, string path) => type switch
    {
        AbiBytes { Name: "string" } => Keccak256.Hash(Encoding.UTF8.GetBytes(Text(value, path))),
        AbiBytes => Keccak256.Hash(Bytes(value, path)),
        AbiFixedBytes => type.Encode(Bytes(value, path), path),
        AbiBool => type.Encode(value.ValueKind is JsonValueKind.True or JsonValueKind.False
            ? value.GetBoolean()
            : throw new TypedDataException($"{path}: true or false"), path),
        AbiInteger => type.Encode(Number(value, path), path),
        _ => type.Encode(Text(value, path), path),
    };

    private static string Text(JsonElement value, string path) =>
        value.ValueKind == JsonValueKind.String ? value.GetString()! : throw new TypedDataException($"{path}: text");

    private static byte[] Bytes(JsonElement value, string path) =>
        Text(value, path) is var text && text.StartsWith("0x", StringComparison.Ordinal) && text.TryHexToByteArray(out var bytes)
            ? bytes
            : throw new TypedDataException($"{path}: bytes (0x and hexadecimal digits)");

    // A number, or text: decimal, or hexadecimal with 0x. A JSON number is taken as it is written, of any size.
    private static BigInteger Number(JsonElement value, string path)
    {
        const int mostCharacters = 80;
        var text = value.ValueKind == JsonValueKind.Number ? value.GetRawText() : Text(value, path);
        return HexBigInteger.TryParse(text, out var number)
            || (text.Length <= mostCharacters
                && BigInteger.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out number))
            ? number
            : throw new TypedDataException($"{path}: a whole number (decimal, or 0x and hexadecimal digits)");
    }
}
