using CsCheck;
using Platone.Actors.Kernel.Identity;
using Platone.Actors.Kernel.Units;
using Platone.Actors.Markets.Clearing;
using Platone.Actors.Markets.Disputes;
using Platone.Actors.Markets.Delivery;
using Platone.Actors.Markets.Rebounds;
using Platone.Actors.Markets.Sessions;
using Platone.Actors.Tests.Serialization;
using Platone.Testing;
using static Platone.Actors.Tests.Markets.Sessions.Market;

namespace Platone.Actors.Tests.Markets.Sessions;

/// <summary>What holds for any session: every command once in effect, the same state from events, stored events and snapshots.</summary>
public sealed class SessionLawTests
{
    [Fact]
    public void Commands_are_idempotent_and_states_come_back_from_events_and_snapshots() =>
        Gen.Int[0, 1_000_000].Array[5, 60].Sample(
            choices => AggregateLaws.Hold<MarketSession, MarketSessionCommand, MarketSessionEvent>(Empty, Script(choices)),
            iter: Nightly.Times(200, 5000));

    [Fact]
    public void The_script_gets_to_the_end_and_through_everything_on_the_way()
    {
        var seen = new HashSet<Type>();
        var closed = 0;
        for (var seed = 0; seed < 300; seed++)
        {
            var random = new Random(seed);
            var session = Empty;
            foreach (var command in Script([.. Enumerable.Range(0, 60).Select(_ => random.Next(1_000_000))]))
            {
                foreach (var e in session.Decide(command).Events)
                {
                    seen.Add(e.GetType());
                    session = session.Apply(e);
                }
            }
            closed += session.Phase == SessionPhase.Closed ? 1 : 0;
        }
        Assert.True(closed > 30, $"{closed} sessions were closed");
        Assert.Equal(typeof(MarketSessionEvent).Assembly.GetTypes().Where(t => t.BaseType == typeof(MarketSessionEvent)).OrderBy(t => t.Name),
            seen.OrderBy(t => t.Name));
    }

    // Lazily: each command is made for the state that those before it left.
    private static IEnumerable<MarketSessionCommand> Script(int[] choices)
    {
        var session = Empty;
        var given = new List<MarketSessionCommand>();
        foreach (var choice in choices)
        {
            var command = choice % 11 == 0 && given.Count > 0 ? given[choice / 11 % given.Count] : Next(session, choice / 11);
            given.Add(command);
            yield return command;
            foreach (var e in session.Decide(command).Events)
                session = session.Apply(e);
        }
    }

    private static MarketSessionCommand Next(MarketSession session, int choice)
    {
        // Digits that the journal does not keep.
        var at = BeforeGate.AddTicks(choice);
        var awarded = session.Awards.Count > 0;
        return (session.Phase, choice % 7) switch
        {
            (SessionPhase.Unopened, _) => Open with { At = Opening.AddTicks(choice % 999), Terms = Terms with { GateClosesAt = Gate.AddTicks(choice % 99) } },
            (SessionPhase.Open, 6) when choice % 3 == 0 => new SetReboundRule(Id,
                new ReboundRule((ReboundAction)(choice / 21 % 3 + 1), choice % 10 / 10m, choice % 3 + 1), at),
            (SessionPhase.Open or SessionPhase.Activating, 5) when session.Requests.Count > 0 => new SetDeliveryPolicy(Id,
                session.Requests.Keys.ElementAt(choice % session.Requests.Count), choice % 3 == 0 ? Tso : Dso, new DeliveryPolicy(
                    (DeliveryAction)(choice / 7 % 3 + 1), choice % 10 / 20m, choice % 4 == 0 ? choice % 2000 : null, choice % 5 == 0 ? choice / 1000m : null,
                    choice % 3 + 1), at),
            (SessionPhase.Open, 0) when session.Offers.Count > 3 => GateCloses with { At = AfterGate.AddTicks(choice) },
            (SessionPhase.Open, 1) => new WithdrawRequest(Id, new RequestId($"r-{choice % 4}"), choice % 2 == 0 ? Dso : Tso, at),
            (SessionPhase.Open, 2) => Withdrawal(choice, at),
            (SessionPhase.Open, 3) => Place(Request($"r-{choice % 4}", isDso: choice % 2 == 0) with
            {
                Buses = choice % 3 == 0 ? ["bus-1", "bus-2"] : null, PriceCap = choice % 5 == 0 ? 85.5m : null, ExpiresAt = Gate.AddDays(1).AddTicks(choice % 3),
                Power = PowerProfile.Of(4, t => (choice >> t) % 3000),
            }) with { At = at },
            (SessionPhase.Open, 4) => Carried(choice, at),
            (SessionPhase.Open, _) => Place(RandomOffer(choice)) with { At = at },
            (SessionPhase.GateClosed, 0) => Withdrawal(choice, at),
            (SessionPhase.GateClosed, < 4) => Fix(session, _ => (choice % 5 + 1, choice % 3 / 3m)) with { At = at },
            (SessionPhase.GateClosed, _) => Clear(session),
            (SessionPhase.Cleared, 0) when awarded => Withdrawal(choice, at),
            (SessionPhase.Cleared, 1) when awarded => Validate(session, a => a.Factor.Millionths < 2 || choice % 3 == 0 ? Accept(a) : Limit(a, new Factor(a.Factor.Millionths / 2))),
            (SessionPhase.Cleared, 3) => new RaiseValidationAlarm(Id, session.Round, at),
            (SessionPhase.Cleared, 2) when awarded => Validate(session, a => Limit(a, Factor.Zero)),
            (SessionPhase.Cleared, _) => Validate(session),
            (SessionPhase.Validated, 0) when awarded => Publish(session, session.Awards[choice % session.Awards.Count].Id.Offer.Value),
            (SessionPhase.Validated, 1) => Withdrawal(choice, at),
            (SessionPhase.Validated, _) => Publish(session),
            (SessionPhase.Published or SessionPhase.Activating, < 2) when awarded =>
                Activate(session, $"a-{choice % 3}", choice % 2 == 0 ? Dso : Tso, choice % 4, choice / 4 % 3 + 1),
            (SessionPhase.Activating, 4) when Watched(session, choice) is { } watch => watch,
            (SessionPhase.Activating, < 4) => Issue(session, session.Activations[choice % session.Activations.Count].Id.Value, (_, t) => choice % 7000 - t),
            (SessionPhase.Published or SessionPhase.Activating, _) => DeliveryEnds with { At = DeliveryEnds.At.AddTicks(choice % 6) },
            (SessionPhase.Settled, < 3) when SessionOrders.Of(session.Outcome()) is { Count: > 0 } orders => Dispute(orders, choice),
            (SessionPhase.Settled, 3) when session.Disputes.Count > 0 => Resolution(session, choice),
            (SessionPhase.Settled, _) when session.Disputes.Values.Any(d => d.State == DisputeState.Open) && choice % 2 == 0 =>
                Resolution(session, choice),
            (SessionPhase.Settling or SessionPhase.Settled, < 5) => Settle(session, session.SettlementVersion + 1,
                Meters(session, null, (pod, t) => (choice + t) % 5 == 0 ? null : 5000 - choice % 2500 - t)),
            _ => SessionCloses,
        };
    }

    private static DisputeLine Dispute(IReadOnlyList<Actors.Markets.Settlement.SettlementOrder> orders, int choice) => new(Id,
        new DisputeId($"d-{choice % 5}"), new[] { Dso, Tso, Aggregator, Customer }[choice % 4],
        new DisputedLine(orders[choice % orders.Count].Key, $"reason {choice % 3}"), DeliveryEnds.At.AddTicks(choice));

    private static ResolveDispute Resolution(MarketSession session, int choice) => new(Id, session.Disputes.Keys.ElementAt(choice % session.Disputes.Count),
        "resolved", (choice % 4) switch
        {
            0 => null,
            1 => new CorrectedInput(choice, null),
            2 => new CorrectedInput(null, -choice),
            _ => new CorrectedInput(choice, choice),
        }, DeliveryEnds.At.AddTicks(choice));
    // What was called for in an interval, delivered and seen by chance.
    private static WatchDelivery? Watched(MarketSession session, int choice)
    {
        var (outcome, interval) = (session.Outcome(), choice / 7 % 4);
        var pods = DeliveryProjection.Pods(outcome, interval);
        var running = pods.Select((p, i) => new RunningQuarterHour(p, 5000, (choice + i) % 4 == 0 ? null : (5000L - choice % 1500) * 900,
            Terms.Interval(interval).Start.AddMinutes(6).AddTicks(choice))).ToDictionary(p => p.Pod);
        var projected = DeliveryProjection.Of(outcome, interval, running);
        return projected.Count == 0 ? null : new WatchDelivery(Id, projected[choice % projected.Count], Terms.Interval(interval).Start.AddMinutes(7).AddTicks(choice));
    }

    private static CarryOffersOver Carried(int choice, DateTimeOffset at) => new(Id,
        [.. Enumerable.Range(0, choice % 3 + 1).Select(i => RandomOffer(choice + i) with { Id = new OfferId($"co-{i}"), DivisibleInTime = i == 0 })
            .Select((o, i) => new CarriedOffer(o, new MarketSessionId("earlier"), new OfferId($"o-{i}"), new Factor(1_000_000 - choice % 3 * 250_000)))], at);

    private static WithdrawOffer Withdrawal(int choice, DateTimeOffset at) => new(Id, new OfferId($"o-{choice % 6}"), Aggregator, at);

    private static Actors.Markets.Offers.FlexibilityOffer RandomOffer(int choice) => Offer($"o-{choice % 6}", 70 + choice % 20 * 1.25m,
        // Some end early: what they moved comes back.
        [.. Enumerable.Range(1, choice % 3 + 1).Select(p => (p, PowerProfile.Of(4,
            t => choice % 6 == 2 && t > 1 ? 0 : (choice >> t) % 1500 + (t == 0 ? 1 : 0))))]) with
    {
        Direction = choice % 13 == 0 ? Direction.Down : Direction.Up,
        MinActivation = new Factor(choice % 3 == 0 ? choice % 1_000_000 : 0),
        Reliability = choice % 4 == 0 ? 0.875m : 1,
        AlternativeOf = choice % 5 == 0 ? "either" : null,
        ExpiresAt = Gate.AddDays(1).AddTicks(choice % 3),
    };
}
