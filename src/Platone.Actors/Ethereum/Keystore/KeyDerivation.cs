using System.Numerics;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Org.BouncyCastle.Crypto.Generators;

namespace Platone.Actors.Ethereum.Keystore;

/// <summary>How a password becomes a key: scrypt (RFC 7914) or PBKDF2-HMAC-SHA-256 (RFC 8018).</summary>
internal abstract record KeyDerivation(byte[] Salt)
{
    /// <summary>Bytes derived: half for the cipher, half for the MAC.</summary>
    public const int Bytes = 32;

    /// <summary>The file's <c>kdf</c>.</summary>
    public abstract string Name { get; }

    /// <summary>The file's <c>kdfparams</c>.</summary>
    public abstract JsonObject ToJson();

    /// <summary>The derived key, 32 bytes.</summary>
    public abstract byte[] Derive(byte[] password);

    /// <summary>scrypt of given costs.</summary>
    public static KeyDerivation Scrypt(byte[] salt, int n, int r, int p) => new ScryptDerivation(salt, n, r, p);

    /// <summary>What a file's <c>crypto</c> says.</summary>
    /// <exception cref="KeystoreException">Unknown, missing, or more than can be computed here.</exception>
    public static KeyDerivation Read(KeystoreFields crypto)
    {
        var name = crypto.Text("kdf");
        var fields = crypto.Object("kdfparams");
        if (fields.Number("dklen") != Bytes)
            throw fields.Wrong("dklen", $"only {Bytes} is known");
        return name switch
        {
            "scrypt" => ReadScrypt(fields),
            "pbkdf2" => ReadPbkdf2(fields),
            _ => throw crypto.Wrong("kdf", $"'{name}', where scrypt and pbkdf2 are known"),
        };
    }

    private static ScryptDerivation ReadScrypt(KeystoreFields fields)
    {
        // A file may come from anywhere: what it asks for is bounded before it costs anything.
        const long mostMemory = 1L << 30;
        const long mostWork = 1L << 24;   // eight times what geth writes
        var (n, r, p) = (fields.Number("n"), fields.Number("r"), fields.Number("p"));
        if (n < 2 || !BitOperations.IsPow2(n))
            throw fields.Wrong("n", "a power of two from 2");
        if (r < 1 || 128L * n * r > mostMemory)
            throw fields.Wrong("r", $"1 or more, and 128 n r at most {mostMemory} bytes of memory");
        if (p < 1 || (long)n * r * p > mostWork)
            throw fields.Wrong("p", $"1 or more, and n r p at most {mostWork}");
        // RFC 7914, section 2: N < 2^(128 r / 8). BouncyCastle holds to it; geth and the file in Ethereum's own tests do not.
        return r == 1 && n >= 1 << 16
            ? throw fields.Wrong("n", "65536 or more with r = 1 is against RFC 7914 (N < 2^(128 r / 8)) and cannot be computed here: "
                + "open the file with geth and save it with r = 8")
            : new ScryptDerivation(fields.Bytes("salt"), n, r, p);
    }

    private static Pbkdf2Derivation ReadPbkdf2(KeystoreFields fields)
    {
        const int mostIterations = 10_000_000;
        if (fields.Text("prf") is var prf && prf != "hmac-sha256")
            throw fields.Wrong("prf", $"'{prf}', where only hmac-sha256 is known");
        return fields.Number("c") is var c && c is >= 1 and <= mostIterations
            ? new Pbkdf2Derivation(fields.Bytes("salt"), c)
            : throw fields.Wrong("c", $"1 to {mostIterations}");
    }
}

internal sealed record ScryptDerivation(byte[] Salt, int N, int R, int P) : KeyDerivation(Salt)
{
    public override string Name => "scrypt";

    public override JsonObject ToJson() => new() { ["dklen"] = Bytes, ["n"] = N, ["r"] = R, ["p"] = P, ["salt"] = Salt.ToHex() };

    public override byte[] Derive(byte[] password) => SCrypt.Generate(password, Salt, N, R, P, Bytes);
}

internal sealed record Pbkdf2Derivation(byte[] Salt, int Iterations) : KeyDerivation(Salt)
{
    public override string Name => "pbkdf2";

    public override JsonObject ToJson() =>
        new() { ["dklen"] = Bytes, ["c"] = Iterations, ["prf"] = "hmac-sha256", ["salt"] = Salt.ToHex() };

    public override byte[] Derive(byte[] password) =>
        Rfc2898DeriveBytes.Pbkdf2(password, Salt, Iterations, HashAlgorithmName.SHA256, Bytes);
}
