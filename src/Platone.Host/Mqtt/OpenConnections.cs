using Platone.Actors.Kernel.Identity;
using Platone.Field.Mqtt;

namespace Platone.Host.Mqtt;

/// <summary>Ends MQTT connections at this node whose sign-in is no longer good. Without an embedded broker there are none.</summary>
internal sealed class OpenConnections
{
    private EmbeddedBroker? _broker;

    /// <summary>The broker, once it is there.</summary>
    public EmbeddedBroker? Broker
    {
        get => Volatile.Read(ref _broker);
        set => Volatile.Write(ref _broker, value);
    }

    /// <summary>Ends those of a light node.</summary>
    public Task EndAsync(string serial) => EndAsync(who => who is MqttIdentity.Node node && node.Serial == serial);

    /// <summary>Ends those of a participant's gateways.</summary>
    public Task EndAsync(ParticipantId participant) => EndAsync(who => who is MqttIdentity.Gateway gateway && gateway.Participant == participant);

    private Task EndAsync(Func<MqttIdentity, bool> whose) => Broker?.DisconnectAsync(whose) ?? Task.CompletedTask;
}
