using Akka.Actor;
using Akka.Actor.Setup;
using Platone.Actors.Kernel.Keys;
using Platone.Actors.Serialization;
using Platone.Actors.Serialization.Messages;

namespace Platone.Actors.Kernel;

/// <summary>What an actor system of Platone is given at its start and every part of it shares.</summary>
/// <param name="codec">Events to bytes and back.</param>
/// <param name="keys">The key store behind it.</param>
/// <param name="directory">Names and pseudonyms.</param>
/// <param name="clock">The one clock.</param>
/// <param name="messages">Messages between nodes to bytes and back; null for a system that stays alone and sends none.</param>
public sealed class PlatoneSetup(EventCodec codec, IKeyStore keys, IDirectory directory, TimeProvider clock, MessageCodec? messages = null) : Setup
{
    /// <summary>Events to bytes and back.</summary>
    public EventCodec Codec { get; } = codec;

    /// <summary>The key store.</summary>
    public IKeyStore Keys { get; } = keys;

    /// <summary>Names and pseudonyms.</summary>
    public IDirectory Directory { get; } = directory;

    /// <summary>The one clock.</summary>
    public TimeProvider Clock { get; } = clock;

    /// <summary>Messages between nodes to bytes and back.</summary>
    public MessageCodec Messages { get; } = messages ?? new MessageCodec(new MessageRegistry());

    /// <summary>The setup of a running system.</summary>
    /// <exception cref="InvalidOperationException">The system was started without one.</exception>
    public static PlatoneSetup Of(ActorSystem system) => system.Settings.Setup.Get<PlatoneSetup>() is { HasValue: true } setup
        ? setup.Value
        : throw new InvalidOperationException($"the actor system {system.Name} was started without a {nameof(PlatoneSetup)}");
}
