using System.Globalization;
using System.Numerics;
using System.Text;
using System.Text.Json;
using CsCheck;
using Platone.Actors.Ethereum;
using Platone.Actors.Ethereum.Rlp;
using Platone.Testing;

namespace Platone.Actors.Tests.Ethereum;

public sealed class RlpTests
{
    [SkippableFact]
    public void Encodes_and_decodes_as_the_vectors_do()
    {
        var count = 0;
        foreach (var vector in Vectors.Read("eth_rlp_valid.json").EnumerateObject())
        {
            var encoded = vector.Value.Bytes("out");
            Assert.True(RlpEncoder.Encode(Item(vector.Value.GetProperty("in"))).AsSpan().SequenceEqual(encoded), vector.Name);
            Assert.True(RlpEncoder.Encode(RlpDecoder.Decode(encoded)).AsSpan().SequenceEqual(encoded), vector.Name);
            count++;
        }

        Assert.Equal(28, count);
    }

    [SkippableFact]
    public void Refuses_what_the_vectors_call_invalid()
    {
        var invalid = Vectors.Read("eth_rlp_invalid.json").EnumerateObject().ToList();
        Assert.Equal(26, invalid.Count);
        foreach (var vector in invalid)
            Assert.Throws<RlpException>(() => RlpDecoder.Decode(vector.Value.Bytes("out")));
    }

    [Theory]
    [InlineData("80", "")]
    [InlineData("00", "00")]
    [InlineData("7f", "7f")]
    [InlineData("8180", "80")]
    [InlineData("83646f67", "646f67")]
    public void Bytes_have_one_encoding(string encoded, string bytes)
    {
        Assert.Equal(encoded, RlpEncoder.Encode(RlpItem.Of(bytes.HexToByteArray())).ToHex());
        Assert.Equal(bytes, RlpDecoder.Decode(encoded.HexToByteArray()).Bytes.ToArray().ToHex());
    }

    [Theory]
    [InlineData("", "byte 0: the value is missing")]
    [InlineData("8100", "byte 0: a single byte below 0x80 has no prefix")]
    [InlineData("b80100", "byte 0: a length of 1 fits the prefix, so it must stand there")]
    [InlineData("c28200ff", "byte 1: a length of 2, where 1 bytes are left")]
    [InlineData("c28001ff", "1 bytes after the end of the value")]
    [InlineData("b900ff", "byte 0: the length has leading zeros")]
    [InlineData("ff7fffffffffffffff", "byte 0: the length goes beyond the end")]
    [InlineData("fb7fffffff", "byte 0: a length of 2147483647, where 0 bytes are left")]
    public void Bytes_that_are_not_canonical_are_refused_with_the_place(string encoded, string reason) =>
        Assert.StartsWith(reason, Assert.Throws<RlpException>(() => RlpDecoder.Decode(encoded.HexToByteArray())).Message,
            StringComparison.Ordinal);

    [Fact]
    public void Every_value_comes_back() => Items.Sample(item =>
    {
        var encoded = RlpEncoder.Encode(item);
        return RlpEncoder.Encode(RlpDecoder.Decode(encoded)).AsSpan().SequenceEqual(encoded);
    }, iter: Nightly.Times(2_000, 200_000));

    [Fact]
    public void Any_bytes_give_an_error_or_a_value_that_encodes_to_them() =>
        Gen.OneOf(Fuzz.AnyBytes, Fuzz.Mutated(Items.Select(RlpEncoder.Encode))).Sample(bytes =>
            Vectors.IsRefused(() => Assert.Equal(bytes, RlpEncoder.Encode(RlpDecoder.Decode(bytes)))) || true,
            iter: Nightly.Times(20_000, 2_000_000));

    [Fact]
    public void Depth_and_items_are_limited()
    {
        byte[] Nested(int depth) => Enumerable.Range(0, depth).Aggregate(new byte[] { 0xc0 },
            (inner, _) => RlpEncoder.Encode(RlpItem.List(RlpDecoder.Decode(inner))));
        var deepest = Nested(RlpDecoder.MostDepth - 1);
        Assert.Equal(deepest, RlpEncoder.Encode(RlpDecoder.Decode(deepest)));
        Assert.Contains("deeper", Assert.Throws<RlpException>(() => RlpDecoder.Decode(
            RlpEncoder.Encode(RlpItem.List(RlpDecoder.Decode(deepest))))).Message, StringComparison.Ordinal);

        // A million list prefixes: the decoder must not follow them down the stack.
        Assert.Throws<RlpException>(() => RlpDecoder.Decode(Enumerable.Repeat((byte)0xff, 1_000_000).ToArray()));
        var many = RlpEncoder.Encode(RlpItem.List([.. Enumerable.Repeat(RlpItem.Of(1), RlpDecoder.MostItems)]));
        Assert.Contains("items", Assert.Throws<RlpException>(() => RlpDecoder.Decode(many)).Message, StringComparison.Ordinal);
        Assert.Throws<RlpException>(() => RlpDecoder.Decode(new byte[RlpDecoder.MostBytes + 1]));
    }

    private static Gen<RlpItem> Items { get; } = Gen.Recursive<RlpItem>((depth, inner) => depth > 4
        ? Leaves
        : Gen.Frequency((3, Leaves), (1, inner.Array[0, 6].Select(items => RlpItem.List(items)))));

    private static Gen<RlpItem> Leaves => Gen.OneOf(Gen.Byte.Array[0, 3], Gen.Byte.Array[50, 300]).Select(b => RlpItem.Of(b));

    private static RlpItem Item(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Array => RlpItem.List([.. value.EnumerateArray().Select(Item)]),
        JsonValueKind.Number => RlpItem.Of(BigInteger.Parse(value.GetRawText(), CultureInfo.InvariantCulture)),
        _ when value.GetString() is ['#', .. var digits] => RlpItem.Of(BigInteger.Parse(digits, CultureInfo.InvariantCulture)),
        _ => RlpItem.Of(Encoding.UTF8.GetBytes(value.GetString()!)),
    };
}
