using Platone.Actors.Kernel.Aggregates;
using Platone.Actors.Kernel.Identity;
using Platone.Actors.Markets.Sessions;
using static Platone.Actors.Tests.Markets.Sessions.Market;

namespace Platone.Actors.Tests.Markets.Sessions;

/// <summary>A session's way from opening to closing, and what is not on it.</summary>
public sealed class MarketSessionTests
{
    [Fact]
    public void It_goes_from_opening_to_closing_and_repeating_any_step_changes_nothing()
    {
        var session = Empty;
        var done = new List<MarketSessionCommand>();
        foreach (var (next, phase) in new (Func<MarketSession, MarketSessionCommand>, SessionPhase)[]
        {
            (_ => Open, SessionPhase.Open),
            (_ => Place(Request()), SessionPhase.Open),
            (_ => Place(Request("r-2", isDso: false)), SessionPhase.Open),
            (_ => new WithdrawRequest(Id, new RequestId("r-2"), Tso, BeforeGate), SessionPhase.Open),
            (_ => Place(Offer()), SessionPhase.Open),
            (_ => Place(Offer("o-2", 70, (2, [1000, 1000, 1000, 1000]))), SessionPhase.Open),
            (_ => Place(Offer("o-3", 60, (3, [1000, 1000, 1000, 1000]))), SessionPhase.Open),
            (_ => new WithdrawOffer(Id, new OfferId("o-3"), Aggregator, BeforeGate), SessionPhase.Open),
            (_ => GateCloses, SessionPhase.GateClosed),
            (Clear, SessionPhase.Cleared),
            (s => Validate(s), SessionPhase.Validated),
            (s => Publish(s), SessionPhase.Published),
            (s => Activate(s), SessionPhase.Activating),
            (s => Issue(s), SessionPhase.Activating),
            (_ => DeliveryEnds, SessionPhase.Settling),
            (s => Settle(s), SessionPhase.Settled),
            (s => Settle(s, 2), SessionPhase.Settled),
            (_ => SessionCloses, SessionPhase.Closed),
        })
        {
            var command = next(session);
            session = session.After(command);
            Assert.Equal(phase, session.Phase);
            done.Add(command);
            Assert.All(done, session.HasDone);
        }
        Assert.Equal(2, session.SettlementVersion);
        Assert.Equal(["o-1", "o-2"], session.Awards.Select(a => a.Id.Offer.Value));
    }

    [Fact]
    public void Before_it_is_opened_nothing_else_is_known()
    {
        foreach (var command in new MarketSessionCommand[]
        {
            Place(Request()), Place(Offer()), new WithdrawOffer(Id, new OfferId("o-1"), Aggregator, BeforeGate), GateCloses, DeliveryEnds, SessionCloses,
            new PublishOutcome(Id, 1, [], AfterGate),
        })
        {
            Empty.Refuses(command, "unknown-session");
            Assert.Equal(ProblemKind.NotFound, Empty.Decide(command).Problem!.Kind);
        }
    }

    [Fact]
    public void The_same_id_with_other_content_is_a_conflict_and_a_retry_is_none_also_after_the_gate_closed()
    {
        var session = Opened.After(Place(Request()), Place(Offer()));
        session.Refuses(Open with { Terms = Terms with { TimeZone = "Europe/Athens" } }, "conflict");
        session.Refuses(Place(Request() with { Priority = 9 }), "conflict");
        session.Refuses(Place(Offer(price: 81)), "conflict");
        Assert.Equal(ProblemKind.Conflict, session.Decide(Place(Offer(price: 81))).Problem!.Kind);

        var late = session.After(GateCloses);
        late.HasDone(Place(Request()) with { At = AfterGate });
        late.HasDone(Place(Offer()) with { At = AfterGate });
        late.Refuses(Place(Offer(price: 81)) with { At = AfterGate }, "conflict");
    }

    [Fact]
    public void Digits_finer_than_a_microsecond_and_other_offsets_make_no_other_content()
    {
        var fine = Terms with { GateClosesAt = Gate.AddTicks(7).ToOffset(TimeSpan.FromHours(2)) };
        var session = Empty.After(Open with { Terms = fine });
        Assert.Equal(Gate, session.Terms!.GateClosesAt);
        session.HasDone(Open with { Terms = fine });
        session.HasDone(Open);
        session = session.After(Place(Request() with { ExpiresAt = Request().ExpiresAt.AddTicks(3) }),
            Place(Offer() with { ExpiresAt = Offer().ExpiresAt.AddTicks(3) }));
        session.HasDone(Place(Request()));
        session.HasDone(Place(Offer() with { ExpiresAt = Offer().ExpiresAt.AddTicks(5) }));
    }

    [Fact]
    public void From_gate_closure_on_nothing_new_is_placed_whether_or_not_the_gate_was_closed_yet()
    {
        foreach (var session in new[] { Opened, Opened.After(GateCloses) })
        {
            session.Refuses(Place(Request()) with { At = Gate }, "gate-closed");
            session.Refuses(Place(Offer()) with { At = Gate }, "gate-closed");
        }
        // It was closed on time: what comes later has been late, whatever it says of when it was given.
        Opened.After(GateCloses).Refuses(Place(Offer()), "gate-closed");
        Opened.Refuses(GateCloses with { At = Gate.AddTicks(-1) }, "gate-not-due");
    }

    [Fact]
    public void Only_who_placed_it_may_withdraw_and_only_before_the_gate_closes()
    {
        var session = Opened.After(Place(Request()), Place(Offer()));
        session.Refuses(new WithdrawRequest(Id, new RequestId("r-1"), Tso, BeforeGate), "unknown-request");
        session.Refuses(new WithdrawRequest(Id, new RequestId("r-9"), Dso, BeforeGate), "unknown-request");
        session.Refuses(new WithdrawRequest(Id, new RequestId("r-1"), Dso, Gate), "gate-closed");
        session.Refuses(new WithdrawOffer(Id, new OfferId("o-1"), Dso, BeforeGate), "unknown-offer");
        session.Refuses(new WithdrawOffer(Id, new OfferId("o-9"), Aggregator, BeforeGate), "unknown-offer");
        session.Refuses(new WithdrawOffer(Id, new OfferId("o-1"), Aggregator, Gate), "gate-closed");
        session.After(GateCloses).Refuses(new WithdrawRequest(Id, new RequestId("r-1"), Dso, BeforeGate), "gate-closed");
    }

    [Fact]
    public void What_is_withdrawn_or_has_expired_when_the_gate_closes_is_not_cleared()
    {
        var session = Opened.After(Place(Request()), Place(Request("r-2")), Place(Request("r-3") with { ExpiresAt = Gate }), Place(Offer()),
            Place(Offer("o-2", 1, (2, [1, 1, 1, 1]))), Place(Offer("o-3", 1, (3, [1, 1, 1, 1])) with { ExpiresAt = Gate }),
            new WithdrawRequest(Id, new RequestId("r-2"), Dso, BeforeGate), new WithdrawOffer(Id, new OfferId("o-2"), Aggregator, BeforeGate), GateCloses);
        var problem = session.Task().Problem!;
        Assert.Equal("r-1", Assert.Single(problem.Requests).Id.Value);
        Assert.Equal("o-1", Assert.Single(problem.Offers).Id.Value);
    }

    [Fact]
    public void Requests_and_offers_are_cleared_in_the_order_of_their_arrival()
    {
        var session = Opened.After(Place(Request("z")), Place(Request("a")), Place(Offer("z")), Place(Offer("a", 80, (2, [1, 1, 1, 1]))), GateCloses);
        Assert.Equal(["z", "a"], session.Task().Problem!.Requests.Select(r => r.Id.Value));
        Assert.Equal(["z", "a"], session.Task().Problem!.Offers.Select(o => o.Id.Value));
    }

    [Fact]
    public void Steps_out_of_turn_are_refused_by_the_phase()
    {
        var open = Opened.After(Place(Request()), Place(Offer()));
        open.Refuses(new RecordClearing(Id, 1, new("none", []), BeforeGate), "wrong-phase");
        open.Refuses(new RecordValidation(Id, 1, [], BeforeGate), "wrong-phase");
        open.Refuses(new PublishOutcome(Id, 1, [], BeforeGate), "wrong-phase");
        open.Refuses(new RequestActivation(Id, new(new("a"), Dso, [], 0, 1), BeforeGate), "wrong-phase");
        open.Refuses(new IssueSetPoints(Id, new("a"), [], BeforeGate), "unknown-activation");
        open.Refuses(DeliveryEnds, "wrong-phase");
        open.Refuses(new RecordSettlement(Id, new(1, new([], 0), [], new([], [], 0)), DeliveryEnds.At), "wrong-phase");
        open.Refuses(SessionCloses, "wrong-phase");

        var closed = open.After(GateCloses);
        closed.Refuses(Clear(closed) with { Round = 2 }, "wrong-phase");
        var published = Published();
        published.Refuses(DeliveryEnds with { At = DeliveryEnds.At.AddTicks(-1) }, "delivery-not-over");
        published.Refuses(SessionCloses, "wrong-phase");
        var ended = published.After(DeliveryEnds);
        ended.Refuses(Activate(ended), "wrong-phase");
        ended.Refuses(Settle(ended, 2), "wrong-phase");
        var settled = ended.After(Settle(ended));
        settled.Refuses(Settle(settled, 3), "wrong-phase");
    }

    [Fact]
    public void A_session_nobody_serves_or_asks_in_goes_its_way_too()
    {
        foreach (var placed in new MarketSessionCommand[][] { [Place(Request())], [Place(Offer())] })
        {
            var session = Published(placed);
            Assert.Empty(session.Awards);
            session = session.After(DeliveryEnds);
            session = session.After(Settle(session), SessionCloses);
            Assert.Equal(SessionPhase.Closed, session.Phase);
        }
    }

    [Fact]
    public void What_follows_from_the_outcome_is_told_with_what_has_awards_only()
    {
        var outcome = Published(Place(Request()), Place(Request("r-2", [1, 0, 0, 0]) with { PriceCap = 1 }), Place(Offer()),
            Place(Offer("o-2", 900, (2, [1, 1, 1, 1])))).Outcome();
        Assert.Equal("r-1", Assert.Single(outcome.Requests).Id.Value);
        Assert.Equal("o-1", Assert.Single(outcome.Offers).Id.Value);
        Assert.Equal(SessionPhase.Published, outcome.Phase);
        Assert.Equal(0, Published().Task().Round);
        Assert.Null(Published().Task().Problem);
    }
}
