using System.Text.Json.Nodes;
using Platone.Actors.Ethereum;
using Platone.Actors.Ethereum.Keystore;
using Platone.Testing;

namespace Platone.Actors.Tests.Ethereum;

public sealed class KeystoreTests
{
    private const string Password = "correct horse";
    private static readonly Secp256k1PrivateKey Key = Secp256k1PrivateKey.From(Keccak256.Hash("cow"));

    /// <summary>All but the file whose scrypt costs are against RFC 7914, which is refused by name.</summary>
    [SkippableFact]
    public void Opens_the_files_of_the_vectors()
    {
        var opened = 0;
        foreach (var vector in Vectors.Read("eth_keystore_v3.json").EnumerateObject())
        {
            var json = vector.Value.GetProperty("json").GetRawText();
            if (vector.Name == "test2")
            {
                var refused = Assert.Throws<KeystoreException>(() => KeystoreFile.Decrypt(json, vector.Value.Text("password")));
                Assert.StartsWith("crypto.kdfparams.n: 65536 or more with r = 1 is against RFC 7914", refused.Message,
                    StringComparison.Ordinal);
                continue;
            }

            Assert.Equal(vector.Value.Text("priv"), KeystoreFile.Decrypt(json, vector.Value.Text("password")).ToBytes().ToHex());
            opened++;
        }

        Assert.Equal(4, opened);
    }

    [Fact]
    public void A_file_is_opened_by_its_password_and_no_other()
    {
        var json = KeystoreFile.Encrypt(Key, Password, scryptN: 1024);
        Assert.Equal(Key.PublicKey, KeystoreFile.Decrypt(json, Password).PublicKey);
        var wrong = Assert.Throws<KeystorePasswordException>(() => KeystoreFile.Decrypt(json, Password + "!"));
        Assert.DoesNotContain(Password, wrong.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(Key.ToBytes().ToHex(), json, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("version", "2", "version: 2")]
    [InlineData("crypto", null, "crypto: an object is missing")]
    [InlineData("crypto.cipher", "\"aes-256-gcm\"", "crypto.cipher: 'aes-256-gcm'")]
    [InlineData("crypto.ciphertext", "\"00\"", "crypto.ciphertext: 1 bytes, where there must be 32")]
    [InlineData("crypto.ciphertext", "\"xx\"", "crypto.ciphertext: bytes in hexadecimal is missing")]
    [InlineData("crypto.cipherparams.iv", "\"00\"", "crypto.cipherparams.iv: 1 bytes")]
    [InlineData("crypto.kdf", "\"argon2\"", "crypto.kdf: 'argon2'")]
    [InlineData("crypto.kdfparams.n", "1000", "crypto.kdfparams.n: a power of two")]
    [InlineData("crypto.kdfparams.n", "-2147483648", "crypto.kdfparams.n: a power of two")]
    [InlineData("crypto.kdfparams.n", "1073741824", "crypto.kdfparams.r: 1 or more, and 128 n r at most")]
    [InlineData("crypto.kdfparams.r", "0", "crypto.kdfparams.r: 1 or more")]
    [InlineData("crypto.kdfparams.p", "2147483647", "crypto.kdfparams.p: 1 or more, and n r p at most")]
    [InlineData("crypto.kdfparams.dklen", "64", "crypto.kdfparams.dklen: only 32")]
    [InlineData("crypto.kdfparams.salt", "7", "crypto.kdfparams.salt: bytes in hexadecimal is missing")]
    [InlineData("address", "\"cd2a3d9f938e13cd947ec05abc7fe734df8dd827\"", "address: 0x")]
    public void A_broken_file_is_told_from_a_wrong_password(string path, string? value, string reason)
    {
        var file = JsonNode.Parse(KeystoreFile.Encrypt(Key, Password, scryptN: 1024))!;
        var names = path.Split('.');
        var node = names[..^1].Aggregate(file, (n, name) => n[name]!);
        if (value is null)
            node.AsObject().Remove(names[^1]);
        else
            node[names[^1]] = JsonNode.Parse(value);
        var broken = Assert.Throws<KeystoreException>(() => KeystoreFile.Decrypt(file.ToJsonString(), Password));
        Assert.StartsWith(reason, broken.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_account_comes_from_a_file_or_the_environment()
    {
        using var directory = new TestDirectory("keystore");
        var file = directory.Write("key.json", KeystoreFile.Encrypt(Key, Password, scryptN: 1024));
        Assert.Equal(Key.PublicKey.Address, Account.LoadFromKeyStoreFile(file, Password, 1337).Address);
        Assert.StartsWith(file, Assert.Throws<KeystorePasswordException>(() => Account.LoadFromKeyStoreFile(file, "")).Message,
            StringComparison.Ordinal);
        Assert.StartsWith($"{directory.Path}", Assert.Throws<KeystoreException>(
            () => Account.LoadFromKeyStoreFile(directory.Write("broken.json", "{"), "")).Message, StringComparison.Ordinal);

        const string variable = "PLATONE_TEST_ETHEREUM_KEY";
        Assert.Contains("not set", Assert.Throws<FormatException>(() => Account.FromEnvironment(variable)).Message,
            StringComparison.Ordinal);
        Environment.SetEnvironmentVariable(variable, Key.ToBytes().ToHex(prefix: true));
        try
        {
            Assert.Equal(Key.PublicKey.Address, Account.FromEnvironment(variable).Address);
            Environment.SetEnvironmentVariable(variable, "secret");
            Assert.DoesNotContain("secret", Assert.Throws<FormatException>(() => Account.FromEnvironment(variable)).Message,
                StringComparison.Ordinal);
        }
        finally
        {
            Environment.SetEnvironmentVariable(variable, null);
        }
    }
}
