using Platone.Field.Simulation;
using Platone.Host.Configuration;
using Platone.Host.Rest.Json;
using Platone.Host.Rest.LightNodes;
using Platone.Host.Rest.Pods;
using Platone.Host.Verbs.Client;

namespace Platone.Host.Verbs.Field;

/// <summary>Registers simulated PODs and light nodes over REST, as an operator would. A node that is there already is taken as it is.</summary>
internal sealed class RestRegistrar(NodeClient client) : ISimulationRegistrar
{
    private const string Bus = "sim";
    private const string TimeZone = "Europe/Rome";

    /// <inheritdoc/>
    /// <exception cref="InputException">The node refused, or the light node was registered for a later time than its first reading.</exception>
    public async Task<NodeCredentials> RegisterAsync(SimulatedNode node, CancellationToken cancellation)
    {
        var found = await client.GetAsync<PageView<LightNodeView>>($"api/v1/light-nodes?serial={Uri.EscapeDataString(node.Serial)}", cancellation);
        var signIn = found is { Items: [var known] } ? await KnownAsync(node, known, cancellation) : await NewAsync(node, cancellation);
        return new NodeCredentials(signIn.UserName, signIn.Password);
    }

    /// <inheritdoc/>
    public async Task<string?> SetPointKeyAsync(CancellationToken cancellation) =>
        (await client.GetAsync<SetPointKeyView>("api/v1/set-point-key", cancellation))?.PublicKey;

    private async Task<MqttSignInView> KnownAsync(SimulatedNode node, LightNodeView known, CancellationToken cancellation)
    {
        if (known.ValidFrom > node.ValidFrom)
        {
            throw new InputException($"the light node {node.Serial} is registered from {UtcTime.Text(known.ValidFrom)} on, but its first reading is of "
                + $"{UtcTime.Text(node.ValidFrom)}: give the fleet another --prefix");
        }

        // It may have signed in the run before and not now, or the other way round. No effect if it is the same.
        await client.PutAsync($"api/v1/light-nodes/{known.LightNode}/key", new DeviceKeyBody(node.PublicKey), cancellation);
        return await client.GetAsync<MqttSignInView>($"api/v1/light-nodes/{known.LightNode}/password", cancellation)
            ?? throw new InputException($"the light node {node.Serial} was erased meanwhile");
    }

    private async Task<MqttSignInView> NewAsync(SimulatedNode node, CancellationToken cancellation)
    {
        // Well before the first reading, so that a later run may tell of earlier times.
        var validFrom = new DateTimeOffset(node.ValidFrom.UtcDateTime.Year - 1, 1, 1, 0, 0, 0, TimeSpan.Zero);
        var pods = await client.GetAsync<PageView<PodView>>($"api/v1/pods?code={Uri.EscapeDataString(node.PodCode)}", cancellation);
        var pod = pods is { Items: [var there] }
            ? there.Pod
            : (await client.PostAsync<PodBody, RegisteredPodView>(
                "api/v1/pods", new PodBody(node.PodCode, validFrom, Bus, TimeZone, node.ConnectionW), cancellation)).Pod;
        var registered = await client.PostAsync<LightNodeBody, RegisteredLightNodeView>(
            "api/v1/light-nodes", new LightNodeBody(node.Serial, pod, validFrom, node.PublicKey), cancellation);
        return registered.Mqtt;
    }
}
