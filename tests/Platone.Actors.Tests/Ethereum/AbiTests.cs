using System.Numerics;
using System.Text;
using System.Text.Json;
using CsCheck;
using Platone.Actors.Ethereum;
using Platone.Actors.Ethereum.Abi;
using Platone.Testing;

namespace Platone.Actors.Tests.Ethereum;

public sealed class AbiTests
{
    [SkippableFact]
    public void Encodes_as_the_vectors_do()
    {
        foreach (var vector in Vectors.Read("eth_abi_basic.json").EnumerateObject())
        {
            var names = vector.Value.GetProperty("types").EnumerateArray().Select(t => t.GetString());
            var types = AbiTypeParser.Parse($"({string.Join(',', names)})");
            var values = vector.Value.GetProperty("args").EnumerateArray().Zip(((AbiTuple)types).Parameters, (v, p) =>
                Value(v, p.Type)).ToList();
            var encoded = types.Encode(values, vector.Name);
            Assert.Equal(vector.Value.Text("result"), encoded.ToHex());
            Assert.Equal(encoded, types.Encode(((AbiTuple)types).DecodeAll(encoded, vector.Name), vector.Name));
        }
    }

    [SkippableFact]
    public void Encodes_as_cast_does()
    {
        var oracle = Vectors.Read("cast_oracle.json");
        var f = FunctionAbi.Parse("f(uint256,uint32[],bytes10,bytes)");
        Assert.Equal(oracle.GetProperty("abi").Text(f.Signature), f.Inputs.Encode(
            (object[])[0x123, (int[])[0x456, 0x789], "1234567890"u8.ToArray(), "Hello, world!"u8.ToArray()], "f").ToHex(prefix: true));
        var settle = FunctionAbi.Parse("settle(bytes32,address[],uint256[])");
        Assert.Equal(oracle.GetProperty("abi").Text("settle_calldata"), settle.EncodeCall(
        [
            Enumerable.Repeat((byte)0x11, 32).ToArray(), (string[])["0x3535353535353535353535353535353535353535"],
                (long[])[1_500_000_000_000_000_000],
        ]).ToHex(prefix: true));
        Assert.Equal(oracle.Text("topic_Anchored"), Topic("Anchored(uint64,uint64,bytes32,uint64)"));
        var selectors = oracle.GetProperty("selectors");
        Assert.Equal(selectors.Text("anchor"), Selector("anchor(uint64,uint64,bytes32)"));
        Assert.Equal(selectors.Text("interledgerReceive"), Selector("interledgerReceive(uint256,bytes)"));
        Assert.Equal(selectors.Text("interledgerCommit1"), Selector("interledgerCommit(uint256)"));
        Assert.Equal(selectors.Text("interledgerCommit2"), Selector("interledgerCommit(uint256,bytes)"));
        Assert.Equal(selectors.Text("interledgerAbort"), Selector("interledgerAbort(uint256,uint256)"));
        var topics = oracle.GetProperty("topics");
        Assert.Equal(topics.Text("InterledgerEventSending"), Topic("InterledgerEventSending(uint256,bytes)"));
        Assert.Equal(topics.Text("InterledgerEventAccepted"), Topic("InterledgerEventAccepted(uint256)"));
        Assert.Equal(topics.Text("InterledgerEventRejected"), Topic("InterledgerEventRejected(uint256)"));
    }

    // Solidity documentation, "Contract ABI Specification", examples.
    [Fact]
    public void Encodes_the_examples_of_the_specification()
    {
        Assert.Equal("cdcd77c0" + Word(69) + Word(1), FunctionAbi.Parse("baz(uint32,bool)").EncodeCall([69, true]).ToHex());
        Assert.Equal("a5643bf2" + Word(0x60) + Word(1) + Word(0xa0) + Word(4) + "64617665".PadRight(64, '0') + Word(3) + Word(1) + Word(2)
            + Word(3),
            FunctionAbi.Parse("sam(bytes,bool,uint256[])").EncodeCall(["dave"u8.ToArray(), true, (int[])[1, 2, 3]]).ToHex());
        Assert.Equal("2289b18c" + Word(0x40) + Word(0x140) + Word(2) + Word(0x40) + Word(0xa0) + Word(2) + Word(1) + Word(2) + Word(1)
            + Word(3)
            + Word(3) + Word(0x60) + Word(0xa0) + Word(0xe0) + Word(3) + "6f6e65".PadRight(64, '0') + Word(3) + "74776f".PadRight(64, '0')
                + Word(5)
            + "7468726565".PadRight(64, '0'),
            FunctionAbi.Parse("g(uint256[][],string[])").EncodeCall([(int[][])[[1, 2], [3]], (string[])["one", "two", "three"]]).ToHex());
    }

    [Fact]
    public void Every_value_comes_back() => AbiValues.Any.Sample(v =>
    {
        var tuple = new AbiTuple([new AbiParameter("v", AbiTypeParser.Parse(v.Type))]);
        var encoded = tuple.Encode((object[])[v.Value], "");
        return AbiValues.AreSame(v.Value, tuple.DecodeAll(encoded, "")[0]);
    }, iter: Nightly.Times(2_000, 200_000));

    [Fact]
    public void Any_bytes_give_an_error_or_a_value_that_encodes_to_them() => Gen.Select(AbiValues.Any, Gen.Int, Gen.Bool)
        .SelectMany(x =>
        {
            var tuple = new AbiTuple([new AbiParameter("v", AbiTypeParser.Parse(x.Item1.Type))]);
            var good = Gen.Const(tuple.Encode((object[])[x.Item1.Value], ""));
            return Gen.OneOf(Fuzz.AnyBytes, Fuzz.Mutated(good), Words).Select(bytes => (tuple, bytes));
        })
        .Sample(x => Vectors.IsRefused(() => Assert.Equal(x.bytes, x.tuple.Encode(x.tuple.DecodeAll(x.bytes, ""), ""))) || true,
            iter: Nightly.Times(5_000, 500_000));

    /// <summary>
    /// Arrays of arrays whose elements all point at the same place: a decoder that follows them does work in the power of the depth.
    /// </summary>
    [Fact]
    public void Overlapping_offsets_are_refused_at_once()
    {
        var type = (AbiTuple)AbiTypeParser.Parse("(uint256[][][][][][][][][][])");
        var data = Word(32) + string.Concat(Enumerable.Repeat(Word(64) + string.Concat(Enumerable.Repeat(Word(32), 64)), 40));
        Assert.Throws<AbiException>(() => type.DecodeAll(data.HexToByteArray(), "x"));
        // A length that is only claimed allocates nothing.
        Assert.Throws<AbiException>(() =>
            ((AbiTuple)AbiTypeParser.Parse("(uint8[])")).DecodeAll((Word(32) + Word(int.MaxValue)).HexToByteArray(), "x"));
        Assert.Throws<AbiException>(() =>
            ((AbiTuple)AbiTypeParser.Parse("(bytes)")).DecodeAll((Word(32) + new string('f', 64)).HexToByteArray(), "x"));
    }

    [Theory]
    [InlineData("uint8", "0000000000000000000000000000000000000000000000000000000000000100")]
    [InlineData("int8", "0000000000000000000000000000000000000000000000000000000000000080")]
    [InlineData("bool", "0000000000000000000000000000000000000000000000000000000000000002")]
    [InlineData("address", "0000000000000000000000010000000000000000000000000000000000000000")]
    [InlineData("bytes3", "0000000100000000000000000000000000000000000000000000000000000000")]
    public void A_word_beyond_its_type_is_refused(string type, string word) =>
        Assert.Throws<AbiException>(() => ((AbiTuple)AbiTypeParser.Parse($"({type})")).DecodeAll(word.HexToByteArray(), "x"));

    [Fact]
    public void Dirty_padding_and_bytes_left_over_are_refused()
    {
        var type = (AbiTuple)AbiTypeParser.Parse("(bytes)");
        var good = (Word(32) + Word(1) + "aa".PadRight(64, '0')).HexToByteArray();
        Assert.Equal([0xaa], (byte[])type.DecodeAll(good, "x")[0]);
        Assert.Contains("padding", Assert.Throws<AbiException>(() => type.DecodeAll([.. good[..^1], 1], "x")).Message,
            StringComparison.Ordinal);
        Assert.Contains("after", Assert.Throws<AbiException>(() => type.DecodeAll([.. good, .. new byte[32]], "x")).Message,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("uint8", 256)]
    [InlineData("uint256", -1)]
    [InlineData("int8", 128)]
    [InlineData("int8", -129)]
    public void A_number_beyond_its_type_is_refused_by_name(string type, int number) => Assert.StartsWith("f.0: ",
        Assert.Throws<AbiException>(() => FunctionAbi.Parse($"f({type})").EncodeCall([number])).Message, StringComparison.Ordinal);

    [Fact]
    public void A_wrong_argument_is_named_with_its_path()
    {
        var abi = FunctionAbi.Parse("f(uint8,(address,bytes4[2])[])");
        Assert.StartsWith("f.1[1].1[0]: 3 bytes", Assert.Throws<AbiException>(() => abi.EncodeCall([1, (object[])[
            (default(Address), (byte[][])[new byte[4], new byte[4]]), (default(Address), (byte[][])[new byte[3], new byte[4]])]])).Message,
            StringComparison.Ordinal);
        Assert.StartsWith("f: 1 values", Assert.Throws<AbiException>(() => abi.EncodeCall([1])).Message, StringComparison.Ordinal);
        Assert.StartsWith("f.0: String", Assert.Throws<AbiException>(() => abi.EncodeCall(["1", (object[])[]])).Message,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("uint7")]
    [InlineData("uint264")]
    [InlineData("uint08")]
    [InlineData("bytes0")]
    [InlineData("bytes33")]
    [InlineData("fixed128x18")]
    [InlineData("uint256[0]")]
    [InlineData("uint256[-1]")]
    [InlineData("uint256[")]
    [InlineData("(uint256")]
    [InlineData("(uint256,)")]
    [InlineData("()[]")]
    [InlineData("uint256 ")]
    [InlineData("uint256[99999999]")]
    [InlineData("string[9999999999]")]
    public void Text_that_is_no_type_is_refused(string type) => Assert.Throws<AbiException>(() => AbiTypeParser.Parse(type));

    [Fact]
    public void A_type_nested_too_deep_is_refused()
    {
        Assert.Throws<AbiException>(() => AbiTypeParser.Parse("uint8" + string.Concat(Enumerable.Repeat("[]", 33))));
        Assert.Throws<AbiException>(() => AbiTypeParser.Parse(new string('(', 4000) + new string(')', 4000)));
        Assert.Throws<AbiException>(() => AbiTypeParser.Parse(new string('(', 100_000)));
    }

    [Fact]
    public void Reads_what_compilers_write()
    {
        var abi = ContractAbi.Parse("""
            [{"type":"constructor","inputs":[{"name":"admin","type":"address"}]},
             {"type":"function","name":"settle","inputs":[{"name":"id","type":"bytes32"},{"name":"lines","type":"tuple[2][]","components":[
               {"name":"to","type":"address"},{"name":"amounts","type":"uint256[]"}]}],"outputs":[{"name":"","type":"bool"}]},
             {"type":"event","name":"Anchored","inputs":[{"name":"seq","type":"uint64","indexed":true},{"name":"size","type":"uint64"},
               {"name":"root","type":"bytes32"},{"name":"note","type":"string","indexed":true}]},
             {"type":"error","name":"OutOfOrder","inputs":[{"name":"expected","type":"uint64"}]},
             {"type":"receive","stateMutability":"payable"}]
            """);
        Assert.Equal("settle(bytes32,(address,uint256[])[2][])", abi.Functions.Single().Signature);
        Assert.Equal("(address)", abi.Constructor.Name);

        var anchored = abi.Events.Single();
        Assert.Equal("Anchored(uint64,uint64,bytes32,string)", anchored.Signature);
        byte[][] topics = [anchored.Topic, Word(7).HexToByteArray(), Keccak256.Hash("x")];
        var data = (Word(9) + new string('a', 64)).HexToByteArray();
        Assert.True(anchored.Matches(topics));
        Assert.Equal([new BigInteger(7), new BigInteger(9), Enumerable.Repeat((byte)0xaa, 32).ToArray(), Keccak256.Hash("x")],
            anchored.Decode(topics, data));
        Assert.Throws<AbiException>(() => anchored.Decode(topics[..2], data));
        Assert.Throws<AbiException>(() => anchored.Decode([Keccak256.Hash(""), .. topics[1..]], data));
        Assert.Equal(Keccak256.Hash("x"), EventAbi.TopicOf(anchored.Inputs.Parameters[3], "x"));

        var error = abi.Errors.Single().EncodeCall([5]);
        Assert.Equal("OutOfOrder(5)", RevertReason.Of(error, abi.Errors)!.ToString());
        Assert.Null(RevertReason.Of(error));
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("[1]")]
    [InlineData("""[{"type":"function","name":"f","inputs":[{"name":"a","type":"uint7"}]}]""")]
    [InlineData("""[{"type":"function","name":"f","inputs":{}}]""")]
    [InlineData("""[{"type":"function","name":7}]""")]
    [InlineData("""[{"type":"function","name":"\ud800"}]""")]
    [InlineData("[")]
    public void A_broken_abi_file_is_refused(string json) => Assert.Throws<AbiException>(() => ContractAbi.Parse(json));

    [Fact]
    public void Reverts_are_told_in_words()
    {
        Assert.Equal("not the owner", RevertReason.Of(FunctionAbi.Parse("Error(string)").EncodeCall(["not the owner"]))!.ToString());
        Assert.Equal("panic 0x11: arithmetic overflow or underflow",
            RevertReason.Of(FunctionAbi.Parse("Panic(uint256)").EncodeCall([0x11]))!.ToString());
        Assert.Null(RevertReason.Of([]));
        Assert.Null(RevertReason.Of("08c379a0ff".HexToByteArray()));
    }

    [Fact]
    public void Decoded_values_become_what_is_asked_for()
    {
        var values = ((AbiTuple)AbiTypeParser.Parse("(uint64,address,bytes32[],(bool,string))")).DecodeAll(
            AbiTypeParser.Parse("(uint64,address,bytes32[],(bool,string))").Encode(
                (7UL, default(Address), (byte[][])[new byte[32]], (true, "x")), ""), "");
        var (number, address, list, (flag, text)) = AbiConvert.To<(ulong, string, byte[][], (bool, string))>(values);
        Assert.Equal((7UL, "0x0000000000000000000000000000000000000000", 1, true, "x"), (number, address, list.Length, flag, text));
        Assert.Equal(7, AbiConvert.To<int>(values[..1]));
        Assert.Equal(new BigInteger(7), AbiConvert.To<BigInteger>(values[..1]));
        Assert.Equal(7, AbiConvert.To<ValueTuple<int>>(values[..1]).Item1);
        Assert.Equal(32, Assert.Single(AbiConvert.To<List<byte[]>>([values[2]])).Length);
        Assert.Equal(32, Assert.Single(AbiConvert.To<IReadOnlyList<byte[]>>([values[2]])).Length);
        Assert.Throws<AbiException>(() => AbiConvert.To<byte>([new BigInteger(256)]));
        Assert.Throws<AbiException>(() => AbiConvert.To<uint>([new BigInteger(-1)]));
        Assert.Throws<AbiException>(() => AbiConvert.To<string>([new BigInteger(1)]));
    }

    private static Gen<byte[]> Words => Gen.OneOf("00", "01", "02", "20", "40", "60", "80", "ff").Array[0, 12]
        .Select(words => string.Concat(words.Select(w => w.PadLeft(64, '0'))).HexToByteArray());

    private static string Selector(string signature) => FunctionAbi.Parse(signature).Selector.ToHex(prefix: true);

    private static string Topic(string signature)
    {
        var (name, arguments) = AbiTypeParser.ParseSignature(signature);
        return new EventAbi(name, arguments, IsAnonymous: false).Topic.ToHex(prefix: true);
    }

    private static string Word(int number) => number.ToString("x").PadLeft(64, '0');

    private static object Value(JsonElement value, AbiType type) => value.ValueKind switch
    {
        JsonValueKind.Number => new BigInteger(value.GetInt64()),
        JsonValueKind.Array => value.EnumerateArray().Select(v => Value(v, ((AbiArray)type).Element)).ToArray(),
        _ when type is AbiAddress => value.GetString()!,
        _ => Encoding.UTF8.GetBytes(value.GetString()!),
    };
}
