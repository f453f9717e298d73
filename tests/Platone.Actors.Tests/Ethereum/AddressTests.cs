using System.Numerics;
using CsCheck;
using Platone.Actors.Ethereum;
using Platone.Testing;

namespace Platone.Actors.Tests.Ethereum;

public sealed class AddressTests
{
    private static readonly BigInteger Order =
        BigInteger.Parse("115792089237316195423570985008687907852837564279074904382605163141518161494337");
    private static readonly Secp256k1PrivateKey Eip155Key = Secp256k1PrivateKey.Parse(string.Concat(Enumerable.Repeat("46", 32)));

    [SkippableFact]
    public void Hashes_as_the_ethers_vectors_do()
    {
        var vectors = Vectors.Read("ethers_hashes_257.json").EnumerateArray().ToList();
        Assert.Equal(257, vectors.Count);
        Assert.All(vectors, v => Assert.Equal(v.Text("keccak256"), Keccak256.Hash(v.Bytes("data")).ToHex(prefix: true)));
        Assert.All(vectors, v => Assert.Equal(v.Text("sha256"), Secp256k1.Digest(v.Bytes("data")).ToHex(prefix: true)));
    }

    /// <summary>The vectors' signatures "of the empty string" are left out: they fit no digest of it (Keccak-256, SHA-3, SHA-2, none), so
    /// it is
    /// unknown what they sign.</summary>
    [SkippableFact]
    public void Keys_have_the_addresses_of_the_vectors()
    {
        foreach (var vector in Vectors.Read("eth_keyaddr.json").EnumerateArray())
        {
            Assert.Equal(vector.Text("key"), Keccak256.Hash(vector.Text("seed")).ToHex());
            Assert.Equal(vector.Text("addr"), Secp256k1PrivateKey.Parse(vector.Text("key")).PublicKey.Address.ToBytes().ToHex());
        }
    }

    [SkippableFact]
    public void Signs_personal_messages_as_cast_does()
    {
        var oracle = Vectors.Read("cast_oracle.json");
        Assert.Equal(oracle.Text("address"), Eip155Key.PublicKey.Address.ToString());
        var message = oracle.GetProperty("personalSign").Text("message");
        var signature = PersonalMessage.Sign(message, Eip155Key);
        Assert.Equal(oracle.GetProperty("personalSign").Text("signature"), signature.ToString());
        Assert.Equal(Eip155Key.PublicKey.Address, PersonalMessage.Recover(message, RecoverableSignature.Parse(signature.ToBytes())));
    }

    [Fact]
    public void Keccak_of_nothing_is_known() => Assert.Equal(
        "c5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470", Keccak256.Hash("").ToHex());

    // EIP-55, "Test Cases".
    [Theory]
    [InlineData("0x52908400098527886E0F7030069857D2E4169EE7")]
    [InlineData("0xde709f2102306220921060314715629080e2fb77")]
    [InlineData("0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed")]
    [InlineData("0xfB6916095ca1df60bB79Ce92cE3Ea74c37c5d359")]
    [InlineData("0xdbF03B407c01E7cD3CBea99509d93f8DDDC8C6FB")]
    [InlineData("0xD1220A0cf47c7B9Be7A2E6BA89F429762e7b9aDb")]
    public void An_address_is_written_with_its_checksum(string text)
    {
        Assert.Equal(text, Address.Parse(text).ToString());
        Assert.Equal(Address.Parse(text), Address.Parse("0x" + text[2..].ToUpperInvariant()));
        Assert.Equal(text, Address.Parse(text.ToLowerInvariant()).ToString());
    }

    [Theory]
    [InlineData("0x5AAeb6053F3E94C9b9A09f33669435E7Ef1BeAed")]
    [InlineData("5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed")]
    [InlineData("0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAe")]
    [InlineData("0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAeg")]
    [InlineData("")]
    [InlineData(null)]
    public void Text_that_is_no_address_is_refused(string? text) => Assert.Throws<FormatException>(() => Address.Parse(text));

    // geth's own example: crypto.CreateAddress in its tests.
    [Theory]
    [InlineData(0, "0x333c3310824b7c685133F2BeDb2CA4b8b4DF633d")]
    [InlineData(1, "0x8bda78331C916A08481428e4b07c96d3e916d165")]
    [InlineData(2, "0xC9DDedF451bC62ce88bf9292AfB13dF35B670699")]
    public void A_contract_has_the_address_of_creator_and_nonce(ulong nonce, string address) =>
        Assert.Equal(Address.Parse(address.ToLowerInvariant()),
            Address.OfContract(Address.Parse("0x970e8128ab834e8eac17ab8e3812f010678cf791"), nonce));

    [Fact]
    public void The_signer_is_recovered_and_nobody_else() => Gen.Select(Gen.Byte.Array[32], Gen.Byte.Array[32]).Sample((digest, other) =>
    {
        var key = Secp256k1PrivateKey.New();
        var signature = key.SignHash(digest);
        Assert.Equal(key.PublicKey, Secp256k1PublicKey.Recover(digest, signature));
        Assert.Equal(signature, RecoverableSignature.Parse(signature.ToBytes()));
        Assert.True(key.PublicKey.VerifyDigest(digest, signature.ToBytes().AsSpan(0, 64)));
        var high = signature with { S = Order - signature.S };
        Assert.Throws<FormatException>(() => Secp256k1PublicKey.Recover(digest, high));
        Assert.True(digest.AsSpan().SequenceEqual(other) || !Recovers(other, signature, key));
        Assert.False(Recovers(digest, signature with { RecoveryId = 1 - signature.RecoveryId }, key));
    }, iter: Nightly.Times(20, 2_000));

    [Fact]
    public void Any_signature_gives_a_key_or_an_error() => Gen.Byte.Array[65].Sample(
        bytes => Vectors.IsRefused(() => Secp256k1PublicKey.Recover(Keccak256.Hash("x"), RecoverableSignature.Parse(bytes))) || true,
        iter: Nightly.Times(100, 10_000));

    [Fact]
    public void A_quantity_is_written_without_leading_zeros()
    {
        Assert.Equal("0x0", new HexBigInteger(0).HexValue);
        Assert.Equal("0x80", new HexBigInteger(128).HexValue);
        Assert.Equal(1024, new HexBigInteger("0x400").Value);
        Assert.Equal("0x" + new string('f', 64), new HexBigInteger(BigInteger.Pow(2, 256) - 1).HexValue);
        Assert.Throws<ArgumentOutOfRangeException>(() => new HexBigInteger(-1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new HexBigInteger(BigInteger.Pow(2, 256)));
        Assert.All(["", "0x", "400", "0xg", "0x-1", "0x" + new string('0', 65)], text =>
            Assert.Throws<FormatException>(() => new HexBigInteger(text)));
    }

    [Fact]
    public void A_private_key_does_not_show_in_text()
    {
        var hex = Eip155Key.ToBytes().ToHex();
        var account = new Account(hex);
        Assert.DoesNotContain("4646", $"{Eip155Key} {account} {new Web3(account, "http://127.0.0.1:1")}", StringComparison.Ordinal);
        Assert.DoesNotContain("4646", Assert.Throws<FormatException>(() => new Account(hex + "0")).Message, StringComparison.Ordinal);
    }

    private static bool Recovers(byte[] digest, RecoverableSignature signature, Secp256k1PrivateKey key)
    {
        var isKey = false;
        Vectors.IsRefused(() => isKey = Secp256k1PublicKey.Recover(digest, signature).Equals(key.PublicKey));
        return isKey;
    }
}
