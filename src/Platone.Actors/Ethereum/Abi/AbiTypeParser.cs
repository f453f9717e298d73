using System.Globalization;

namespace Platone.Actors.Ethereum.Abi;

/// <summary>
/// Reads types as signatures write them, such as <c>(uint256,bytes10[])[2]</c>; <c>uint</c> and <c>int</c> mean 256 bits.
/// </summary>
internal sealed class AbiTypeParser
{
    /// <summary>How deep types may nest.</summary>
    public const int MostDepth = 32;

    private const int MostCharacters = 8_192;
    private readonly string _text;
    private int _at;

    private AbiTypeParser(string text) => _text = text;

    /// <summary>A type.</summary>
    /// <param name="text">Without spaces.</param>
    /// <exception cref="AbiException">Not a type, nested too deep, or too large. <c>fixed</c> is none: no compiler has it.</exception>
    public static AbiType Parse(string text) => Whole(text, parser => parser.Type(MostDepth));

    /// <summary>A name and its arguments' types, such as <c>anchor(uint64,uint64,bytes32)</c>.</summary>
    /// <exception cref="AbiException">Not that form.</exception>
    public static (string Name, AbiTuple Arguments) ParseSignature(string text) => Whole(text, parser =>
    {
        var name = parser.Take(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '$');
        return name.Length == 0 || char.IsAsciiDigit(name[0])
            ? throw parser.Wrong("a name")
            : (name, parser.Tuple(MostDepth));
    });

    /// <summary>A type of an ABI file: for <c>tuple</c> and its arrays the components stand apart.</summary>
    /// <param name="text">Such as <c>tuple[2][]</c>.</param>
    /// <param name="components">The tuple's.</param>
    /// <exception cref="AbiException">Not a type.</exception>
    public static AbiType Parse(string text, IReadOnlyList<AbiParameter> components)
    {
        const string tuple = "tuple";
        return text.StartsWith(tuple, StringComparison.Ordinal)
            ? Whole(text, parser =>
            {
                parser._at = tuple.Length;
                return parser.Arrays(NoDeeper(new AbiTuple(components), MostDepth));
            })
            : Parse(text);
    }

    private static T Whole<T>(string text, Func<AbiTypeParser, T> read)
    {
        if (text.Length > MostCharacters)
            throw new AbiException($"a type of {text.Length} characters, where at most {MostCharacters} are read");
        var parser = new AbiTypeParser(text);
        var value = read(parser);
        return parser._at == text.Length ? value : throw parser.Wrong("the end");
    }

    private AbiType Type(int depth) => Arrays(Next == '(' ? Tuple(depth) : Elementary(Take(char.IsAsciiLetterOrDigit)));

    private AbiTuple Tuple(int depth)
    {
        if (depth == 0)
            throw new AbiException($"a type nested deeper than {MostDepth}");
        Expect('(');
        var parameters = new List<AbiParameter>();
        while (Next != ')')
        {
            if (parameters.Count > 0)
                Expect(',');
            parameters.Add(new AbiParameter("", Type(depth - 1)));
        }

        Expect(')');
        return new AbiTuple(parameters);
    }

    private AbiType Arrays(AbiType type)
    {
        while (Next == '[')
        {
            _at++;
            var digits = Take(char.IsAsciiDigit);
            Expect(']');
            if (type.HeadBytes == 0)
                throw new AbiException($"{_text}: an array of nothing");
            type = NoDeeper(new AbiArray(type, digits.Length == 0 ? null : Count(digits)), MostDepth);
        }

        return type;
    }

    private AbiType Elementary(string name) => name switch
    {
        "bool" => new AbiBool(),
        "address" => new AbiAddress(),
        "string" => new AbiBytes(isText: true),
        "bytes" => new AbiBytes(isText: false),
        "function" => new AbiFixedBytes(Address.Bytes + 4, "function"),
        "uint" => new AbiInteger(isSigned: false, 256),
        "int" => new AbiInteger(isSigned: true, 256),
        _ when Size(name, "uint") is { } bits && bits % 8 == 0 && bits <= 256 => new AbiInteger(isSigned: false, bits),
        _ when Size(name, "int") is { } bits && bits % 8 == 0 && bits <= 256 => new AbiInteger(isSigned: true, bits),
        _ when Size(name, "bytes") is { } length && length <= AbiType.WordBytes => new AbiFixedBytes(length),
        _ => throw new AbiException($"'{name}' in '{_text}' is not a type of the contract ABI"),
    };

    private static AbiType NoDeeper(AbiType type, int depth) =>
        type.Depth <= depth ? type : throw new AbiException($"a type nested deeper than {MostDepth}");

    private int Count(string digits) =>
        digits[0] != '0' && int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var count)
        ? count
        : throw new AbiException($"'[{digits}]' in '{_text}': an array's length is a number from 1");

    private static int? Size(string name, string prefix) => name.StartsWith(prefix, StringComparison.Ordinal) && name.Length > prefix.Length
        && name[prefix.Length] != '0'
        && int.TryParse(name.AsSpan(prefix.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var size)
        ? size
        : null;

    private char? Next => _at < _text.Length ? _text[_at] : null;

    private string Take(Func<char, bool> belongs)
    {
        var start = _at;
        while (Next is { } c && belongs(c))
            _at++;
        return _text[start.._at];
    }

    private void Expect(char c)
    {
        if (Next != c)
            throw Wrong($"'{c}'");
        _at++;
    }

    private AbiException Wrong(string expected) => new($"'{_text}', character {_at}: {expected} expected");
}
