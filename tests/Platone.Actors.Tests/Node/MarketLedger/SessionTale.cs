using Platone.Actors.Kernel;
using Platone.Actors.Kernel.Identity;
using Platone.Actors.Kernel.Units;
using Platone.Actors.Markets;
using Platone.Actors.Markets.Awards;
using Platone.Actors.Markets.Clearing;
using Platone.Actors.Markets.Clearing.Engines;
using Platone.Actors.Markets.Offers;
using Platone.Actors.Markets.Requests;
using Platone.Actors.Markets.Sessions;
using Platone.Actors.Tests.Markets.Sessions;

namespace Platone.Actors.Tests.Node.MarketLedger;

/// <summary>A session as it goes, by its own decisions and the real clearing: its state and all its events.</summary>
internal sealed class SessionTale
{
    private const int MostPrice = 2_000_000;
    private static readonly string[] Buses = ["bus-1", "bus-2", "bus-3"];

    private readonly List<MarketSessionEvent> _events = [];
    private int _pods;

    /// <summary>A session that is open.</summary>
    public SessionTale(string id, PricingRule pricing = PricingRule.PayAsBid, int intervals = 4)
    {
        Id = new MarketSessionId(id);
        State = MarketSession.Empty(Id);
        Do(new OpenSession(Id, Market.Terms with
        {
            Intervals = intervals, Rules = MarketRules.Default with { Pricing = pricing },
        }, Market.Opening));
    }

    public MarketSessionId Id { get; }

    public MarketSession State { get; private set; }

    public IReadOnlyList<MarketSessionEvent> Events => _events;

    public IReadOnlyList<Award> Awards => [.. State.Awards];

    /// <summary>
    /// A session in which everything is at play: both directions, requests of DSO and TSO with caps and areas, price curves,
    /// least activations, alternatives, offers carried over in part, withdrawals, limits of the grid operator.
    /// </summary>
    public static SessionTale Random(Random random, string id, PricingRule pricing)
    {
        var tale = new SessionTale(id, pricing, random.Next(1, 7));
        var (requests, offers) = (random.Next(6), random.Next(20));
        for (var i = 1; i <= requests; i++)
            tale.Do(new PlaceRequest(tale.Id, tale.RandomRequest(random, i), Market.BeforeGate));
        for (var i = 1; i <= offers; i++)
            tale.Do(new PlaceOffer(tale.Id, tale.RandomOffer(random, $"o-{i}"), Market.BeforeGate));
        if (random.Next(2) == 0)
        {
            tale.Do(new CarryOffersOver(tale.Id, Enumerable.Range(1, random.Next(1, 4)).Select(i => new CarriedOffer(tale.RandomOffer(random, $"co-{i}"),
                new MarketSessionId("before"), new OfferId($"o-{i}"), new Factor(random.Next(1, 1_000_001)))).ToValueList(), Market.BeforeGate));
        }
        if (offers > 2 && random.Next(3) == 0)
            tale.Do(new WithdrawOffer(tale.Id, new OfferId("o-1"), Market.Aggregator, Market.BeforeGate));
        return tale;
    }

    /// <summary>Sends commands; each takes effect, or did before.</summary>
    public SessionTale Do(params IEnumerable<MarketSessionCommand> commands)
    {
        foreach (var command in commands)
        {
            var decision = State.Decide(command);
            Assert.True(decision.Problem is null, $"{command} led to {decision.Problem}");
            foreach (var e in decision.IsAlreadyDone ? [] : decision.Events)
            {
                State = State.Apply(e);
                _events.Add(e);
            }
        }
        return this;
    }

    public SessionTale CloseGate() => Do(new CloseGate(Id, Market.Gate));

    /// <summary>Clears until the grid operator accepts everything, and publishes. In the first round it may limit some.</summary>
    public SessionTale Publish(Random? random = null)
    {
        while (State.Task().Problem is { } problem)
        {
            Do(new RecordClearing(Id, State.Round + 1, new EngineChoice().Clear(problem), Market.AfterGate));
            Do(Market.Validate(State, a => State.Round == 1 && random?.Next(6) == 0
                ? Market.Limit(a, new Factor(random.Next(a.Factor.Millionths)))
                : Market.Accept(a)) with { Id = Id });
        }
        return Do(new PublishOutcome(Id, State.Round, [], Market.AfterGate));
    }

    /// <summary>The next version of the settlement.</summary>
    public SessionTale Settle()
    {
        var at = State.Terms!.End + State.Terms.Rules.SettleAfter;
        return Do(new EndDelivery(Id, at), Market.Settle(State, State.SettlementVersion + 1) with { Id = Id, At = at });
    }

    /// <summary>The same session, but an event is another.</summary>
    public IReadOnlyList<MarketSessionEvent> With<TEvent>(Func<TEvent, TEvent> change)
        where TEvent : MarketSessionEvent => [.. _events.Select(e => e is TEvent of ? change(of) : e)];

    public FlexibilityOffer Offer(string id, PriceCurve price, PowerProfile power) => new(new OfferId(id), Market.Aggregator, new PortfolioId("portfolio"),
        Direction.Up, power, [new OfferedPod(NextPod(), "bus-1", 1_000_000_000, Market.Customer, power)], price, Factor.Zero, 1, null, 0.5m,
        Market.Gate.AddDays(1));

    private FlexibilityRequest RandomRequest(Random random, int number)
    {
        var isDso = random.Next(2) == 0;
        return new FlexibilityRequest(new RequestId($"r-{number}"), isDso ? Market.Dso : Market.Tso, isDso, FlexibilityService.Congestion, Way(random),
            random.Next(4) == 0 ? Buses.Take(random.Next(1, 3)).ToValueList() : null, Power(random, 60_000),
            random.Next(2) == 0 ? random.Next(0, MostPrice) / 10_000m : null, random.Next(2), Market.Gate.AddDays(1));
    }

    private FlexibilityOffer RandomOffer(Random random, string id)
    {
        var pods = Enumerable.Range(0, random.Next(1, 4)).Select(_ => new OfferedPod(NextPod(), Buses[random.Next(Buses.Length)], 1_000_000, Market.Customer,
            Power(random, 20_000))).OrderBy(p => p.Pod).ToValueList();
        var ends = Enumerable.Range(0, random.Next(4)).Select(_ => random.Next(1, 1_000_000)).Append(Factor.Whole).Distinct().Order().ToList();
        var price = random.Next(MostPrice / 2);
        return new FlexibilityOffer(new OfferId(id), Market.Aggregator, new PortfolioId("portfolio"), Way(random),
            pods.Aggregate(PowerProfile.Zero(pods[0].Power.Count), (sum, p) => sum + p.Power), pods,
            new PriceCurve(ends.Select(e => new PriceStep(new Factor(e), (price += random.Next(300_000)) / 10_000m)).ToValueList()),
            new Factor(random.Next(5) switch { < 3 => 0, 3 => Factor.Whole, _ => random.Next(1, Factor.Whole) }), random.Next(500, 1001) / 1000m,
            random.Next(3) == 0 ? $"group-{random.Next(2)}" : null, 0.5m, random.Next(10) == 0 ? Market.Gate : Market.Gate.AddDays(1));
    }

    private PowerProfile Power(Random random, int most)
    {
        var watts = Enumerable.Range(0, State.Terms!.Intervals).Select(_ => random.Next(4) == 0 ? 0L : random.Next(1, most)).ToArray();
        watts[random.Next(watts.Length)] = random.Next(1, most);
        return PowerProfile.Of(watts);
    }

    private static Direction Way(Random random) => random.Next(4) == 0 ? Direction.Down : Direction.Up;

    private PodId NextPod() => new(Pseudonym.From([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, (byte)(++_pods >> 8), (byte)_pods]));
}
