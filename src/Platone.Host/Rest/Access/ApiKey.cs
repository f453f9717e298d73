using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Platone.Host.Rest.Access;

/// <summary>An API key: 256 random bits in text. Only its hash is ever stored.</summary>
internal static class ApiKey
{
    private const string Prefix = "platone_";

    /// <summary>Draws a new key from the operating system's random source.</summary>
    public static string New() => Prefix + Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));

    /// <summary>SHA-256 of a key, lower-case hex. No salt or stretching: a key is random, not a password.</summary>
    public static string Hash(string key) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key)));
}
