using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Platone.Actors.Kernel.Keys;

/// <summary>
/// The key that seals all others: 32 bytes from the environment (<c>PLATONE_MASTER_KEY</c>, base64url) or from a file that is made,
/// readable by its owner only, at the first start. Whoever loses it loses every personal field for good: back it up apart from the data.
/// </summary>
public sealed class MasterKey
{
    /// <summary>Name of the environment variable.</summary>
    public const string Variable = "PLATONE_MASTER_KEY";

    private const int Bytes = 32;
    private readonly byte[] _key;

    /// <summary>A given key.</summary>
    /// <param name="key">32 bytes.</param>
    /// <exception cref="ArgumentException">Another length.</exception>
    public MasterKey(ReadOnlySpan<byte> key)
    {
        if (key.Length != Bytes)
            throw new ArgumentException($"a master key has {Bytes} bytes, not {key.Length}", nameof(key));
        _key = key.ToArray();
    }

    /// <summary>The key from the environment if it is there, else from the file, which is made if it is missing.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="FormatException">What is there is not 32 bytes in base64url.</exception>
    public static MasterKey Load(string path)
    {
        if (Find(path) is { } known)
            return known;
        var key = RandomNumberGenerator.GetBytes(Bytes);
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        SecretFile.Create(path, Base64Url.EncodeToString(key));
        return new MasterKey(key);
    }

    /// <summary>The key from the environment if it is there, else from the file; null if there is neither.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="FormatException">What is there is not 32 bytes in base64url.</exception>
    public static MasterKey? Find(string path)
    {
        if (Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } text)
            return Parse(text, $"the environment variable {Variable}");
        return File.Exists(path) ? Parse(File.ReadAllText(path), path) : null;
    }

    /// <summary>A key derived for one purpose (HKDF-SHA-256, RFC 5869).</summary>
    /// <param name="purpose">Its name.</param>
    public byte[] Derive(string purpose) => HKDF.DeriveKey(HashAlgorithmName.SHA256, _key, Bytes, info: Encoding.UTF8.GetBytes(purpose));

    private static MasterKey Parse(string text, string source)
    {
        var trimmed = text.AsSpan().Trim();
        var key = new byte[Bytes + 1];
        return Base64Url.IsValid(trimmed, out var length) && length == Bytes && Base64Url.DecodeFromChars(trimmed, key) == Bytes
            ? new MasterKey(key.AsSpan(0, Bytes))
            : throw new FormatException($"{source} does not hold a master key: {Bytes} bytes in base64url");
    }
}
