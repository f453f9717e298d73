using Akka.Actor;
using Akka.Serialization;
using Platone.Actors.Kernel;

namespace Platone.Actors.Serialization;

/// <summary>
/// Akka's serializer for all events and snapshots, over <see cref="EventCodec"/>. Bound to
/// <see cref="Kernel.Aggregates.IDomainEvent"/> and <see cref="Kernel.Aggregates.ISnapshotState"/> in <c>hocon/serialization.conf</c>.
/// </summary>
/// <param name="system">The actor system; its <see cref="PlatoneSetup"/> has the codec.</param>
public sealed class PlatoneSerializer(ExtendedActorSystem system) : SerializerWithStringManifest(system)
{
    /// <summary>Stored with every journal row: never changes.</summary>
    public const int StoredIdentifier = 1_620_001;

    private readonly EventCodec _codec = PlatoneSetup.Of(system).Codec;

    /// <inheritdoc/>
    public override int Identifier => StoredIdentifier;

    /// <inheritdoc/>
    public override string Manifest(object o) => _codec.ManifestOf(o);

    /// <inheritdoc/>
    public override byte[] ToBinary(object obj) => _codec.Encode(obj);

    /// <inheritdoc/>
    public override object FromBinary(byte[] bytes, string manifest) => _codec.Decode(manifest, bytes);
}
