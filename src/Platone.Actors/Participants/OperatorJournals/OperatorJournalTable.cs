using Platone.Actors.Kernel.Identity;
using Platone.Actors.Serialization;

namespace Platone.Actors.Participants.OperatorJournals;

/// <summary>The operator journal's codec table. Nothing is personal: operators are known by the names of participants.</summary>
public static class OperatorJournalTable
{
    /// <summary>The table.</summary>
    public static EventTable Table { get; } = EventTable.For("operator-journal")
        .Event<OperatorActed>("acted", 1, e => SubjectOf(e.Id), Encode, DecodeActed, UnitLayout.OneOpen(Wire.OperatorActed.Descriptor))
        .Snapshot<OperatorJournal>(1, s => SubjectOf(s.Id), s => s.RecordedAt, Encode, DecodeSnapshot,
            UnitLayout.OneOpen(Wire.Snapshot.Descriptor))
        .Build();

    private static string SubjectOf(OperatorJournalId journal) => $"{OperatorJournalCommand.EntityKind}-{journal}";

    private static EventContent Encode(OperatorActed e) => Content.Open(new Wire.OperatorActed
    {
        Journal = e.Id.ToString(), Action = e.Action.ToString(), Operator = e.Operator.Value, Command = e.Command, Node = e.Node,
    });

    private static OperatorActed DecodeActed(DecodingEvent d)
    {
        var open = d.Open(Wire.OperatorActed.Parser);
        return new OperatorActed(OperatorJournalId.Parse(open.Journal), OperatorActionId.Parse(open.Action),
            ParticipantId.Parse(open.Operator), open.Command, open.Node, d.RecordedAt);
    }

    private static EventContent Encode(OperatorJournal s)
    {
        var open = new Wire.Snapshot { Journal = s.Id.ToString() };
        open.Actions.Add(s.Actions.Select(a => a.ToString()));
        return Content.Open(open);
    }

    private static OperatorJournal DecodeSnapshot(DecodingEvent d)
    {
        var open = d.Open(Wire.Snapshot.Parser);
        return OperatorJournal.Empty(OperatorJournalId.Parse(open.Journal)) with
        {
            Actions = [.. open.Actions.Select(OperatorActionId.Parse)],
            RecordedAt = d.RecordedAt,
        };
    }
}
