using CsCheck;
using Platone.Actors.Kernel.Identity;
using Platone.Actors.Markets.Awards;
using Platone.Actors.Markets.Clearing;
using Platone.Actors.Markets.Sessions;
using static Platone.Actors.Tests.Markets.Sessions.Market;

namespace Platone.Actors.Tests.Markets.Sessions;

/// <summary>From the clearing to the outcome: limits of the grid operator, refusals of PODs, withdrawals that cross them.</summary>
public sealed class ValidationRoundTests
{
    // 2 kW are asked for; 3 kW at 80 and 3 kW at 90 are offered.
    private static MarketSession Cleared(int rounds = 3)
    {
        var session = Empty.After(Open with { Terms = Terms with { Rules = Terms.Rules with { ValidationRounds = rounds } } }, Place(Request()),
            Place(Offer()), Place(Offer("o-2", 90, (2, [3000, 3000, 3000, 3000]))), GateCloses);
        return session.After(Clear(session));
    }

    private static Award Only(MarketSession session) => Assert.Single(session.Awards);

    [Fact]
    public void What_is_limited_is_cleared_again_with_a_substitute_for_the_rest()
    {
        var session = Cleared();
        Assert.Equal(("o-1", 666_667), (Only(session).Id.Offer.Value, Only(session).Factor.Millionths));
        session = session.After(Validate(session, a => Limit(a, new Factor(300_000))));
        Assert.Equal((SessionPhase.GateClosed, 2), (session.Phase, session.Task().Round));
        session = session.After(Clear(session));
        Assert.Equal([("o-1", 300_000), ("o-2", 366_667)], session.Awards.Select(a => (a.Id.Offer.Value, a.Factor.Millionths)));
        session = session.After(Validate(session));
        session = session.After(Publish(session));
        Assert.Equal((SessionPhase.Published, 2), (session.Phase, session.Round));
    }

    [Fact]
    public void What_is_rejected_is_cleared_again_without()
    {
        var session = Cleared();
        session = session.After(Validate(session, a => Limit(a, Factor.Zero)));
        session = session.After(Clear(session));
        Assert.Equal("o-2", Only(session).Id.Offer.Value);
    }

    [Fact]
    public void In_the_last_round_a_limit_cuts_the_offer_off()
    {
        var session = Cleared(rounds: 1);
        session = session.After(Validate(session, a => Limit(a, new Factor(300_000))));
        Assert.Equal(Factor.Zero, session.Limits[new OfferId("o-1")]);
        session = session.After(Clear(session));
        Assert.Equal("o-2", Only(session).Id.Offer.Value);
    }

    [Fact]
    public void What_the_grid_takes_of_each_award_of_an_offer_adds_up()
    {
        var session = Opened.After(Place(Request()), Place(Request("r-tso", [900, 0, 0, 900], isDso: false)), Place(Offer()), GateCloses);
        session = session.After(Clear(session));
        Assert.Equal(["r-1", "r-tso"], session.Awards.Select(a => a.Id.Request.Value));
        var tso = session.Awards[1];
        session = session.After(Validate(session, a => a == tso ? Limit(a, new Factor(100_000)) : Accept(a)));
        // The DSO's is not cut because the TSO's was.
        session = session.After(Clear(session));
        Assert.Equal([("r-1", 666_667), ("r-tso", 100_000)], session.Awards.Select(a => (a.Id.Request.Value, a.Factor.Millionths)));
    }

    [Fact]
    public void Where_a_pod_refuses_the_session_clears_again_without_its_offer()
    {
        var session = Cleared();
        session = session.After(Validate(session));
        var refusal = Publish(session, "o-1");
        session.Refuses(Publish(session, "o-2"), "not-awarded", "refused");
        session = session.After(refusal);
        Assert.Equal(SessionPhase.GateClosed, session.Phase);
        session.HasDone(refusal);
        session.HasDone(refusal with { Refused = [] });
        session = session.After(Clear(session));
        Assert.Equal("o-2", Only(session).Id.Offer.Value);
        session.HasDone(refusal);
        session = session.After(Validate(session));
        session = session.After(Publish(session));
        Assert.Equal((SessionPhase.Published, 2), (session.Phase, session.Round));
    }

    [Fact]
    public void A_withdrawal_from_before_gate_closure_wins_until_the_award_is_validated()
    {
        var withdrawal = new WithdrawOffer(Id, new OfferId("o-1"), Aggregator, BeforeGate);
        var other = withdrawal with { Offer = new OfferId("o-2") };
        var cleared = Cleared();
        Assert.Equal(SessionPhase.Cleared, cleared.After(other).Phase);

        var reopened = cleared.After(withdrawal);
        Assert.Equal((SessionPhase.GateClosed, 2), (reopened.Phase, reopened.Task().Round));
        reopened.HasDone(Validate(cleared));
        reopened = reopened.After(Clear(reopened));
        Assert.Equal("o-2", Only(reopened).Id.Offer.Value);

        var validated = cleared.After(Validate(cleared));
        validated.Refuses(withdrawal, "offer-awarded", "offer");
        validated.After(Publish(validated)).Refuses(withdrawal, "offer-awarded", "offer");
        cleared.Refuses(withdrawal with { At = Gate }, "gate-closed");
    }

    [Fact]
    public void A_clearing_of_what_was_withdrawn_meanwhile_is_not_taken()
    {
        var session = Opened.After(Place(Request()), Place(Offer()), GateCloses);
        var clearing = Clear(session);
        session = session.After(new WithdrawOffer(Id, new OfferId("o-1"), Aggregator, BeforeGate));
        session.Refuses(clearing, "clearing-against-rules");
        Assert.Empty(session.After(Clear(session)).Awards);
    }

    [Fact]
    public void A_clearing_that_breaks_a_rule_is_not_taken()
    {
        var session = Opened.After(Place(Request()), Place(Offer()), GateCloses);
        var right = Clear(session);
        var request = right.Result.Requests[0];
        var award = request.Awards[0];
        session.Refuses(right with { Result = right.Result with { Requests = [] } }, "clearing-against-rules");
        session.Refuses(right with { Result = right.Result with { Requests = [request with { Awards = [award with { Factor = Factor.One }] }] } },
            "clearing-against-rules");
        session.Refuses(right with { Result = right.Result with { Requests = [request with { Cost = request.Cost + 0.0001m }] } }, "clearing-against-rules");
    }

    [Fact]
    public void There_is_one_verdict_for_each_award_and_it_fits()
    {
        var session = Cleared();
        var award = Only(session);
        session.Refuses(Validate(session) with { Round = 2 }, "wrong-phase");
        session.Refuses(Validate(session) with { Verdicts = [] }, "verdict-missing", "verdicts");
        session.Refuses(Validate(session) with { Verdicts = [Accept(award), Accept(award)] }, "verdict-missing", "verdicts");
        foreach (var (finding, limit) in new[]
        {
            (Finding.Accepted, Factor.One), (Finding.Limited, award.Factor), (Finding.Limited, Factor.Zero), (Finding.Rejected, award.Factor),
            ((Finding)9, Factor.Zero),
        })
        {
            session.Refuses(Validate(session, a => new AwardVerdict(a.Id, finding, limit)), "verdict-limit", "verdicts");
        }
    }

    [Fact]
    public void Nothing_is_published_that_was_not_validated_and_reserved_as_it_is_and_there_is_an_end() =>
        Gen.Select(Gen.Int[1, 3], Gen.Int[0, 5].Array[1, 60]).Sample((rounds, choices) =>
        {
            var session = Empty.After(Open with { Terms = Terms with { Rules = Terms.Rules with { ValidationRounds = rounds } } },
                Place(Request()), Place(Request("r-tso", [500, 0, 0, 5000], isDso: false)), Place(Offer()),
                Place(Offer("o-2", 90, (2, [3000, 3000, 3000, 3000]), (3, [10, 0, 0, 700]))), Place(Offer("o-3", 20, (4, [700, 0, 100, 0]))), GateCloses);
            var (agreed, reserved, steps) = (new HashSet<int>(), new HashSet<int>(), 0);
            int Next() => choices[steps++ % choices.Length];
            while (session.Phase != SessionPhase.Published)
            {
                Assert.True(steps < 500, "there is no end of rounds");
                var choice = Next();
                switch (session.Phase)
                {
                    case SessionPhase.GateClosed:
                        session = session.After(Clear(session));
                        break;
                    case SessionPhase.Cleared when choice == 0:
                        var verdicts = Validate(session, a => Next() < 3 || a.Factor.Millionths < 2 ? Accept(a) : Limit(a, new Factor(a.Factor.Millionths / (Next() + 2))));
                        if (verdicts.Verdicts.All(v => v.Finding == Finding.Accepted))
                            agreed.Add(session.Round);
                        session = session.After(verdicts);
                        break;
                    case SessionPhase.Cleared when choice == 1 && session.Awards.Count > 0 && session.Awards[0].Id.Offer is var offer:
                        session = session.After(new WithdrawOffer(Id, offer, Aggregator, BeforeGate));
                        break;
                    case SessionPhase.Cleared:
                        session.Refuses(Publish(session), "wrong-phase");
                        session = session.After(Validate(session));
                        agreed.Add(session.Round);
                        break;
                    case SessionPhase.Validated:
                        Assert.Contains(session.Round, agreed);
                        var refused = choice == 0 && session.Awards.Count > 0 ? session.Awards[^1].Id.Offer.Value : null;
                        session = session.After(refused is null ? Publish(session) : Publish(session, refused));
                        if (refused is null)
                            reserved.Add(session.Round);
                        break;
                }
            }
            Assert.Contains(session.Round, agreed);
            Assert.Contains(session.Round, reserved);
            foreach (var awards in session.Awards.GroupBy(a => a.Id.Offer))
                Assert.True(awards.Sum(a => a.Factor.Millionths) <= session.Limits.GetValueOrDefault(awards.Key, Factor.One).Millionths);
        }, iter: 500);
}
