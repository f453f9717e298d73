using System.Security.Cryptography;
using System.Text;

namespace Platone.Actors.Notary.Checkpoints;

/// <summary>The seed of a signing key as it is stored: AES-256-GCM under a key derived from the master key, bound to the signing key's name.</summary>
internal static class SealedSeed
{
    private const int NonceBytes = 12;
    private const int TagBytes = 16;

    /// <summary>Seals a seed: nonce, ciphertext, tag.</summary>
    public static byte[] Seal(byte[] sealingKey, byte[] seed, string name)
    {
        var result = new byte[NonceBytes + seed.Length + TagBytes];
        RandomNumberGenerator.Fill(result.AsSpan(0, NonceBytes));
        using var aes = new AesGcm(sealingKey, TagBytes);
        aes.Encrypt(result.AsSpan(0, NonceBytes), seed, result.AsSpan(NonceBytes, seed.Length), result.AsSpan(NonceBytes + seed.Length),
            Encoding.UTF8.GetBytes(name));
        return result;
    }

    /// <summary>Opens a sealed seed.</summary>
    /// <exception cref="CryptographicException">It is sealed under another master key, or of another name.</exception>
    public static byte[] Unseal(byte[] sealingKey, byte[] stored, string name)
    {
        var seed = new byte[stored.Length - NonceBytes - TagBytes];
        using var aes = new AesGcm(sealingKey, TagBytes);
        try
        {
            aes.Decrypt(stored.AsSpan(0, NonceBytes), stored.AsSpan(NonceBytes, seed.Length), stored.AsSpan(NonceBytes + seed.Length), seed,
                Encoding.UTF8.GetBytes(name));
        }
        catch (AuthenticationTagMismatchException e)
        {
            throw new CryptographicException($"the key {name} is sealed under another master key", e);
        }
        return seed;
    }
}
