using CsCheck;
using Platone.Actors.Kernel.Aggregates;
using Platone.Actors.Kernel.Identity;
using Platone.Actors.Participants.OperatorJournals;
using Platone.Actors.Tests.Serialization;

namespace Platone.Actors.Tests.Participants;

public sealed class OperatorJournalTests
{
    private static readonly DateTimeOffset At = new(2026, 11, 30, 23, 59, 59, TimeSpan.Zero);
    private static readonly RecordOperatorAction Record = Action(1, At);

    private static RecordOperatorAction Action(byte number, DateTimeOffset at) => new(
        new OperatorActionId(Pseudonym.From(Enumerable.Repeat(number, 16).ToArray())), new ParticipantId("operator"),
        "market publish -s terni.2026-11-23", "akka.tcp://platone@10.0.0.1:4053", at);

    [Fact]
    public void An_action_is_in_the_journal_of_its_month_in_UTC()
    {
        Assert.Equal("operator-journal-2026-11", $"{Record.Kind}-{Record.EntityId}");
        Assert.Equal("2026-12", Action(1, new DateTimeOffset(2026, 11, 30, 23, 59, 59, TimeSpan.FromHours(-1))).EntityId);
        Assert.Equal(Record.Id, OperatorJournalId.Parse(Record.EntityId));
        Assert.Throws<FormatException>(() => OperatorJournalId.Parse("2026-13"));
    }

    [Fact]
    public void An_action_is_recorded_once_with_who_did_it()
    {
        var journal = OperatorJournal.Empty(Record.Id);
        var acted = Assert.IsType<OperatorActed>(Assert.Single(journal.Decide(Record).Events));
        Assert.Equal(new OperatorActed(Record.Id, Record.Action, new ParticipantId("operator"), Record.Command, Record.Node, At), acted);
        Assert.True(journal.Apply(acted).Decide(Record).IsAlreadyDone);
        Assert.Single(journal.Apply(acted).Decide(Action(2, At)).Events);
    }

    [Theory]
    [InlineData("", "akka.tcp://platone@a:1", "command")]
    [InlineData("cluster\nleave", "akka.tcp://platone@a:1", "command")]
    [InlineData("cluster leave", " ", "node")]
    public void Command_and_node_are_plain_text(string command, string node, string field) =>
        Assert.Equal((ProblemKind.Invalid, field), OperatorJournal.Empty(Record.Id).Decide(Record with { Command = command, Node = node }).Problem switch
        {
            { } problem => (problem.Kind, problem.Field),
            null => throw new InvalidOperationException("it was taken"),
        });

    [Fact]
    public void Commands_are_idempotent_and_states_come_back_from_events_and_snapshots() =>
        Gen.Byte[0, 5].Array[1, 12].Sample(actions => AggregateLaws.Hold<OperatorJournal, OperatorJournalCommand, OperatorJournalEvent>(
            OperatorJournal.Empty(Record.Id), actions.Select((a, i) => Action(a, At.AddMicroseconds(i)))));
}
