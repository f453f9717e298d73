using Platone.Actors.GridOperations.Activations;
using Platone.Actors.Kernel;
using Platone.Actors.Kernel.Identity;
using Platone.Actors.Kernel.Time;
using Platone.Actors.Kernel.Units;
using Platone.Actors.Markets;
using Platone.Actors.Markets.Activations;
using Platone.Actors.Markets.Awards;
using Platone.Actors.Markets.Clearing;
using Platone.Actors.Markets.Clearing.Engines.MeritOrders;
using Platone.Actors.Markets.Offers;
using Platone.Actors.Markets.Reliability;
using Platone.Actors.Markets.Requests;
using Platone.Actors.Markets.Sessions;

namespace Platone.Actors.Tests.Markets.Sessions;

/// <summary>A small session of four quarter hours, and the commands that bring it along.</summary>
internal static class Market
{
    public static readonly MarketSessionId Id = new("terni-rt-1");
    public static readonly ParticipantId Dso = new("dso");
    public static readonly ParticipantId Tso = new("tso");
    public static readonly ParticipantId Aggregator = new("aggregator");
    public static readonly ParticipantId Customer = new("customer");
    public static readonly DateTimeOffset Opening = new(2026, 11, 22, 8, 0, 0, TimeSpan.Zero);
    public static readonly DateTimeOffset Gate = Opening.AddHours(1);

    /// <summary>Any time between opening and gate closure.</summary>
    public static readonly DateTimeOffset BeforeGate = Opening.AddMinutes(30);

    /// <summary>Any time between gate closure and delivery.</summary>
    public static readonly DateTimeOffset AfterGate = Gate.AddMinutes(30);

    public static SessionTerms Terms { get; } = new(SessionKind.RealTime, new MarketAreaId("terni"), new NetworkId("terni-mv"), "Europe/Rome",
        QuarterHour.Of(Gate.AddHours(1)), 4, Gate, MarketRules.Default);

    public static MarketSession Empty => MarketSession.Empty(Id);

    public static OpenSession Open => new(Id, Terms, Opening);

    /// <summary>A session that is open, and nothing placed.</summary>
    public static MarketSession Opened => Empty.After(Open);

    public static PodId Pod(int number) => new(Pseudonym.From([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, (byte)number]));

    public static FlexibilityRequest Request(string id = "r-1", PowerProfile? power = null, bool isDso = true) => new(new RequestId(id),
        isDso ? Dso : Tso, isDso, FlexibilityService.Congestion, Direction.Up, null, power ?? [2000, 2000, 0, 2000], null, 0, Gate.AddDays(1));

    /// <summary>An offer of one or more PODs, each of 10 kW and at a bus of its own; its power is theirs.</summary>
    public static FlexibilityOffer Offer(string id = "o-1", decimal price = 80, params ReadOnlySpan<(int Pod, PowerProfile Power)> pods)
    {
        if (pods.IsEmpty)
            pods = new[] { (1, PowerProfile.Of([3000, 3000, 3000, 3000])) };
        var offered = new List<OfferedPod>();
        foreach (var (pod, power) in pods)
            offered.Add(new OfferedPod(Pod(pod), $"bus-{pod}", 10_000, Customer, power));
        return new FlexibilityOffer(new OfferId(id), Aggregator, new PortfolioId("portfolio"), Direction.Up,
            offered.Aggregate(PowerProfile.Zero(offered[0].Power.Count), (sum, p) => sum + p.Power), [.. offered.OrderBy(o => o.Pod)],
            PriceCurve.Flat(price), Factor.Zero, 1, null, 0.5m, Gate.AddDays(1));
    }

    public static PlaceRequest Place(FlexibilityRequest request) => new(Id, request, BeforeGate);

    public static PlaceOffer Place(FlexibilityOffer offer) => new(Id, offer, BeforeGate);

    public static CloseGate GateCloses => new(Id, Gate);

    /// <summary>Fixes the reliabilities of the offers that stand by what their portfolios have delivered: orders, and the sum of their shares.</summary>
    public static FixReliabilities Fix(MarketSession session, Func<PortfolioId, (int Orders, decimal Delivered)> delivered) =>
        new(Id, session.Offers.Values.Where(o => !o.IsWithdrawn).Select(o => OfferReliability.Of(
            new OfferSource(o.Offer.Id, o.Offer.Portfolio, o.Offer.Reliability), delivered(o.Offer.Portfolio).Orders,
            delivered(o.Offer.Portfolio).Delivered)).ToValueList(), AfterGate);

    /// <summary>The clearing that the session waits for, by merit order.</summary>
    public static RecordClearing Clear(MarketSession session)
    {
        var task = session.Task();
        Assert.NotNull(task.Problem);
        return new RecordClearing(Id, task.Round, new MeritOrderEngine().Clear(task.Problem), AfterGate);
    }

    public static AwardVerdict Accept(Award award) => new(award.Id, Finding.Accepted, award.Factor);

    public static AwardVerdict Limit(Award award, Factor limit) => limit.IsZero
        ? new AwardVerdict(award.Id, Finding.Rejected, limit, "line-7", "112 %")
        : new AwardVerdict(award.Id, Finding.Limited, limit, "line-7", "104 %");

    /// <summary>The grid operator's word on the session's round; all are accepted unless told otherwise.</summary>
    public static RecordValidation Validate(MarketSession session, Func<Award, AwardVerdict>? verdict = null) =>
        new(Id, session.Round, session.Awards.Select(verdict ?? Accept).ToValueList(), AfterGate);

    public static PublishOutcome Publish(MarketSession session, params ReadOnlySpan<string> refused)
    {
        var offers = new List<OfferId>();
        foreach (var offer in refused)
            offers.Add(new OfferId(offer));
        return new PublishOutcome(Id, session.Round, offers.ToValueList(), AfterGate);
    }

    /// <summary>Calls for all awards of a requester's, in some intervals.</summary>
    public static RequestActivation Activate(MarketSession session, string id = "a-1", ParticipantId? requester = null, int first = 0, int intervals = 4)
    {
        var who = requester ?? Dso;
        return new RequestActivation(Id, new Activation(new ActivationId(id), who, session.Awards.Select(a => a.Id)
            .Where(a => session.Requests[a.Request].Request.Requester == who).Order().ToValueList(), first, intervals), AfterGate);
    }

    /// <summary>The set points of an activation, with these baselines.</summary>
    public static IssueSetPoints Issue(MarketSession session, string id = "a-1", Func<PodId, int, long>? baselineW = null)
    {
        var activation = session.Activations.Single(a => a.Id.Value == id);
        return new IssueSetPoints(Id, activation.Id, SetPointSplit.Of(session.Outcome(), activation, Meters(session, baselineW)), AfterGate);
    }

    public static EndDelivery DeliveryEnds => new(Id, Terms.End + Terms.Rules.SettleAfter);

    /// <summary>The settlement of what was called for; every POD followed its set points unless told otherwise.</summary>
    public static RecordSettlement Settle(MarketSession session, int version = 1, MeterData? meters = null) => new(Id,
        SessionOrders.Settle(session.Outcome(), meters ?? Meters(session, null), version), DeliveryEnds.At);

    public static CloseSession SessionCloses => new(Id, DeliveryEnds.At);

    /// <summary>Baselines (5 kW unless told otherwise) and meters of every POD of the awards; a POD whose meter is null has no data.</summary>
    public static MeterData Meters(MarketSession session, Func<PodId, int, long>? baselineW, Func<PodId, int, long?>? meteredW = null)
    {
        var baseline = baselineW ?? ((_, _) => 5000);
        var outcome = session.Outcome();
        var ordered = SessionOrders.Of(outcome).GroupBy(o => (o.Pod, Interval: (int)(o.Period.Index - session.Terms!.First.Index)))
            .ToDictionary(g => g.Key, g => g.Sum(o => o.Direction == Direction.Up ? -(long)o.OrderedW : (long)o.OrderedW));
        var metered = meteredW ?? ((pod, t) => baseline(pod, t) + ordered.GetValueOrDefault((pod, t)));
        var intervals = Enumerable.Range(0, session.Terms!.Intervals).ToList();
        var pods = outcome.Awards.SelectMany(a => a.Parts).Select(p => p.Pod).Distinct().ToDictionary(pod => pod, pod => new PodMeterData(pod,
            intervals.Select(t => (long?)baseline(pod, t)).ToValueList(),
            intervals.Select(t => metered(pod, t) * QuarterHour.Seconds).ToValueList(), 17));
        return new MeterData(pods, 4711);
    }

    /// <summary>Gate closed, cleared, validated and published, with these placed.</summary>
    public static MarketSession Published(params IReadOnlyList<MarketSessionCommand> placed)
    {
        var session = Opened.After([.. placed.DefaultIfEmpty(Place(Request())), .. placed.Count == 0 ? [Place(Offer())] : (MarketSessionCommand[])[], GateCloses]);
        session = session.After(Clear(session));
        session = session.After(Validate(session));
        return session.After(Publish(session));
    }

    /// <summary>The state after commands, each of which takes effect.</summary>
    public static MarketSession After(this MarketSession session, params IEnumerable<MarketSessionCommand> commands)
    {
        foreach (var command in commands)
        {
            var decision = session.Decide(command);
            Assert.False(decision.Events.IsDefaultOrEmpty, $"{command} led to {decision.Problem}");
            session = decision.Events.Aggregate(session, (s, e) => s.Apply(e));
        }
        return session;
    }

    /// <summary>Holds that a command is refused, with this code and field.</summary>
    public static void Refuses(this MarketSession session, MarketSessionCommand command, string code, string? field = null)
    {
        var problem = session.Decide(command).Problem;
        Assert.NotNull(problem);
        Assert.Equal((code, field), (problem.Code, problem.Field));
    }

    /// <summary>Holds that a command took effect before.</summary>
    public static void HasDone(this MarketSession session, MarketSessionCommand command)
    {
        var decision = session.Decide(command);
        Assert.True(decision.IsAlreadyDone, $"{command} led to {decision.Problem}{decision.Events.FirstOrDefault()}");
    }
}
