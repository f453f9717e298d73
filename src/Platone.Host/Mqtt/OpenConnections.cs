using Platone.Actors.Kernel.Identity;
using Platone.Field.Mqtt;

namespace Platone.Host.Mqtt;

/// <summary>Ends MQTT connections, at whichever node, whose sign-in is no longer good.</summary>
internal sealed class OpenConnections(BrokerRelay brokers)
{
    /// <summary>Ends those of a light node.</summary>
    public Task EndAsync(string serial, CancellationToken cancellation) => brokers.EndConnectionsAsync(serial, cancellation);

    /// <summary>Ends those of a participant's gateways.</summary>
    public Task EndAsync(ParticipantId participant, CancellationToken cancellation) => brokers.EndConnectionsAsync(participant, cancellation);
}
