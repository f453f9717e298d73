using Akka.Actor;
using Platone.Actors.Kernel.Aggregates;
using Platone.Actors.Kernel.Identity;

namespace Platone.Actors.Participants.OperatorJournals;

/// <summary>How an <see cref="OperatorJournal"/> is sharded.</summary>
internal static class OperatorJournalSharding
{
    /// <summary>The kind of entity.</summary>
    public static EntityKind Kind(ShellOptions options) =>
        new(OperatorJournalCommand.EntityKind, id => Props.Create(() => new OperatorJournalActor(OperatorJournalId.Parse(id), options)),
            ClusterRoles.Market);
}
