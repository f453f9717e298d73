using System.Globalization;
using Platone.Actors.Ethereum.Abi;

namespace Platone.Actors.Ethereum.TypedData;

/// <summary>A field of a struct.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">A type of the ABI, a struct's name, or an array of these.</param>
public sealed record TypedDataField(string Name, string Type);

/// <summary>The struct types of typed data, and how each is written into what is signed (EIP-712, "encodeType").</summary>
internal sealed class TypedDataTypes
{
    private readonly IReadOnlyDictionary<string, IReadOnlyList<TypedDataField>> _structs;
    private readonly Dictionary<string, byte[]> _hashes = [];

    /// <summary>Struct types by their names.</summary>
    /// <exception cref="TypedDataException">A field of a type that is neither of the ABI nor defined, or two fields of one
    /// name.</exception>
    public TypedDataTypes(IReadOnlyDictionary<string, IReadOnlyList<TypedDataField>> structs)
    {
        _structs = structs;
        foreach (var (name, fields) in structs)
        {
            // A name that is anything else could make two different types read alike.
            if (fields.Select(f => f.Name).Append(name).FirstOrDefault(n => !IsIdentifier(n)) is { } other)
                throw new TypedDataException($"types.{name}: '{other}' is not a name (letters, digits, _ and $)");
            if (Elementary(name) is not null)
                throw new TypedDataException($"types.{name}: the name of a type of the ABI");
            if (fields.GroupBy(f => f.Name).FirstOrDefault(g => g.Count() > 1) is { } twice)
                throw new TypedDataException($"types.{name}: two fields are called '{twice.Key}'");
            foreach (var field in fields)
                if (!_structs.ContainsKey(Element(field.Type)) && Elementary(Element(field.Type)) is null)
                    throw new TypedDataException($"types.{name}.{field.Name}: '{field.Type}' is neither a type of the ABI nor defined");
        }
    }

    /// <summary>A struct's fields.</summary>
    /// <exception cref="TypedDataException">None of this name.</exception>
    public IReadOnlyList<TypedDataField> Fields(string name) =>
        _structs.TryGetValue(name, out var fields) ? fields : throw new TypedDataException($"types: '{name}' is not defined");

    /// <summary>Whether a name is a struct's.</summary>
    public bool IsStruct(string name) => _structs.ContainsKey(name);

    /// <summary>A type of the ABI that is neither array nor struct; null: it is none.</summary>
    public static AbiType? Elementary(string name)
    {
        try
        {
            return AbiTypeParser.Parse(name) is { Depth: 0 } type ? type : null;
        }
        catch (AbiException)
        {
            return null;
        }
    }

    /// <summary>An array type taken apart; null: it is none.</summary>
    public static (string Element, int? Count)? Array(string type)
    {
        var open = type.LastIndexOf('[');
        if (open < 0 || type[^1] != ']')
            return null;
        var digits = type[(open + 1)..^1];
        return digits.Length == 0 ? (type[..open], null)
            : int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var count)
                && digits[0] != '0' ? (type[..open], count)
            : throw new TypedDataException($"'{type}': an array's length is a number from 1");
    }

    /// <summary>The struct with its fields, then those it refers to in alphabetical order.</summary>
    public string EncodeType(string name)
    {
        var referred = new SortedSet<string>(StringComparer.Ordinal);
        var open = new Stack<string>([name]);
        while (open.TryPop(out var next))
            foreach (var type in Fields(next).Select(f => Element(f.Type)).Where(IsStruct))
                if (type != name && referred.Add(type))
                    open.Push(type);
        return string.Concat(referred.Prepend(name).Select(n => $"{n}({string.Join(',', Fields(n).Select(f => $"{f.Type} {f.Name}"))})"));
    }

    /// <summary>keccak256 of <see cref="EncodeType"/>.</summary>
    public byte[] TypeHash(string name)
    {
        if (!_hashes.TryGetValue(name, out var hash))
            _hashes[name] = hash = Keccak256.Hash(EncodeType(name));
        return hash;
    }

    private static bool IsIdentifier(string name) =>
        name.Length > 0 && !char.IsAsciiDigit(name[0]) && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '$');

    private static string Element(string type)
    {
        while (Array(type) is { } array)
            type = array.Element;
        return type;
    }
}
