namespace Platone.Field.Mqtt;

/// <summary>Says who connects to the embedded broker; the host implements it over API keys and node passwords. Thread-safe.</summary>
public interface IMqttSignIn
{
    /// <summary>Signs in by password.</summary>
    /// <param name="user">A light node's serial, or a participant's id.</param>
    /// <param name="password">The node's MQTT password, or the participant's API key.</param>
    /// <param name="cancellation">The connection is gone.</param>
    /// <returns>Who it is; null if it is nobody.</returns>
    Task<MqttIdentity?> SignInAsync(string user, string password, CancellationToken cancellation);

    /// <summary>Signs in by a client certificate whose chain the broker has checked against <see cref="EmbeddedBrokerOptions.ClientAuthorities"/>.</summary>
    /// <param name="commonName">The subject's common name: a light node's serial, or a participant's id.</param>
    /// <param name="cancellation">The connection is gone.</param>
    /// <returns>Who it is; null if it is nobody, as for every certificate unless the host says otherwise.</returns>
    Task<MqttIdentity?> SignInByCertificateAsync(string commonName, CancellationToken cancellation) => Task.FromResult<MqttIdentity?>(null);
}
