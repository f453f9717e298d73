using System.Security.Cryptography;
using System.Text;
using Platone.Actors.Kernel.Keys;
using Platone.Actors.Notary.Checkpoints;

namespace Platone.Actors.Notary.Log;

/// <summary>
/// The log's key in the ledger database: made once, its seed sealed with AES-256-GCM under a key derived from the master key.
/// </summary>
/// <param name="store">The ledger database.</param>
/// <param name="master">The master key.</param>
/// <param name="options">The origin of a new key begins as they say.</param>
internal sealed class LogKeyStore(LogStore store, MasterKey master, NotaryOptions options)
{
    private const int NonceBytes = 12;
    private const int TagBytes = 16;
    private const int IdBytes = 8;

    private readonly byte[] _sealingKey = master.Derive("platone log: signing key");
    private volatile LogKey? _key;

    /// <summary>The log's key, made durable now if there was none.</summary>
    /// <exception cref="CryptographicException">The master key is not the one it was sealed under.</exception>
    public async Task<LogKey> GetAsync(CancellationToken cancellation)
    {
        if (_key is { } known)
            return known;
        if (await store.KeyAsync(cancellation).ConfigureAwait(false) is not { } stored)
        {
            var origin = $"{options.OriginPrefix}/{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(IdBytes))}";
            await store.AddKeyAsync(origin, Seal(LogKey.NewSeed(), origin), cancellation).ConfigureAwait(false);
            // Another node may have been first: what is in the database counts.
            stored = (await store.KeyAsync(cancellation).ConfigureAwait(false))!.Value;
        }
        return _key = new LogKey(stored.Origin, Unseal(stored.Sealed, stored.Origin));
    }

    /// <summary>The log's key; null if it was not made yet.</summary>
    /// <exception cref="CryptographicException">The master key is not the one it was sealed under.</exception>
    public async Task<LogKey?> FindAsync(CancellationToken cancellation) =>
        await store.KeyAsync(cancellation).ConfigureAwait(false) is { } stored
            ? new LogKey(stored.Origin, Unseal(stored.Sealed, stored.Origin))
            : null;

    private byte[] Seal(byte[] seed, string origin)
    {
        var result = new byte[NonceBytes + seed.Length + TagBytes];
        RandomNumberGenerator.Fill(result.AsSpan(0, NonceBytes));
        using var aes = new AesGcm(_sealingKey, TagBytes);
        aes.Encrypt(result.AsSpan(0, NonceBytes), seed, result.AsSpan(NonceBytes, seed.Length), result.AsSpan(NonceBytes + seed.Length),
            Encoding.UTF8.GetBytes(origin));
        return result;
    }

    private byte[] Unseal(byte[] stored, string origin)
    {
        var seed = new byte[stored.Length - NonceBytes - TagBytes];
        using var aes = new AesGcm(_sealingKey, TagBytes);
        try
        {
            aes.Decrypt(stored.AsSpan(0, NonceBytes), stored.AsSpan(NonceBytes, seed.Length), stored.AsSpan(NonceBytes + seed.Length), seed,
                Encoding.UTF8.GetBytes(origin));
        }
        catch (AuthenticationTagMismatchException e)
        {
            throw new CryptographicException($"the key of the log {origin} is sealed under another master key", e);
        }
        return seed;
    }
}
