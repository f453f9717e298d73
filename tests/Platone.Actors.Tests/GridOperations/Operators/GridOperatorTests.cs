using CsCheck;
using Platone.Actors.GridOperations.Operators;
using Platone.Actors.Kernel.Aggregates;
using Platone.Actors.Kernel.Identity;
using Platone.Actors.Markets.Awards;
using Platone.Actors.Markets.Clearing;
using Platone.Actors.Tests.Serialization;

namespace Platone.Actors.Tests.GridOperations.Operators;

public sealed class GridOperatorTests
{
    private static readonly NetworkId Id = new("terni-mv");
    private static readonly DateTimeOffset At = new(2026, 11, 22, 10, 0, 0, TimeSpan.Zero);

    private static GridOperator Empty => GridOperator.Empty(Id);

    private static ValidateAwards Validate(string session, int round, int awards = 2) => new(Id, new MarketSessionId(session), round,
        [.. Enumerable.Range(1, awards).Select(i => new AwardToValidate(new AwardId(new RequestId("r-1"), new OfferId($"o-{i}")), new Factor(i * 1000)))],
        new EventId($"market-session-{session}", 10 + round), At.AddMinutes(round));

    private static GridOperator After(GridOperator op, params IEnumerable<GridOperatorCommand> commands) =>
        commands.Aggregate(op, (g, c) => g.Decide(c).Events.Aggregate(g, (s, e) => s.Apply(e)));

    [Fact]
    public void Without_a_network_model_every_award_is_accepted_and_the_event_says_that_no_power_flow_was_run()
    {
        var command = Validate("s-1", 1);
        var e = Assert.IsType<AwardsValidated>(Assert.Single(Empty.Decide(command).Events));
        Assert.Equal(ValidationMethod.PassThrough, e.Method);
        Assert.Equal((command.Session, 1, command.Cause), (e.Session, e.Round, e.Cause));
        Assert.Equal(command.Awards.Select(a => new AwardVerdict(a.Award, Finding.Accepted, a.Factor)), e.Verdicts);
        Assert.Equal(e.Verdicts, Empty.Apply(e).Report(command)!.Verdicts);
        Assert.Empty(Assert.IsType<AwardsValidated>(Assert.Single(Empty.Decide(Validate("s-1", 1, awards: 0)).Events)).Verdicts);
    }

    [Fact]
    public void The_same_round_again_has_no_effect_and_the_same_verdicts_whatever_it_names_then()
    {
        var op = After(Empty, Validate("s-1", 1), Validate("s-2", 1));
        var again = Validate("s-1", 1, awards: 5) with { At = At.AddDays(1) };
        Assert.True(op.Decide(again).IsAlreadyDone);
        Assert.Equal(op.Report(Validate("s-1", 1)), op.Report(again));
        Assert.Equal(2, op.Report(again)!.Verdicts.Count);
    }

    [Fact]
    public void A_later_round_takes_the_place_of_those_before_it()
    {
        var op = After(Empty, Validate("s-1", 1), Validate("s-1", 2, awards: 1));
        Assert.True(op.Decide(Validate("s-1", 1)).IsAlreadyDone);
        Assert.Null(op.Report(Validate("s-1", 1)));
        Assert.Equal(2, op.Report(Validate("s-1", 2))!.Round);
        Assert.Equal(ProblemKind.Conflict, op.Decide(Validate("s-1", 2) with { Cause = new EventId("market-session-s-1", 99) }).Problem?.Kind);
        Assert.Equal("round", op.Decide(Validate("s-1", 0)).Problem?.Field);
    }

    [Fact]
    public void It_remembers_the_last_sessions_and_no_more()
    {
        var op = After(Empty, Enumerable.Range(0, 200).Select(i => Validate($"s-{i}", 1)));
        Assert.Equal(GridOperator.RememberedSessions, op.Rounds.Count);
        Assert.True(op.Decide(Validate("s-136", 1)).IsAlreadyDone);
        // What is validated again stays, and another goes.
        op = After(op, Validate("s-136", 2), Validate("s-200", 1));
        Assert.True(op.Decide(Validate("s-136", 2)).IsAlreadyDone);
        Assert.False(op.Decide(Validate("s-137", 1)).IsAlreadyDone);
    }

    [Fact]
    public void Commands_are_idempotent_and_states_come_back_from_events_and_snapshots() =>
        Gen.Select(Gen.Int[0, 80], Gen.Int[1, 3], Gen.Int[0, 4]).Array[1, 120].Sample(steps =>
            AggregateLaws.Hold<GridOperator, GridOperatorCommand, GridOperatorEvent>(Empty,
                steps.Select((s, i) => Validate($"s-{s.Item1}", s.Item2, s.Item3) with { At = At.AddTicks(i * 1234567L) })), iter: 30);
}
