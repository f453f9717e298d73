using System.Globalization;
using System.Numerics;
using System.Text;
using System.Text.Json;
using CsCheck;
using Platone.Actors.Ethereum;
using Platone.Testing;

namespace Platone.Actors.Tests.Ethereum;

public class Secp256k1Tests
{
    private static readonly BigInteger Order =
        BigInteger.Parse("0fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141", NumberStyles.HexNumber,
            CultureInfo.InvariantCulture);

    [SkippableFact]
    public void Signs_as_the_rfc6979_vectors_do()
    {
        using var vectors = Vectors("ledger/secp256k1_ecdsa_rfc6979_200.json");
        var valid = vectors.RootElement.GetProperty("valid").EnumerateArray().ToList();
        Assert.Equal(200, valid.Count);
        foreach (var vector in valid)
        {
            var key = Secp256k1PrivateKey.Parse(Text(vector, "d"));
            var digest = Hex(vector, "m");
            var signature = key.SignDigest(digest);
            Assert.Equal(Text(vector, "signature"), Convert.ToHexStringLower(signature));
            Assert.True(key.PublicKey.VerifyDigest(digest, signature));
            signature[^1] ^= 1;
            Assert.False(key.PublicKey.VerifyDigest(digest, signature));
        }
    }

    [SkippableFact]
    public void Refuses_what_the_rfc6979_vectors_call_invalid()
    {
        using var vectors = Vectors("ledger/secp256k1_ecdsa_rfc6979_200.json");
        var invalid = vectors.RootElement.GetProperty("invalid");
        foreach (var vector in invalid.GetProperty("sign").EnumerateArray())
            Assert.Throws<FormatException>(() => Secp256k1PrivateKey.Parse(Text(vector, "d")));
        foreach (var vector in invalid.GetProperty("verify").EnumerateArray())
        {
            // "strict" there means: refuse a high s. Here one is as good as the other.
            var isHigh = vector.TryGetProperty("strict", out var strict) && strict.GetBoolean();
            var verifies = Secp256k1PublicKey.TryParse(Text(vector, "Q"), out var key)
                && key.VerifyDigest(Hex(vector, "m"), Hex(vector, "signature"));
            Assert.True(verifies == isHigh, Text(vector, "description"));
        }
    }

    /// <summary>
    /// The vectors encode signatures in DER and demand a low s; here a signature is r || s and s may be high, so those cases differ.
    /// </summary>
    [SkippableFact]
    public void Verifies_as_wycheproof_does()
    {
        using var vectors = Vectors("ledger/wycheproof_ecdsa_secp256k1_sha256_bitcoin.json");
        var (compared, notRepresentable) = (0, 0);
        foreach (var group in vectors.RootElement.GetProperty("testGroups").EnumerateArray())
        {
            var key = Secp256k1PublicKey.Parse(Compress(Text(group.GetProperty("publicKey"), "uncompressed")));
            foreach (var test in group.GetProperty("tests").EnumerateArray())
            {
                var isValid = Text(test, "result") == "valid";
                if (FromDer(Hex(test, "sig")) is not { } rs)
                {
                    Assert.False(isValid, $"{Text(test, "comment")}: a valid signature was not converted");
                    notRepresentable++;
                    continue;
                }

                var isHigh = Text(test, "comment").Contains("malleability", StringComparison.OrdinalIgnoreCase);
                Assert.True(key.Verify(Hex(test, "msg"), rs) == (isValid || isHigh),
                    $"{test.GetProperty("tcId")}: {Text(test, "comment")}");
                compared++;
            }
        }

        Assert.Equal(vectors.RootElement.GetProperty("numberOfTests").GetInt32(), compared + notRepresentable);
        Assert.True(compared >= 162 + 1, $"only {compared} compared");
    }

    [Fact]
    public void A_signature_is_accepted_with_low_and_high_s()
    {
        var key = Secp256k1PrivateKey.New();
        var message = "4 s at the meter"u8;
        var low = key.Sign(message);
        var s = new BigInteger(low.AsSpan(32), isUnsigned: true, isBigEndian: true);
        Assert.True(s <= Order / 2);
        var high = low.ToArray();
        (Order - s).ToByteArray(isUnsigned: true, isBigEndian: true).CopyTo(high.AsSpan(32));
        Assert.True(key.PublicKey.Verify(message, low));
        Assert.True(key.PublicKey.Verify(message, high));
    }

    [Fact]
    public void A_signature_belongs_to_one_key_and_one_message() =>
        Gen.Select(Scalars, Scalars, Gen.Byte.Array[0, 200], Gen.Byte.Array[0, 200]).Sample((a, b, message, other) =>
        {
            var (signer, stranger) = (Secp256k1PrivateKey.From(a), Secp256k1PrivateKey.From(b));
            var signature = signer.Sign(message);
            return signature.AsSpan().SequenceEqual(signer.Sign(message))
                && signer.PublicKey.Verify(message, signature)
                && (message.AsSpan().SequenceEqual(other) || !signer.PublicKey.Verify(other, signature))
                && (a.AsSpan().SequenceEqual(b) || !stranger.PublicKey.Verify(message, signature))
                && Secp256k1PublicKey.Parse(signer.PublicKey.Hex.ToUpperInvariant()).Equals(signer.PublicKey);
        }, iter: Nightly.Times(30, 3_000));

    [Fact]
    public void Any_bytes_as_a_signature_give_an_answer()
    {
        var key = Secp256k1PrivateKey.New().PublicKey;
        Gen.Byte.Array[0, 70].Sample(bytes => !key.Verify("x"u8, bytes), iter: 50);
        Assert.False(key.Verify("x"u8, new byte[64]));
        Assert.False(key.Verify("x"u8, Enumerable.Repeat((byte)0xff, 64).ToArray()));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("0479be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798")]
    [InlineData("0279be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f8179")]
    [InlineData("0279be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f8179g")]
    [InlineData("020000000000000000000000000000000000000000000000000000000000000005")]
    [InlineData("02ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff")]
    public void Text_that_is_no_public_key_is_refused(string? hex) => Assert.Throws<FormatException>(() => Secp256k1PublicKey.Parse(hex));

    [Fact]
    public void The_key_of_one_is_the_generator() => Assert.Equal("0279be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798",
        Secp256k1PrivateKey.Parse(new string('0', 63) + "1").PublicKey.Hex);

    private static Gen<byte[]> Scalars => Gen.Byte.Array[32].Where(b => b[0] is > 0 and < 255);

    private static JsonDocument Vectors(string file) => JsonDocument.Parse(File.ReadAllText(SharedData.Require(file), Encoding.UTF8));

    private static string Text(JsonElement element, string name) => element.GetProperty(name).GetString()!;

    private static byte[] Hex(JsonElement element, string name) => Convert.FromHexString(Text(element, name));

    private static string Compress(string uncompressed) =>
        (Convert.ToByte(uncompressed[^1..], 16) % 2 == 0 ? "02" : "03") + uncompressed.Substring(2, 64);

    /// <summary>r || s of a strictly encoded DER signature; null where it is not one, or a number does not fit 32 bytes unsigned.</summary>
    private static byte[]? FromDer(byte[] der)
    {
        if (der.Length < 8 || der[0] != 0x30 || der[1] != der.Length - 2)
            return null;
        var rs = new byte[64];
        var at = 2;
        foreach (var offset in (int[])[0, 32])
        {
            if (at + 2 > der.Length || der[at] != 2 || der[at + 1] == 0 || at + 2 + der[at + 1] > der.Length)
                return null;
            var number = der.AsSpan(at + 2, der[at + 1]);
            if (number[0] >= 0x80 || (number is [0, < 0x80, ..]))
                return null;
            at += 2 + number.Length;
            number = number[0] == 0 ? number[1..] : number;
            if (number.Length > 32)
                return null;
            number.CopyTo(rs.AsSpan(offset + 32 - number.Length));
        }

        return at == der.Length ? rs : null;
    }
}
