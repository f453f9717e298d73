using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using CsCheck;
using Platone.Actors.Ethereum;
using Platone.Actors.Ethereum.TypedData;
using Platone.Testing;

namespace Platone.Actors.Tests.Ethereum;

public sealed class TypedDataTests
{
    // EIP-712, "Example".
    private const string Mail = """
        {"types": {
           "EIP712Domain": [{"name": "name", "type": "string"}, {"name": "version", "type": "string"}, {"name": "chainId", "type": "uint256"},
             {"name": "verifyingContract", "type": "address"}],
           "Person": [{"name": "name", "type": "string"}, {"name": "wallet", "type": "address"}],
           "Mail": [{"name": "from", "type": "Person"}, {"name": "to", "type": "Person"}, {"name": "contents", "type": "string"}]},
         "primaryType": "Mail",
         "domain": {"name": "Ether Mail", "version": "1", "chainId": 1, "verifyingContract": "0xCcCCccccCCCCcCCCCCCcCcCccCcCCCcCcccccccC"},
         "message": {"from": {"name": "Cow", "wallet": "0xCD2a3d9F938E13CD947Ec05AbC7FE734Df8DD826"},
           "to": {"name": "Bob", "wallet": "0xbBbBBBBbbBBBbbbBbbBbbbbBBbBbbbbBbBbbBBbB"}, "contents": "Hello, Bob!"}}
        """;

    [Fact]
    public void Hashes_the_example_of_eip_712()
    {
        var mail = TypedMessage.Parse(Mail);
        Assert.Equal("Mail(Person from,Person to,string contents)Person(string name,address wallet)", mail.EncodedType);
        Assert.Equal("f2cee375fa42b42143804025fc449deafd50cc031ca257e0b194a650a912090f", mail.DomainSeparator.ToHex());
        Assert.Equal("c52c0ee5d84264471806290a3f2c4cecfc5490626bf912d01f240d7a274b371e", mail.StructHash.ToHex());
        Assert.Equal("be609aee343fb3c4b28e1df9e632fca64fcfaede20f02e86244efddf30957bd2", mail.Hash.ToHex());
        // The example's key is keccak256("cow").
        var key = Secp256k1PrivateKey.From(Keccak256.Hash("cow"));
        Assert.Equal("0xCD2a3d9F938E13CD947Ec05AbC7FE734Df8DD826", key.PublicKey.Address.ToString());
        Assert.Equal(key.PublicKey.Address, mail.Recover(mail.Sign(key)));
    }

    [SkippableFact]
    public void Signs_a_link_as_cast_does()
    {
        var oracle = Vectors.Read("cast_oracle.json");
        var link = TypedMessage.Parse(oracle.GetProperty("typedData").GetRawText());
        var key = Secp256k1PrivateKey.Parse(string.Concat(Enumerable.Repeat("46", 32)));
        Assert.Equal(oracle.Text("typedDataSignature"), link.Sign(key).ToString());
    }

    [Fact]
    public void A_domain_whose_type_is_not_written_has_the_fields_it_has() => Assert.Equal(TypedMessage.Parse(Mail).Hash,
        TypedMessage.Parse(Changed(m => m["types"]!.AsObject().Remove("EIP712Domain"))).Hash);

    [Theory]
    [InlineData("message.contents", null, "message.contents: missing")]
    [InlineData("message.subject", "\"x\"", "message.subject: Mail has no such field")]
    [InlineData("message.from.wallet", "\"0x00\"", "message.from.wallet: '0x00' is not an address")]
    [InlineData("message.from", "7", "message.from: an object, for Person")]
    [InlineData("domain.chainId", "1.5", "domain.chainId: a whole number")]
    [InlineData("domain.chainId", "-1", "domain.chainId: -1 is not a value of uint256")]
    [InlineData("domain.chainId", "1e5", "domain.chainId: a whole number")]
    [InlineData("primaryType", "\"Letter\"", "types: 'Letter' is not defined")]
    [InlineData("types.Mail", "[{\"name\": \"a\", \"type\": \"Nobody\"}]", "types.Mail.a: 'Nobody' is neither")]
    [InlineData("types.Mail", "[{\"name\": \"a,uint256 b\", \"type\": \"uint256\"}]", "types.Mail: 'a,uint256 b' is not a name")]
    [InlineData("types.Mail", "[{\"name\": \"a\", \"type\": \"uint8\"}, {\"name\": \"a\", \"type\": \"uint8\"}]", "types.Mail: two fields")]
    [InlineData("types.Mail", "[{\"name\": \"a\", \"type\": \"uint8[0]\"}]", "'uint8[0]': an array's length")]
    [InlineData("types.uint8", "[]", "types.uint8: the name of a type")]
    [InlineData("types", "[]", "types: an object is missing")]
    [InlineData("message.contents", "\"\\ud800\"", "not JSON")]
    public void Wrong_data_is_refused_with_its_place(string path, string? value, string reason) => Assert.StartsWith(reason,
        Assert.Throws<TypedDataException>(() => TypedMessage.Parse(Changed(m => Set(m, path, value)))).Message, StringComparison.Ordinal);

    [Fact]
    public void A_struct_that_refers_to_itself_is_hashed_as_deep_as_its_value_goes()
    {
        const string tree = """
            {"types": {"Node": [{"name": "children", "type": "Node[]"}]}, "primaryType": "Node", "domain": {},
             "message": {"children": [{"children": []}, {"children": [{"children": []}]}]}}
            """;
        var message = TypedMessage.Parse(tree);
        Assert.Equal("Node(Node[] children)", message.EncodedType);
        var type = Keccak256.Hash(message.EncodedType);
        var leaf = Keccak256.Hash([.. type, .. Keccak256.Hash([])]);
        var inner = Keccak256.Hash([.. type, .. Keccak256.Hash(leaf)]);
        Assert.Equal(Keccak256.Hash([.. type, .. Keccak256.Hash([.. leaf, .. inner])]), message.StructHash);
    }

    [Fact]
    public void Any_text_gives_an_error_or_a_hash() =>
        Gen.Select(Gen.Int[0, Mail.Length - 1], Gen.Int[0, 20], Gen.Char[" {}[]\":,0ax\\"].Array[0, 3])
        .Sample((at, cut, with) =>
        {
            var changed = Mail[..at] + new string(with) + Mail[Math.Min(Mail.Length, at + cut)..];
            return Vectors.IsRefused(() => TypedMessage.Parse(changed)) || true;
        }, iter: Nightly.Times(2_000, 200_000));

    private static string Changed(Action<JsonNode> change)
    {
        var mail = JsonNode.Parse(Mail)!;
        change(mail);
        return mail.ToJsonString(new JsonSerializerOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping })
            .Replace("half a pair", "\\ud800", StringComparison.Ordinal);
    }

    private static void Set(JsonNode node, string path, string? value)
    {
        var names = path.Split('.');
        foreach (var name in names[..^1])
            node = node[name]!;
        // A node cannot hold half of a surrogate pair; it is put in afterwards.
        if (value is null)
            node.AsObject().Remove(names[^1]);
        else
            node[names[^1]] = JsonNode.Parse(value.Replace("\\ud800", "half a pair", StringComparison.Ordinal));
    }
}
