using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Org.BouncyCastle.Crypto.Parameters;
using Org.BouncyCastle.Security;

namespace Platone.Actors.Ethereum.Keystore;

/// <summary>
/// A private key under a password (Web3 Secret Storage Definition, version 3), as geth, Besu and wallets keep it: the key encrypted with
/// AES-128-CTR, the password stretched by scrypt or PBKDF2-HMAC-SHA-256, and a check value (MAC) over the encrypted key.
/// </summary>
public static class KeystoreFile
{
    private const int Version = 3;
    private const int DerivedBytes = 32;
    private const int CipherKeyBytes = 16;

    /// <summary>Cost of scrypt in new files, as geth's: 256 MiB and about a second.</summary>
    public const int StandardScryptN = 1 << 18;

    /// <summary>Encrypts a key.</summary>
    /// <param name="key">The private key.</param>
    /// <param name="password">May be empty; UTF-8.</param>
    /// <param name="scryptN">Cost of scrypt, a power of two; r = 8, p = 1.</param>
    /// <returns>The file's JSON.</returns>
    public static string Encrypt(Secp256k1PrivateKey key, string password, int scryptN = StandardScryptN)
    {
        var (salt, iv) = (RandomNumberGenerator.GetBytes(DerivedBytes), RandomNumberGenerator.GetBytes(CipherKeyBytes));
        var derivation = KeyDerivation.Scrypt(salt, scryptN, r: 8, p: 1);
        var derived = derivation.Derive(Encoding.UTF8.GetBytes(password));
        var plain = key.ToBytes();
        var ciphertext = Cipher(derived, iv, plain);
        CryptographicOperations.ZeroMemory(plain);
        return new JsonObject
        {
            ["version"] = Version,
            ["id"] = new Guid(RandomNumberGenerator.GetBytes(16)).ToString(),
            ["address"] = key.PublicKey.Address.ToBytes().ToHex(),
            ["crypto"] = new JsonObject
            {
                ["cipher"] = "aes-128-ctr",
                ["cipherparams"] = new JsonObject { ["iv"] = iv.ToHex() },
                ["ciphertext"] = ciphertext.ToHex(),
                ["kdf"] = derivation.Name,
                ["kdfparams"] = derivation.ToJson(),
                ["mac"] = Mac(derived, ciphertext).ToHex(),
            },
        }.ToJsonString(new JsonSerializerOptions { WriteIndented = true });
    }

    /// <summary>Decrypts a key.</summary>
    /// <param name="json">The file's content.</param>
    /// <param name="password">Its password.</param>
    /// <exception cref="KeystoreException">The file is broken, asks for more than can be computed, or belongs to another
    /// address.</exception>
    /// <exception cref="KeystorePasswordException">The file is whole in form, and its MAC does not fit the password.</exception>
    public static Secp256k1PrivateKey Decrypt(string json, string password)
    {
        using var document = Parse(json);
        var file = new KeystoreFields(document.RootElement, "");
        if (file.Number("version") is var version && version != Version)
            throw new KeystoreException($"version: {version.ToString(CultureInfo.InvariantCulture)}, where only 3 is known");
        var crypto = file.Object("crypto");
        if (crypto.Text("cipher") is var cipher && cipher != "aes-128-ctr")
            throw new KeystoreException($"crypto.cipher: '{cipher}', where only aes-128-ctr is known");
        var iv = crypto.Object("cipherparams").Bytes("iv", CipherKeyBytes);
        var ciphertext = crypto.Bytes("ciphertext", Secp256k1.ScalarBytes);
        var mac = crypto.Bytes("mac", Keccak256.HashBytes);
        var derived = KeyDerivation.Read(crypto).Derive(Encoding.UTF8.GetBytes(password));
        if (!CryptographicOperations.FixedTimeEquals(mac, Mac(derived, ciphertext)))
            throw new KeystorePasswordException(
                "wrong password (the file is whole in form; were its salt, ciphertext or mac changed, this would look the same)");

        var plain = Cipher(derived, iv, ciphertext);
        try
        {
            var key = Secp256k1PrivateKey.From(plain);
            if (file.Address is { } address && address != key.PublicKey.Address)
                throw new KeystoreException($"address: {address}, where the key's is {key.PublicKey.Address}");
            return key;
        }
        catch (ArgumentException)
        {
            throw new KeystoreException("crypto.ciphertext: the password is right, and what it decrypts is not a key");
        }
        finally
        {
            CryptographicOperations.ZeroMemory(plain);
        }
    }

    private static JsonDocument Parse(string json)
    {
        try
        {
            return JsonDocument.Parse(json);
        }
        catch (JsonException e)
        {
            throw new KeystoreException($"not JSON: {e.Message}");
        }
    }

    private static byte[] Mac(byte[] derived, byte[] ciphertext) => Keccak256.Hash([.. derived.AsSpan(CipherKeyBytes), .. ciphertext]);

    private static byte[] Cipher(byte[] derived, byte[] iv, byte[] data)
    {
        var cipher = CipherUtilities.GetCipher("AES/CTR/NoPadding");
        cipher.Init(forEncryption: true, new ParametersWithIV(new KeyParameter(derived, 0, CipherKeyBytes), iv));
        return cipher.DoFinal(data);
    }
}
