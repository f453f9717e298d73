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
        // Not from memory, as a request is signed in: this one stays.
        var hash = ApiKey.Hash(password);
        return await holders.FindNowAsync(hash, cancellation) is { } caller && caller.Id.Value == user
            ? await GatewayAsync(caller, hash, cancellation)
            : null;
    }

    /// <inheritdoc/>
    public Task<MqttIdentity?> SignInByCertificateAsync(string commonName, CancellationToken cancellation) => Task.FromResult<MqttIdentity?>(
        directory.Find(DirectoryKind.LightNode, commonName) is null ? null : new MqttIdentity.Node(commonName));

    private async Task<MqttIdentity> GatewayAsync(Caller caller, string hash, CancellationToken cancellation)
    {
        switch (caller.Role)
        {
            case Role.Operator or Role.Dso:
                return new MqttIdentity.Gateway(caller.Id, caller.Role, _ => true) { IsStillGood = IsHeldAsync };
            case Role.Aggregator or Role.Customer:
                var scope = await scopes.OpenAsync(caller.Id, cancellation);
                return new MqttIdentity.Gateway(caller.Id, caller.Role, scope.Contains)
                {
                    IsStillGood = async c =>
                    {
                        if (!await IsHeldAsync(c))
                            return false;
                        await scope.RefreshAsync(c);
                        return true;
                    },
                };
            default:
                return new MqttIdentity.Gateway(caller.Id, caller.Role, _ => false) { IsStillGood = IsHeldAsync };
        }

        async Task<bool> IsHeldAsync(CancellationToken c) => await holders.FindNowAsync(hash, c) == caller;
    }
}
