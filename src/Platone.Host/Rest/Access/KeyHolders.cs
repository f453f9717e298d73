using System.Collections.Concurrent;
using Platone.Actors.Kernel.Identity;
using Platone.Actors.Scd;
using Platone.Actors.Scd.Following;
using Platone.Host.Configuration;

namespace Platone.Host.Rest.Access;

/// <summary>
/// Finds the participant of an API key. A found holder is remembered for a short time (<c>platone.security.key-cache</c>), which is how
/// long a revoked key may still open; a key nobody holds is asked for each time.
/// </summary>
internal sealed class KeyHolders(IScd scd, TimeProvider clock, PlatoneOptions options)
{
    private const int Capacity = 10_000;
    private readonly ConcurrentDictionary<string, (Caller Caller, long At)> _known = new(StringComparer.Ordinal);

    /// <summary>Who holds a key; null if nobody does, it was revoked, or its holder is suspended.</summary>
    public Task<Caller?> FindAsync(string key, CancellationToken cancellation) => FindByHashAsync(ApiKey.Hash(key), cancellation);

    /// <summary>Who holds the key of a hash; null if nobody does, it was revoked, or its holder is suspended.</summary>
    /// <param name="hash">SHA-256 of the key, lower-case hex.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="ReadModelIncompleteException">The read model is being filled: nobody can tell.</exception>
    public async Task<Caller?> FindByHashAsync(string hash, CancellationToken cancellation)
    {
        if (_known.TryGetValue(hash, out var known) && clock.GetElapsedTime(known.At) < options.Security.KeyCache)
            return known.Caller;
        return await FindNowAsync(hash, cancellation);
    }

    /// <summary>The same, from the read model and not from memory: for what then stays open, such as a connection.</summary>
    /// <param name="hash">SHA-256 of the key, lower-case hex.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="ReadModelIncompleteException">The read model is being filled: nobody can tell.</exception>
    public async Task<Caller?> FindNowAsync(string hash, CancellationToken cancellation)
    {
        var asked = clock.GetTimestamp();
        var holder = await scd.HolderOfKeyAsync(hash, cancellation);
        if (holder is null or { IsSuspended: true })
        {
            _known.TryRemove(hash, out _);
            return null;
        }

        if (_known.Count >= Capacity)
            _known.Clear();
        var caller = new Caller(holder.Id, holder.Role);
        _known[hash] = (caller, asked);
        return caller;
    }

    /// <summary>Looks for a key again at its next use.</summary>
    /// <param name="hash">SHA-256 of the key, lower-case hex.</param>
    public void Forget(string hash) => _known.TryRemove(hash, out _);

    /// <summary>Looks for a participant's keys again at their next use.</summary>
    public void Forget(ParticipantId participant)
    {
        foreach (var (hash, _) in _known.Where(k => k.Value.Caller.Id == participant))
            _known.TryRemove(hash, out _);
    }
}
