using System.Collections.Concurrent;
using Platone.Actors.Kernel.Identity;
using Platone.Actors.Participants;
using Platone.Field.Mqtt;

namespace Platone.Field.Tests.Mqtt;

/// <summary>Who may connect in a test: every node by its serial with the password <c>secret-{serial}</c>, and gateways that were added.</summary>
internal sealed class SignIn : IMqttSignIn
{
    private readonly ConcurrentDictionary<string, Func<string, bool>> _gateways = new();

    public static string Password(string user) => $"secret-{user}";

    public void AddGateway(string participant, Func<string, bool> isAllowed) => _gateways[participant] = isAllowed;

    public Task<MqttIdentity?> SignInAsync(string user, string password, CancellationToken cancellation) => Task.FromResult<MqttIdentity?>(
        password != Password(user) ? null
        : _gateways.TryGetValue(user, out var isAllowed) ? new MqttIdentity.Gateway(ParticipantId.Parse(user), Role.Aggregator, isAllowed)
        : new MqttIdentity.Node(user));

    public Task<MqttIdentity?> SignInByCertificateAsync(string commonName, CancellationToken cancellation) =>
        Task.FromResult<MqttIdentity?>(new MqttIdentity.Node(commonName));
}
