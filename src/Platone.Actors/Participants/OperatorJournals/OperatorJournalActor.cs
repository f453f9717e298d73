using Platone.Actors.Kernel.Aggregates;
using Platone.Actors.Kernel.Identity;

namespace Platone.Actors.Participants.OperatorJournals;

/// <summary>The actor of an <see cref="OperatorJournal"/>: nothing but the shell.</summary>
internal sealed class OperatorJournalActor(OperatorJournalId id, ShellOptions options)
    : AggregateActor<OperatorJournal, OperatorJournalCommand, OperatorJournalEvent>(
        $"{OperatorJournalCommand.EntityKind}-{id}", OperatorJournal.Empty(id), options);
