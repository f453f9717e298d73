using Platone.Actors.Kernel.Identity;
using Platone.Actors.Participants;

namespace Platone.Field.Mqtt;

/// <summary>Who is at the other end of an MQTT connection. It comes from the user name or the certificate, never from the client id.</summary>
public abstract record MqttIdentity
{
    private MqttIdentity()
    {
    }

    /// <summary>Whether this identity may publish and subscribe below a serial.</summary>
    public abstract bool May(string serial);

    /// <summary>A light node: publishes and subscribes below its own serial only.</summary>
    /// <param name="Serial">Its serial.</param>
    public sealed record Node(string Serial) : MqttIdentity
    {
        /// <inheritdoc/>
        public override bool May(string serial) => string.Equals(serial, Serial, StringComparison.Ordinal);
    }

    /// <summary>A participant (aggregator, DSO, operator) whose gateway speaks for several light nodes.</summary>
    /// <param name="Participant">Who.</param>
    /// <param name="Role">As what.</param>
    /// <param name="IsAllowed">Which serials; asked for every message, so it must be quick. Thread-safe.</param>
    public sealed record Gateway(ParticipantId Participant, Role Role, Func<string, bool> IsAllowed) : MqttIdentity
    {
        /// <summary>
        /// Whether it may stay: asked every <see cref="EmbeddedBrokerOptions.GatewayCheck"/> while it is connected, which is also the time to
        /// learn anew what <see cref="IsAllowed"/> answers by. If it throws, nobody can tell, and the gateway stays.
        /// </summary>
        public Func<CancellationToken, Task<bool>> IsStillGood { get; init; } = static _ => Task.FromResult(true);

        /// <inheritdoc/>
        public override bool May(string serial) => IsAllowed(serial);
    }
}
