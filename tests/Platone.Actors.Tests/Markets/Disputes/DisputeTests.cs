using Platone.Actors.Kernel.Aggregates;
using Platone.Actors.Kernel.Identity;
using Platone.Actors.Kernel.Units;
using Platone.Actors.Markets.Disputes;
using Platone.Actors.Markets.Sessions;
using Platone.Actors.Markets.Settlement;
using Platone.Actors.Tests.Markets.Sessions;
using static Platone.Actors.Tests.Markets.Sessions.Market;

namespace Platone.Actors.Tests.Markets.Disputes;

/// <summary>Who may dispute what and when, and what becomes of it.</summary>
public sealed class DisputeTests
{
    // 2 kW up from one POD in the first two quarter hours; in the second nothing was delivered.
    private static MarketSession Settled { get; } = ToSettled();

    private static LineKey Key(int interval = 1, int pod = 1) =>
        new(new RequestId("r-1"), new OfferId("o-1"), Pod(pod), Direction.Up, SettlementPeriod.Of(Terms.Interval(interval)));

    private static DisputeLine Dispute(string id = "d-1", ParticipantId? by = null, LineKey? key = null, string reason = "The meter stood still.") =>
        new(Id, new DisputeId(id), by ?? Aggregator, new DisputedLine(key ?? Key(), reason), DeliveryEnds.At);

    private static ResolveDispute Resolve(string id = "d-1", CorrectedInput? input = null, string reason = "Read by hand.") =>
        new(Id, new DisputeId(id), reason, input, DeliveryEnds.At);

    [Fact]
    public void Every_party_of_a_line_may_dispute_it_and_nobody_else()
    {
        foreach (var by in new[] { Dso, Aggregator, Customer })
        {
            var session = Settled.After(Dispute(by: by));
            Assert.Equal((by, 1, DisputeState.Open), (session.Disputes[new("d-1")].By, session.Disputes[new("d-1")].Version, session.Disputes[new("d-1")].State));
            session.HasDone(Dispute(by: by));
            session.Refuses(Dispute(by: by, reason: "Another."), "conflict");
            session.Refuses(Dispute("d-2", by), "already-disputed", "line");
        }
        Settled.Refuses(Dispute(by: Tso), "not-a-party", "line");
        Assert.Equal(ProblemKind.Forbidden, Settled.Decide(Dispute(by: Tso)).Problem!.Kind);
    }

    [Fact]
    public void Only_lines_that_are_there_can_be_disputed_with_a_reason()
    {
        // Not called for, outside the session, another POD, another direction, another length.
        foreach (var key in new[]
        {
            Key(3), Key(-1), Key(4), Key(pod: 2), Key() with { Direction = Direction.Down }, Key() with { Period = new SettlementPeriod(Key().Period.Index, 300) },
            Key() with { Offer = new OfferId("o-9") },
        })
            Settled.Refuses(Dispute(key: key), "unknown-line", "line");
        foreach (var reason in new[] { "", new string('x', 1001), "two\nlines" })
            Settled.Refuses(Dispute(reason: reason), "reason", "reason");
        Settled.Refuses(Dispute("no name"), "bad-id", "id");
    }

    [Fact]
    public void An_accepted_dispute_corrects_the_input_of_the_next_version()
    {
        // 2 kW for a quarter hour at 80 EUR/MWh are 4 cents.
        Assert.Equal([0.04m, 0m], Lines(Settled).Select(l => l.Net));
        var session = Settled.After(Dispute(), Resolve(input: new CorrectedInput(null, 3500 * 900)));
        Assert.Equal(DisputeState.Accepted, session.Disputes[new("d-1")].State);
        var lines = Lines(session);
        Assert.Equal([0.04m, 0.03m], lines.Select(l => l.Net));
        Assert.Equal(3500m * 900, lines[1].MeteredJ);

        // Of two at one place the later resolution counts, whatever their names.
        session = session.After(Dispute("a-2"), Resolve("a-2", new CorrectedInput(5000, 4000 * 900)));
        Assert.Equal([0.04m, 0.02m], Lines(session).Select(l => l.Net));
        session.HasDone(Resolve("a-2", new CorrectedInput(5000, 4000 * 900)));
        session.Refuses(Resolve("a-2", new CorrectedInput(5000, 4001 * 900)), "conflict");
        session.Refuses(Resolve("a-2"), "conflict");
        var next = Settle(session, 2, Meters());
        Assert.Equal(2, session.After(next).SettlementVersion);
    }

    [Fact]
    public void A_rejected_dispute_changes_nothing()
    {
        var session = Settled.After(Dispute(), Resolve());
        Assert.Equal((DisputeState.Rejected, "Read by hand."), (session.Disputes[new("d-1")].State, session.Disputes[new("d-1")].Resolution!.Reason));
        Assert.Equal(Lines(Settled), Lines(session));
        session.HasDone(Resolve());
        session.Refuses(Resolve(input: new CorrectedInput(1, null)), "conflict");
        // Resolved, it may be disputed again.
        session.After(Dispute("d-2"));
    }

    [Fact]
    public void A_resolution_has_a_reason_and_an_acceptance_a_correction_within_reach()
    {
        var session = Settled.After(Dispute());
        session.Refuses(Resolve("d-9"), "unknown-dispute", "id");
        session.Refuses(Resolve(reason: ""), "reason", "reason");
        session.Refuses(Resolve(input: new CorrectedInput(null, null)), "no-correction", "baselineW");
        session.Refuses(Resolve(input: new CorrectedInput(10_000_000_001, null)), "baseline-range", "baselineW");
        session.Refuses(Resolve(input: new CorrectedInput(null, long.MinValue)), "meter-range", "meteredJ");
    }

    [Fact]
    public void A_session_that_is_not_settled_or_is_closed_takes_no_disputes_and_one_with_an_open_dispute_is_not_closed()
    {
        Published().Refuses(Dispute(), "wrong-phase");
        var session = Settled.After(Dispute());
        session.Refuses(SessionCloses, "open-dispute");
        var closed = session.After(Resolve(), SessionCloses);
        closed.Refuses(Dispute("d-2"), "wrong-phase");
        closed.HasDone(Dispute());
        closed.HasDone(Resolve());
    }

    private static Actors.Markets.MeterData Meters() => Market.Meters(Settled, null, (_, t) => t == 1 ? 5000 : 3000);

    private static IReadOnlyList<SettlementLine> Lines(MarketSession session) => Settle(session, session.SettlementVersion + 1, Meters()).Settlement.Lines.Items;

    private static MarketSession ToSettled()
    {
        var session = Published();
        session = session.After(Activate(session, first: 0, intervals: 2));
        session = session.After(Issue(session), DeliveryEnds);
        return session.After(Settle(session, 1, Market.Meters(session, null, (_, t) => t == 1 ? 5000 : 3000)));
    }
}
