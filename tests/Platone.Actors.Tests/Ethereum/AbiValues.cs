using CsCheck;
using Platone.Actors.Ethereum;
using Platone.Actors.Ethereum.Abi;

namespace Platone.Actors.Tests.Ethereum;

/// <summary>Random types of the contract ABI and values of them.</summary>
internal static class AbiValues
{
    private const int MostDepth = 3;

    /// <summary>A type as signatures write it, and a value.</summary>
    public static Gen<(string Type, object Value)> Any { get; } = Types(MostDepth).SelectMany(type =>
        ValueOf(AbiTypeParser.Parse(type)).Select(value => (type, value)));

    /// <summary>As <c>cast</c> takes a value on its command line.</summary>
    public static string ForCast(AbiType type, object value) => (type, value) switch
    {
        (AbiArray array, object[] items) => $"[{string.Join(',', items.Select(i => ForCast(array.Element, i)))}]",
        (AbiTuple tuple, object[] items) => $"({string.Join(',', tuple.Parameters.Zip(items, (p, i) => ForCast(p.Type, i)))})",
        (_, byte[] bytes) => bytes.ToHex(prefix: true),
        (_, bool flag) => flag ? "true" : "false",
        (_, string text) => $"\"{text}\"",
        _ => value.ToString()!,
    };

    private static Gen<string> Types(int depth) => depth == 0 ? Elementary : Gen.Frequency(
        (3, Elementary),
        (1, Types(depth - 1).Select(t => t + "[]")),
        (1, Gen.Select(Types(depth - 1), Gen.Int[1, 3]).Select((t, n) => $"{t}[{n}]")),
        (1, Types(depth - 1).Array[1, 4].Select(t => $"({string.Join(',', t)})")));

    private static Gen<string> Elementary => Gen.OneOf(
        Gen.Int[1, 32].Select(n => $"uint{8 * n}"),
        Gen.Int[1, 32].Select(n => $"int{8 * n}"),
        Gen.Int[1, 32].Select(n => $"bytes{n}"),
        Gen.OneOf("bool", "address", "bytes", "string"));

    /// <summary>A value of a type.</summary>
    public static Gen<object> ValueOf(AbiType type) => type switch
    {
        AbiInteger when type.Name[0] == 'u' => TransactionTests.Numbers(int.Parse(type.Name[4..])).Select(n => (object)n),
        AbiInteger =>
            Gen.Select(TransactionTests.Numbers(int.Parse(type.Name[3..]) - 1), Gen.Bool).Select((n, negative) =>
            (object)(negative ? -n - 1 : n)),
        AbiBool => Gen.Bool.Select(b => (object)b),
        AbiAddress => Gen.Byte.Array[Address.Bytes].Select(b => (object)new Address(b)),
        AbiFixedBytes => Gen.Byte.Array[int.Parse(type.Name[5..])].Select(b => (object)b),
        AbiBytes { Name: "bytes" } => Gen.Byte.Array[0, 70].Select(b => (object)b),
        AbiBytes => Gen.Char["abcdefghij XYZ0123456789äß€ß漢字"].Array[0, 40].Select(c => (object)new string(c)),
        AbiArray { IsDynamic: true } array when type.Name.EndsWith("[]", StringComparison.Ordinal) =>
            ValueOf(array.Element).Array[0, 4].Select(items => (object)items),
        AbiArray array =>
            ValueOf(array.Element).Array[int.Parse(type.Name[(type.Name.LastIndexOf('[') + 1)..^1])].Select(items => (object)items),
        AbiTuple tuple => tuple.Parameters.Aggregate(Gen.Const(Array.Empty<object>()), (all, p) =>
            Gen.Select(all, ValueOf(p.Type)).Select((items, item) => (object[])[.. items, item])).Select(items => (object)items),
        _ => throw new InvalidOperationException(type.Name),
    };

    /// <summary>Whether two decoded values are the same.</summary>
    public static bool AreSame(object a, object b) => (a, b) switch
    {
        (object[] x, object[] y) => x.Length == y.Length && Enumerable.Range(0, x.Length).All(i => AreSame(x[i], y[i])),
        (byte[] x, byte[] y) => x.AsSpan().SequenceEqual(y),
        _ => a.Equals(b),
    };
}
