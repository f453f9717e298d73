using Platone.Actors.Kernel.Identity;
using Platone.Actors.Kernel.Keys;
using Platone.Actors.Scd;
using Platone.Actors.Scd.Metering.LightNodes;
using Platone.Actors.Scd.Metering.Pods;
using Platone.Host.Rest.Access;
using Platone.Host.Rest.Json;
using Platone.Host.Rest.Problems;

namespace Platone.Host.Rest.LightNodes;

/// <summary>Finds light nodes for a caller: those of the PODs it may see.</summary>
internal sealed class LightNodeLookup(IScd scd, IDirectory directory)
{
    /// <summary>The node of a pseudonym, and its POD.</summary>
    /// <exception cref="ProblemException">There is none the caller may see (404), or the text is no pseudonym (400).</exception>
    public async Task<(LightNodeRow Node, PodRow Pod)> VisibleAsync(Caller caller, string pseudonym, CancellationToken cancellation) =>
        await FindAsync(caller, new LightNodeId(Fields.Pseudonym("lightNode", pseudonym)), cancellation)
        ?? throw ProblemException.NotFound($"there is no light node {pseudonym}, or you may not see it");

    /// <summary>The node of a serial; null if there is none, or the caller may not know its serial.</summary>
    public async Task<(LightNodeRow Node, PodRow Pod)?> BySerialAsync(Caller caller, string serial, CancellationToken cancellation) =>
        directory.Find(DirectoryKind.LightNode, serial) is { } pseudonym
        && await FindAsync(caller, new LightNodeId(pseudonym), cancellation) is { } found
        && AccessRules.MayName(caller, found.Pod)
            ? found
            : null;

    /// <summary>A node and its POD; null if there is none the caller may see.</summary>
    public async Task<(LightNodeRow Node, PodRow Pod)?> FindAsync(Caller caller, LightNodeId id, CancellationToken cancellation) =>
        await scd.LightNodeAsync(id, cancellation) is { } node
        && await scd.PodAsync(node.Pod, cancellation) is { } pod
        && AccessRules.MaySee(caller, pod)
            ? (node, pod)
            : null;

    /// <summary>The device serial of a node, whoever asks: for the operator's own actions.</summary>
    /// <exception cref="ProblemException">It was forgotten (410).</exception>
    public string Serial(LightNodeId id) => directory.Reveal(DirectoryKind.LightNode, id.Pseudonym)
        ?? throw new ProblemException(new Actors.Kernel.Aggregates.Problem(
            "erased", $"the serial of light node {id} was forgotten", Kind: Actors.Kernel.Aggregates.ProblemKind.Gone));

    /// <summary>The view of a node, with its serial where the caller may read it.</summary>
    public LightNodeView View(Caller caller, LightNodeRow node, PodRow pod) =>
        LightNodeView.Of(node, AccessRules.MayName(caller, pod) ? directory.Reveal(DirectoryKind.LightNode, node.Node.Pseudonym) : null);
}
