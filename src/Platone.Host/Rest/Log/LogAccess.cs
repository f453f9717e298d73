using Platone.Actors.Kernel.Identity;
using Platone.Actors.Metering.LightNodes;
using Platone.Actors.Metering.Pods;
using Platone.Actors.Participants;
using Platone.Host.Rest.Access;
using Platone.Host.Rest.LightNodes;
using Platone.Host.Rest.Pods;
using Platone.Host.Rest.Problems;
using EventId = Platone.Actors.Kernel.Identity.EventId;

namespace Platone.Host.Rest.Log;

/// <summary>
/// Who may have the proof bundle of an event, which discloses content: operator and auditor of any; others of the PODs and light nodes
/// they see, and of themselves as a participant.
/// </summary>
internal sealed class LogAccess(PodLookup pods, LightNodeLookup nodes)
{
    /// <summary>Refuses what the caller may not have, as if it were not there.</summary>
    /// <exception cref="ProblemException">There is no such event the caller may see (404).</exception>
    public async Task CheckAsync(Caller caller, EventId id, CancellationToken cancellation)
    {
        if (AccessRules.ReadsWholeLog(caller.Role))
            return;
        if (Entity(id, PodCommand.EntityKind) is { } pod && Pseudonym.TryParse(pod, out _))
            await pods.VisibleAsync(caller, pod, cancellation);
        else if (Entity(id, LightNodeCommand.EntityKind) is { } node && Pseudonym.TryParse(node, out _))
            await nodes.VisibleAsync(caller, node, cancellation);
        else if (Entity(id, ParticipantCommand.EntityKind) != caller.Id.Value)
            throw ProblemException.NotFound($"there is no event {id}, or you may not see it");
    }

    private static string? Entity(EventId id, string kind) =>
        id.PersistenceId.StartsWith(kind + "-", StringComparison.Ordinal) ? id.PersistenceId[(kind.Length + 1)..] : null;
}
