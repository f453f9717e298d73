using System.Security.Cryptography;
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
            await store.AddKeyAsync(origin, SealedSeed.Seal(_sealingKey, LogKey.NewSeed(), origin), cancellation).ConfigureAwait(false);
            // Another node may have been first: what is in the database counts.
            stored = (await store.KeyAsync(cancellation).ConfigureAwait(false))!.Value;
        }
        return _key = new LogKey(stored.Origin, SealedSeed.Unseal(_sealingKey, stored.Sealed, stored.Origin));
    }

    /// <summary>The log's key; null if it was not made yet.</summary>
    /// <exception cref="CryptographicException">The master key is not the one it was sealed under.</exception>
    public async Task<LogKey?> FindAsync(CancellationToken cancellation) =>
        await store.KeyAsync(cancellation).ConfigureAwait(false) is { } stored
            ? new LogKey(stored.Origin, SealedSeed.Unseal(_sealingKey, stored.Sealed, stored.Origin))
            : null;
}
