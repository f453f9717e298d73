using LinqToDB.Data;
using Platone.Actors.Kernel.Aggregates;
using Platone.Actors.Kernel.Journal;
using Platone.Actors.Participants.OperatorJournals;
using Platone.Actors.Scd.Following;
using Platone.Actors.Scd.Storage;

namespace Platone.Actors.Scd.Participants.OperatorJournals;

/// <summary>What operators told nodes to do.</summary>
internal sealed class OperatorActionsProjection() : Projection("operator-actions", ["operator_action"], typeof(OperatorActed))
{
    public override Task ApplyAsync(DataConnection connection, IReadOnlyList<JournalEntry> entries, CancellationToken cancellation) =>
        connection.InsertAsync<OperatorActionRecord>([.. entries.Select(Record)], cancellation);

    private OperatorActionRecord Record(JournalEntry entry) => entry.Event is OperatorActed e
        ? new()
        {
            Journal = e.Id.ToString(),
            EventNr = entry.Id.SequenceNr,
            Action = e.Action.ToString(),
            Operator = e.Operator.Value,
            Command = e.Command,
            Node = e.Node,
            AtUs = e.RecordedAt.Us(),
            Ordering = entry.Ordering,
        }
        : throw new UnknownEventException(Name, entry.Event);
}
