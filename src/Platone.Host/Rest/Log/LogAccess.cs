using Platone.Actors.Kernel.Identity;
using Platone.Actors.Markets.Sessions;
using Platone.Actors.Metering.LightNodes;
using Platone.Actors.Metering.Pods;
using Platone.Actors.Notary;
using Platone.Actors.Participants;
using Platone.Actors.Scd.Markets;
using Platone.Host.Rest.Access;
using Platone.Host.Rest.LightNodes;
using Platone.Host.Rest.Pods;
using Platone.Host.Rest.Problems;
using EventId = Platone.Actors.Kernel.Identity.EventId;

namespace Platone.Host.Rest.Log;

/// <summary>
/// Who may have the proof bundle of an event, and which of its units disclosed. Operator and auditor: any of any. Others: events of the
/// PODs and light nodes they see, and of themselves as a participant, all but what is about members they do not see; and of events about
/// many, where they see one of the members at least, what is in the clear and what is about the members they see. Of a market session's
/// events what is in the clear is others', too (their requests, offers, awards and statements): of that each has its own.
/// </summary>
internal sealed class LogAccess(PodLookup pods, LightNodeLookup nodes, INotary notary, IMarketScd market)
{
    /// <summary>The units to disclose of those asked for; null for all. What the caller may not have is as if it were not there.</summary>
    /// <param name="caller">Who asks.</param>
    /// <param name="id">The event.</param>
    /// <param name="asked">Numbers of units; null for all the caller may have.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="ProblemException">There is no such event or unit that the caller may see (404).</exception>
    public async Task<IReadOnlyList<int>?> UnitsAsync(Caller caller, EventId id, IReadOnlyList<int>? asked, CancellationToken cancellation)
    {
        if (AccessRules.ReadsWholeLog(caller.Role))
            return asked;
        // Of an event that is not in the log yet nothing can be given: the same answer as for one that is not there.
        var owners = await notary.UnitsAsync(id, cancellation) ?? throw NotFound(id);
        var seesEvent = await SeesAsync(caller, id.PersistenceId, cancellation);
        var members = new Dictionary<string, bool>(StringComparer.Ordinal);
        foreach (var owner in owners.Where(o => o.Part == UnitPart.Member))
        {
            if (!members.ContainsKey(owner.Subject))
                members[owner.Subject] = await SeesAsync(caller, owner.Subject, cancellation);
        }
        var ofMarket = await OfMarketAsync(caller, id, cancellation);
        if (!seesEvent && !members.ContainsValue(true) && ofMarket is not { Count: > 0 })
            throw NotFound(id);

        if (asked is null)
            return [.. owners.Index().Where(o => MaySee(o.Index, o.Item)).Select(o => o.Index)];
        foreach (var number in asked)
        {
            if (number < owners.Count && !MaySee(number, owners[number]))
                throw ProblemException.NotFound($"the event {id} has no unit {number}, or you may not see it");
        }
        return asked;

        bool MaySee(int number, UnitOwner owner) => ofMarket?.Contains(number) == true || owner.Part switch
        {
            UnitPart.Open => ofMarket is null,
            UnitPart.Personal => seesEvent,
            _ => members[owner.Subject],
        };
    }

    // The units of a session's event that are the caller's, or everybody's; null if it is not a session's event.
    private async Task<IReadOnlyList<int>?> OfMarketAsync(Caller caller, EventId id, CancellationToken cancellation) =>
        Entity(id.PersistenceId, MarketSessionCommand.EntityKind) is { } session && EntityName.IsValid(session)
            ? await market.UnitsAsync(new MarketSessionId(session), id.SequenceNr, caller.Id, cancellation)
            : null;

    // Whether the caller sees what is about a POD or an entity, by its persistence id.
    private async Task<bool> SeesAsync(Caller caller, string subject, CancellationToken cancellation)
    {
        if (Entity(subject, PodCommand.EntityKind) is { } pod && Pseudonym.TryParse(pod, out var podName))
            return await pods.FindAsync(caller, new PodId(podName), cancellation) is not null;
        if (Entity(subject, LightNodeCommand.EntityKind) is { } node && Pseudonym.TryParse(node, out var nodeName))
            return await nodes.FindAsync(caller, new LightNodeId(nodeName), cancellation) is not null;
        return Entity(subject, ParticipantCommand.EntityKind) == caller.Id.Value;
    }

    private static ProblemException NotFound(EventId id) => ProblemException.NotFound($"there is no event {id}, or you may not see it");

    private static string? Entity(string subject, string kind) =>
        subject.StartsWith(kind + "-", StringComparison.Ordinal) ? subject[(kind.Length + 1)..] : null;
}
