using Platone.Actors.Kernel.Identity;
using Platone.Actors.Markets.Activations;
using Platone.Actors.Markets.Awards;
using Platone.Actors.Markets.Sessions;
using Platone.Actors.Tests.Markets.Sessions;
using static Platone.Actors.Tests.Markets.Sessions.Market;

namespace Platone.Actors.Tests.Markets.Activations;

/// <summary>Each rule of activations and of set points, broken once.</summary>
public sealed class ActivationRulesTests
{
    // The DSO is awarded 2/3 of o-1, the TSO the rest and half of o-2.
    private static MarketSession Session { get; } = Published(Place(Request()), Place(Request("r-tso", [1500, 1500, 1500, 1500], isDso: false)),
        Place(Offer()), Place(Offer("o-2", 90, (2, [1000, 1000, 1000, 1000]))));

    public static TheoryData<string, string?, string> Broken => new()
    {
        { "bad-id", "id", "id" }, { "interval-range", "first", "before" }, { "interval-range", "first", "empty" },
        { "interval-range", "first", "beyond" }, { "interval-range", "first", "far beyond" }, { "activation-too-late", "first", "late" },
        { "no-awards", "awards", "none" }, { "award-order", "awards[1]", "twice" }, { "unknown-award", "awards[0]", "unknown" },
        { "not-own-award", "awards[0]", "other's" }, { "already-activated", "awards[0]", "again" },
    };

    [Theory]
    [MemberData(nameof(Broken))]
    public void A_broken_rule_has_its_code_and_field(string code, string? field, string how)
    {
        var command = Activate(Session, first: 1, intervals: 2);
        var good = command.Activation;
        var session = how == "again" ? Session.After(command) : Session;
        session.Refuses(how switch
        {
            "id" => command with { Activation = good with { Id = new ActivationId("no name") } },
            "before" => command with { Activation = good with { First = -1 } },
            "empty" => command with { Activation = good with { Intervals = 0 } },
            "beyond" => command with { Activation = good with { Intervals = 4 } },
            "far beyond" => command with { Activation = good with { Intervals = int.MaxValue } },
            "late" => command with { At = Terms.Interval(1).Start },
            "none" => command with { Activation = good with { Awards = [] } },
            "twice" => command with { Activation = good with { Awards = [good.Awards[0], good.Awards[0]] } },
            "unknown" => command with { Activation = good with { Awards = [new AwardId(new RequestId("r-1"), new OfferId("o-2"))] } },
            "other's" => command with { Activation = good with { Requester = Tso } },
            "again" => command with { Activation = good with { Id = new ActivationId("a-2"), First = 2, Intervals = 1 } },
            _ => throw new ArgumentException(how),
        }, code, field);
    }

    [Fact]
    public void An_award_is_called_for_piece_by_piece_until_the_last_moment()
    {
        var session = Session.After(Activate(Session, first: 1, intervals: 2));
        session = session.After(Activate(Session, "a-2", first: 3, intervals: 1) with { At = Terms.Interval(3).Start.AddTicks(-1) },
            Activate(Session, "a-3", first: 0, intervals: 1), Activate(Session, "tso", Tso));
        session.HasDone(Activate(Session, first: 1, intervals: 2) with { At = Terms.End });
        session.Refuses(Activate(Session, first: 1, intervals: 1), "conflict");
    }

    [Fact]
    public void Set_points_that_do_not_carry_the_activation_out_are_refused()
    {
        var session = Session.After(Activate(Session));
        var issue = Issue(session);
        // Nothing was asked for in interval 2, but an award scales all of its offer.
        Assert.Equal(4, issue.SetPoints.Count);
        Refused(issue.SetPoints[0] with { BaselineW = 1 }, "set-point", "setPoints[0]");
        Refused(issue.SetPoints[0] with { SetPoint = issue.SetPoints[0].SetPoint with { PowerW = 1 } }, "set-point", "setPoints[0]");
        Refused(issue.SetPoints[0] with { SetPoint = issue.SetPoints[0].SetPoint with { ValidUntil = Terms.End } }, "set-point", "setPoints[0]");
        Refused(issue.SetPoints[0] with { SetPoint = issue.SetPoints[0].SetPoint with { Id = "" } }, "bad-set-point", "setPoints[0].setPoint.id");
        Refused(issue.SetPoints[0] with { Interval = -1 }, "interval-range", "setPoints[0].interval");
        Refused(issue.SetPoints[0] with { Interval = int.MaxValue }, "interval-range", "setPoints[0].interval");
        Refused(issue.SetPoints[0] with { Pod = Pod(9) }, "set-point-sum", "setPoints");
        Refused(Lighter(issue.SetPoints[0]), "set-point-sum", "setPoints");
        session.Refuses(issue with { SetPoints = [.. issue.SetPoints, issue.SetPoints[0]] }, "set-point-sum", "setPoints");
        session.Refuses(issue with { SetPoints = [.. issue.SetPoints.Skip(1)] }, "set-point-missing", "setPoints");
        session.Refuses(issue with { Activation = new ActivationId("a-9") }, "unknown-activation");
        var issued = session.After(issue);
        issued.HasDone(issue);
        issued.HasDone(Issue(session, baselineW: (_, _) => 1));

        void Refused(IssuedSetPoint first, string code, string field) =>
            session.Refuses(issue with { SetPoints = [first, .. issue.SetPoints.Skip(1)] }, code, field);

        static IssuedSetPoint Lighter(IssuedSetPoint s) =>
            s with { UpW = s.UpW - 1, SetPoint = s.SetPoint with { PowerW = s.SetPoint.PowerW + 1 } };
    }
}
