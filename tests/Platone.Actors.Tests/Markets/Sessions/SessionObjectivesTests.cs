using Platone.Actors.Markets.Clearing;
using Platone.Actors.Markets.Clearing.Engines;
using Platone.Actors.Markets.Losses;
using Platone.Actors.Markets.Rebounds;
using Platone.Actors.Markets.Sessions;
using Platone.Actors.Serialization;
using Platone.Actors.Tests.Serialization;
using static Platone.Actors.Tests.Markets.Sessions.Market;

namespace Platone.Actors.Tests.Markets.Sessions;

/// <summary>Objectives, loss factors and the rebound rule of a session: from its opening into its clearing, and through its stored forms.</summary>
public sealed class SessionObjectivesTests
{
    private static readonly OpenSession WithObjectives = Open with
    {
        Terms = Terms with
        {
            Rules = Terms.Rules with
            {
                Objectives = [ClearingObjective.Cost, ClearingObjective.ExpectedShortfall, ClearingObjective.NetworkLosses, ClearingObjective.ReboundEnergy],
                LossFactors = LossFactors.Of([new("bus-1", 0.05m), new("bus-2", -0.01m)]),
                Rebound = new ReboundRule(ReboundAction.Off, 1, 1),
            },
        },
    };

    private static MarketSession Session(params SetReboundRule[] rules) => Empty.After(WithObjectives).After(rules)
        .After(Place(Request()), Place(Offer("o-1", 80, (1, [2000, 2000, 0, 2000]))), Place(Offer("o-2", 90, (1, [1000, 0, 0, 0]), (2, [1000, 0, 0, 0]))), GateCloses);

    [Fact]
    public void Offers_weigh_what_their_pods_do()
    {
        var problem = Session().Task().Problem!;
        Assert.Equal(WithObjectives.Terms.Rules.Objectives, problem.Rules.Objectives);
        Assert.Equal([-0.05m * 6000 * 900, -0.04m * 1000 * 900], problem.Offers.Select(o => o.LossesJ));
        // All of it in the interval after: 4,000 W after the first two; what the last would give back is beyond the session.
        Assert.Equal([4000 * 900m, 2000 * 900m], problem.Offers.Select(o => o.ReboundJ));
        // The rule as it was set last counts.
        var half = Session(new SetReboundRule(Id, new ReboundRule(ReboundAction.Off, 0.5m, 1), BeforeGate)).Task().Problem!;
        Assert.Equal([2000 * 900m, 1000 * 900m], half.Offers.Select(o => o.ReboundJ));
        Assert.All(Opened.After(Place(Request()), Place(Offer()), GateCloses).Task().Problem!.Offers, o => Assert.Equal((0, 0), (o.LossesJ, o.ReboundJ)));
    }

    [Fact]
    public void The_session_takes_the_front_of_all_of_them()
    {
        var session = Session();
        var record = new RecordClearing(Id, 1, new EngineChoice().Clear(session.Task().Problem!), AfterGate);
        Assert.Equal("exact", record.Result.Engine);
        var cleared = session.After(record);
        Assert.Equal(SessionPhase.Cleared, cleared.Phase);
        Assert.All(record.Result.Requests[0].Front, p => Assert.Equal(2, p.Others.Count));
        cleared.HasDone(record);
    }

    [Fact]
    public void Stored_forms_keep_them_and_those_without_are_as_before()
    {
        var codec = new EventCodec(PlatoneEvents.Registry, new MemoryKeys());
        var set = Session(new SetReboundRule(Id, ReboundRule.Standard, BeforeGate));
        foreach (var value in new object[] { new SessionOpened(Id, WithObjectives.Terms, Opening), Session(), set })
            Assert.Equal(value, codec.Decode(codec.ManifestOf(value), codec.Encode(value)));
        Assert.Equal(ReboundRule.Standard, set.ReboundRule);
    }
}
