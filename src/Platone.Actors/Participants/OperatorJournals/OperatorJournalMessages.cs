using Platone.Actors.Serialization.Messages;

namespace Platone.Actors.Participants.OperatorJournals;

/// <summary>What nodes say to each other about an operator journal.</summary>
public static class OperatorJournalMessages
{
    /// <summary>The table.</summary>
    public static MessageTable Table { get; } = MessageTable.For("operator-journal")
        .Add<RecordOperatorAction>("record-operator-action")
        .Build();
}
