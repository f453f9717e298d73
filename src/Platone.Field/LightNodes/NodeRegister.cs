using System.Collections.Concurrent;
using Platone.Actors.Ethereum;
using Platone.Actors.Kernel.Aggregates;
using Platone.Actors.Kernel.Identity;
using Platone.Actors.Kernel.Keys;
using Platone.Actors.Metering.LightNodes;

namespace Platone.Field.LightNodes;

/// <summary>
/// Which node a serial is, and with which key it signs: asked from the directory and the node's entity, and believed for a short time so that
/// a changed key or a new registration is seen soon. A serial nobody registered asks no entity.
/// </summary>
internal sealed class NodeRegister(IEntities entities, IDirectory directory, TimeProvider clock, IntakeOptions options)
{
    private static readonly TimeSpan Again = TimeSpan.FromSeconds(1);
    private readonly ConcurrentDictionary<string, KnownNode> _known = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, long> _unknown = new(StringComparer.Ordinal);

    /// <summary>The node, or null if there is none of that serial.</summary>
    /// <exception cref="OperationCanceledException">Its entity did not answer in time.</exception>
    public ValueTask<KnownNode?> FindAsync(string serial, CancellationToken cancellation)
    {
        var now = clock.GetTimestamp();
        if (_known.TryGetValue(serial, out var node) && clock.GetElapsedTime(node.AskedAt, now) < options.NodeExpiry)
            return new ValueTask<KnownNode?>(node);
        if (_unknown.TryGetValue(serial, out var askedAt) && clock.GetElapsedTime(askedAt, now) < options.NodeExpiry)
            return new ValueTask<KnownNode?>((KnownNode?)null);
        return new ValueTask<KnownNode?>(AskAsync(serial, node, now, cancellation));
    }

    /// <summary>Asks again, because what the node sent does not fit what is believed of it; at most once a second for each node.</summary>
    public ValueTask<KnownNode?> FindAgainAsync(string serial, KnownNode believed, CancellationToken cancellation)
    {
        var now = clock.GetTimestamp();
        return clock.GetElapsedTime(believed.AskedAt, now) < Again
            ? new ValueTask<KnownNode?>(believed)
            : new ValueTask<KnownNode?>(AskAsync(serial, believed, now, cancellation));
    }

    private async Task<KnownNode?> AskAsync(string serial, KnownNode? before, long now, CancellationToken cancellation)
    {
        if (!LightNodeTopics.IsSerial(serial) || directory.Find(DirectoryKind.LightNode, serial) is not { } pseudonym)
            return NotFound(serial, now);
        var view = await entities.AskAsync<LightNodeView>(new GetLightNode(new LightNodeId(pseudonym)), cancellation);
        if (!view.IsRegistered)
            return NotFound(serial, now);
        _unknown.TryRemove(serial, out _);
        if (before is not null && before.Id == view.Id && before.PublicKey?.Hex == view.PublicKey
            && before.IsKeyRevoked == view.IsKeyRevoked)
        {
            before.AskedAt = now;
            return before;
        }

        // The bucket outlives a change of the key, and is one even if the node's first messages ask at the same time.
        var key = view.PublicKey is null ? null : Secp256k1PublicKey.Parse(view.PublicKey);
        return _known.AddOrUpdate(serial,
            _ => new KnownNode(view.Id, key, view.IsKeyRevoked, new TokenBucket(options.ReadingsPerSecond, options.Burst, clock), now),
            (_, old) => new KnownNode(view.Id, key, view.IsKeyRevoked, old.Bucket, now));
    }

    private KnownNode? NotFound(string serial, long now)
    {
        _known.TryRemove(serial, out _);
        // A stranger who invents serials must not fill the memory; starting over costs one look into the directory each.
        if (_unknown.Count >= options.UnknownSerials)
            _unknown.Clear();
        _unknown[serial] = now;
        return null;
    }
}

/// <summary>A registered node as the gateway knows it.</summary>
/// <param name="id">Its pseudonym.</param>
/// <param name="publicKey">Its device key, if it signs.</param>
/// <param name="isKeyRevoked">Whether its key was revoked and it has no other yet.</param>
/// <param name="bucket">How fast it may send.</param>
/// <param name="askedAt">Timestamp of its entity's answer.</param>
internal sealed class KnownNode(LightNodeId id, Secp256k1PublicKey? publicKey, bool isKeyRevoked, TokenBucket bucket, long askedAt)
{
    private long _askedAt = askedAt;

    public LightNodeId Id { get; } = id;

    public Secp256k1PublicKey? PublicKey { get; } = publicKey;

    public bool IsKeyRevoked { get; } = isKeyRevoked;

    public TokenBucket Bucket { get; } = bucket;

    /// <summary>Timestamp of the entity's last answer.</summary>
    public long AskedAt
    {
        get => Interlocked.Read(ref _askedAt);
        set => Interlocked.Exchange(ref _askedAt, value);
    }
}
