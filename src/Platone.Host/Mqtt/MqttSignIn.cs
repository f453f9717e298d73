using Platone.Actors.Kernel.Identity;
using Platone.Actors.Kernel.Keys;
using Platone.Actors.Participants;
using Platone.Field.Mqtt;
using Platone.Host.Rest.Access;
using Platone.Host.Rest.LightNodes;

namespace Platone.Host.Mqtt;

/// <summary>
/// Who may connect to the embedded broker: a light node by its serial and derived password, or by a certificate with its serial as the common
/// name; and a participant by its id and an API key, whose gateway then speaks for the light nodes it may see: all of them for operator and
/// DSO, those of its PODs for aggregator and customer. The other roles have no business with devices: they follow the market's outcomes.
/// </summary>
internal sealed class MqttSignIn(IDirectory directory, MqttPasswords passwords, KeyHolders holders, GatewayScopes scopes) : IMqttSignIn
{
    /// <inheritdoc/>
    public async Task<MqttIdentity?> SignInAsync(string user, string password, CancellationToken cancellation)
    {
        if (directory.Find(DirectoryKind.LightNode, user) is { } node && passwords.IsRight(new LightNodeId(node), user, password))
            return new MqttIdentity.Node(user);
        return await holders.FindAsync(password, cancellation) is { } caller && caller.Id.Value == user
            ? await GatewayAsync(caller, cancellation)
            : null;
    }

    /// <inheritdoc/>
    public Task<MqttIdentity?> SignInByCertificateAsync(string commonName, CancellationToken cancellation) => Task.FromResult<MqttIdentity?>(
        directory.Find(DirectoryKind.LightNode, commonName) is null ? null : new MqttIdentity.Node(commonName));

    private async Task<MqttIdentity> GatewayAsync(Caller caller, CancellationToken cancellation) => caller.Role switch
    {
        Role.Operator or Role.Dso => new MqttIdentity.Gateway(caller.Id, caller.Role, _ => true),
        Role.Aggregator or Role.Customer =>
            new MqttIdentity.Gateway(caller.Id, caller.Role, (await scopes.OpenAsync(caller.Id, cancellation)).Contains),
        _ => new MqttIdentity.Gateway(caller.Id, caller.Role, _ => false),
    };
}
