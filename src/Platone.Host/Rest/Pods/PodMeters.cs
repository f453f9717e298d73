using Platone.Actors.Kernel.Aggregates;
using Platone.Actors.Kernel.Identity;
using Platone.Actors.Metering;
using Platone.Actors.Metering.LightNodes;
using Platone.Actors.Notary.Anchoring;
using Platone.Actors.Notary.Anchoring.Registry;
using Platone.Host.Rest.Problems;

namespace Platone.Host.Rest.Pods;

/// <summary>The keys of the meters at a POD, as the light nodes themselves say now.</summary>
internal sealed class PodMeters(IPodDevices devices, IEntities entities)
{
    /// <summary>The light nodes at a POD that sign, with the hashes of their keys.</summary>
    public async Task<IReadOnlyList<(LightNodeId Node, Hash256 KeyHash)>> KeyedAsync(PodId pod, CancellationToken aborted)
    {
        var keyed = new List<(LightNodeId, Hash256)>();
        foreach (var node in await devices.NodesAsync(pod, aborted))
        {
            if (await entities.AskAsync<LightNodeView>(new GetLightNode(node), aborted) is { IsRegistered: true, PublicKey: { } key })
                keyed.Add((node, MeterKeys.HashOf(key)));
        }
        return keyed;
    }

    /// <summary>The one that signs; of several the one that is asked for.</summary>
    /// <exception cref="ProblemException">There is none, or several and none is asked for.</exception>
    public async Task<(LightNodeId Node, Hash256 KeyHash)> OneAsync(PodId pod, LightNodeId? wanted, CancellationToken aborted)
    {
        var keyed = await KeyedAsync(pod, aborted);
        if (keyed.Count == 0)
            throw ProblemException.Rule("no-device-key", "lightNode", $"no light node of the POD {pod} has a key: nothing at it is signed");
        if (wanted is null)
        {
            return keyed.Count == 1
                ? keyed[0]
                : throw ProblemException.Invalid("lightNode", $"the POD has {keyed.Count} light nodes that sign: say which");
        }
        return keyed.FirstOrDefault(k => k.Node == wanted) is { KeyHash: var hash } found && hash != default
            ? found
            : throw ProblemException.Rule("no-device-key", "lightNode", $"{wanted} is no light node of the POD {pod} that signs");
    }
}
