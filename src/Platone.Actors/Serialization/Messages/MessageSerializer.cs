using Akka.Actor;
using Akka.Serialization;
using Platone.Actors.Kernel;

namespace Platone.Actors.Serialization.Messages;

/// <summary>
/// Akka's serializer for what nodes say to each other, over <see cref="MessageCodec"/>. Bound to commands, queries, their replies and
/// answers in <c>hocon/serialization.conf</c>.
/// </summary>
/// <param name="system">The actor system; its <see cref="PlatoneSetup"/> has the codec.</param>
public sealed class MessageSerializer(ExtendedActorSystem system) : SerializerWithStringManifest(system)
{
    private readonly MessageCodec _codec = PlatoneSetup.Of(system).Messages;

    /// <summary>Goes with every message: nodes of all versions know it by this.</summary>
    public override int Identifier => 1_620_002;

    /// <inheritdoc/>
    public override string Manifest(object o) => _codec.Registry.For(o.GetType()).Manifest;

    /// <inheritdoc/>
    public override byte[] ToBinary(object obj) => _codec.Encode(obj);

    /// <inheritdoc/>
    public override object FromBinary(byte[] bytes, string manifest) => _codec.Decode(manifest, bytes);
}
