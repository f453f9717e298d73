using Platone.Actors.GridOperations.Activations;
using Platone.Actors.GridOperations.Operators;
using Platone.Actors.Kernel;
using Platone.Actors.Kernel.Aggregates;
using Platone.Actors.Kernel.Identity;
using Platone.Actors.Kernel.Time;
using Platone.Actors.Kernel.Units;
using Platone.Actors.Markets;
using Platone.Actors.Markets.Activations;
using Platone.Actors.Markets.Awards;
using Platone.Actors.Markets.Clearing;
using Platone.Actors.Markets.Clearing.Engines.MeritOrders;
using Platone.Actors.Markets.Delivery;
using Platone.Actors.Markets.Offers;
using Platone.Actors.Markets.Reliability;
using Platone.Actors.Markets.Requests;
using Platone.Actors.Markets.Sessions;
using Platone.Actors.Markets.Settlement;
using Platone.Actors.Metering.LightNodes;
using Platone.Actors.Metering.Pods;
using Platone.Actors.Tests.Scd.World;

namespace Platone.Actors.Tests.Scd.Markets;

/// <summary>
/// One market session as the aggregate and its processes would record it, step by step. What its PODs record for it is told, too: reservations
/// and set points. Every command is decided by the aggregate itself; one that is refused leaves no event.
/// </summary>
internal sealed class MarketTale(MarketSessionId id, QuarterHour first, Action<IDomainEvent> record)
{
    public const int Intervals = 4;

    private static readonly MeritOrderEngine Engine = new();
    private readonly Dictionary<string, long> _sequence = [];

    public MarketSession State { get; private set; } = MarketSession.Empty(id);

    public SessionTerms Terms { get; init; } = new(SessionKind.RealTime, new MarketAreaId("area-1"), new NetworkId("net-1"), "Europe/Rome", first,
        Intervals, first.Start.AddHours(-1), MarketRules.Default with
        {
            Settlement = new SettlementRules { PenaltyPrice = 60, MissingData = MissingDataPolicy.PayNothing, SlidingScale = [new(0.5m, 0.5m), new(0.9m, 1)] },
        });

    /// <summary>The lines of the last version of the settlement.</summary>
    public ValueList<SettlementLine> Lines { get; private set; } = [];

    public DateTimeOffset Opening => Terms.GateClosesAt.AddHours(-6);

    public DateTimeOffset Gate => Terms.GateClosesAt;

    public static FlexibilityRequest Request(string name, string requester, long watts, bool isDso = true, Direction direction = Direction.Up) =>
        new(new RequestId(name), new ParticipantId(requester), isDso, isDso ? FlexibilityService.Congestion : FlexibilityService.Balancing,
            direction, isDso ? ["bus-0", "bus-1", "bus-2", "bus-3"] : null, PowerProfile.Of(Intervals, i => watts * i), 150.5m, 2,
            new DateTimeOffset(2030, 1, 1, 0, 0, 0, TimeSpan.Zero));

    public static FlexibilityOffer Offer(string name, string aggregator, decimal price, Direction direction, params (int Pod, long Watts)[] pods)
    {
        var parts = pods.Select(p => new OfferedPod(Given.Pod(p.Pod), $"bus-{p.Pod}", 6_000, new ParticipantId($"customer-{p.Pod}"),
            PowerProfile.Of(Intervals, _ => p.Watts))).OrderBy(p => p.Pod).ToValueList();
        return new FlexibilityOffer(new OfferId(name), new ParticipantId(aggregator), new PortfolioId($"folio-{aggregator}"), direction,
            parts.Aggregate(PowerProfile.Zero(Intervals), (sum, p) => sum + p.Power), parts,
            new PriceCurve([new PriceStep(new Factor(500_000), price), new PriceStep(Factor.One, price + 10)]), new Factor(100_000), 0.9m, null,
            0.25m, new DateTimeOffset(2030, 1, 1, 0, 0, 0, TimeSpan.Zero));
    }

    public void Open() => Do(new OpenSession(id, Terms, Opening));

    public void Place(FlexibilityRequest request) => Do(new PlaceRequest(id, request, Opening));

    public void Place(FlexibilityOffer offer) => Do(new PlaceOffer(id, offer, Opening));

    public void Withdraw(RequestId request) =>
        Do(new WithdrawRequest(id, request, State.Requests[request].Request.Requester, Gate.AddSeconds(-1)));

    public void Withdraw(OfferId offer) => Do(new WithdrawOffer(id, offer, State.Offers[offer].Offer.Aggregator, Gate.AddSeconds(-1)));

    public void CloseGate() => Do(new CloseGate(id, Gate));

    public void FixReliabilities(int orders, decimal delivered) => Do(new FixReliabilities(id, State.ReliabilityTask().Offers
        .Select(o => OfferReliability.Of(o, orders, delivered)).ToValueList(), Gate));

    public void Clear()
    {
        var task = State.Task();
        Do(new RecordClearing(id, task.Round, Engine.Clear(task.Problem!), Gate.AddSeconds(1)));
    }

    public void Validate(Finding finding = Finding.Accepted)
    {
        var verdicts = State.Awards.Select((a, i) => i == 0 && finding == Finding.Rejected
            ? new AwardVerdict(a.Id, finding, Factor.Zero, "line-1", "loaded")
            : new AwardVerdict(a.Id, Finding.Accepted, a.Factor)).ToValueList();
        var cause = new EventId($"{MarketSessionCommand.EntityKind}-{id}", _sequence[id.Value]);
        record(new AwardsValidated(Terms.Network, id, State.Round, ValidationMethod.PassThrough, verdicts, cause, Gate.AddSeconds(2)));
        Do(new RecordValidation(id, State.Round, verdicts, Gate.AddSeconds(2)));
    }

    /// <summary>Reserves at the PODs and publishes; or, refused, reserves, releases and goes back.</summary>
    public void Publish(bool isRefused = false)
    {
        Reserve(1);
        if (isRefused)
            Reserve(0);
        Do(new PublishOutcome(id, State.Round,
            isRefused && !State.Awards.IsEmpty ? [State.Awards[0].Id.Offer] : [], Gate.AddSeconds(4)));
    }

    /// <summary>Calls for an award, issues the set points and schedules them; the nodes of even PODs get and acknowledge theirs.</summary>
    public void Activate(int award, int from, int count)
    {
        var of = State.Awards[award].Id;
        var activation = new Activation(new ActivationId($"call-{State.Activations.Count}"),
            State.Requests[of.Request].Request.Requester, [of], from, count);
        if (!Do(new RequestActivation(id, activation, Gate.AddMinutes(1))))
            return;
        var setPoints = SetPointSplit.Of(State.Outcome(), activation, Meters(activation));
        Do(new IssueSetPoints(id, activation.Id, setPoints, Gate.AddMinutes(2)));
        var cause = new EventId($"{MarketSessionCommand.EntityKind}-{id}", _sequence[id.Value]);
        foreach (var s in setPoints)
        {
            record(new SetPointScheduled(s.Pod, s.SetPoint, cause, Gate.AddMinutes(3)));
            var pod = Enumerable.Range(0, 4).Single(n => Given.Pod(n) == s.Pod);
            if (pod % 2 != 0)
                continue;
            record(new SetPointDelivered(Given.Node(pod), s.Pod, s.SetPoint, Gate.AddMinutes(4)));
            record(new SetPointAcknowledged(Given.Node(pod), s.Pod, s.SetPoint.Id, s.Interval == 0 ? null : s.SetPoint.PowerW + 5, Gate.AddMinutes(5)));
        }
    }

    /// <summary>What is called for of a request in an interval falls short by a share; its requester wants others to stand in for it.</summary>
    public void FallShort(RequestId request, int interval, int percent)
    {
        Do(new SetDeliveryPolicy(id, request, State.Requests[request].Request.Requester, new DeliveryPolicy(DeliveryAction.Automatic, 0.05m,
            50_000, percent + 0.5m, 2), Gate.AddMinutes(6)));
        var awards = State.Awards.Where(a => a.Id.Request == request && a.Power[interval] > 0 && State.Activations.Any(c => c.Covers(a.Id, interval)))
            .OrderBy(a => a.Id).Select(a => new ProjectedAward(a.Id, a.Power[interval], a.Power[interval] * (100 - percent) / 100, 0)).ToValueList();
        Do(new WatchDelivery(id, new ProjectedDelivery(request, interval, Terms.Interval(interval).Start.AddMinutes(6), awards),
            Terms.Interval(interval).Start.AddMinutes(7)));
    }

    public void EndDelivery() => Do(new EndDelivery(id, Terms.End + Terms.Rules.SettleAfter));

    public void Settle(Func<PodId, int, long?>? joules = null)
    {
        var outcome = State.Outcome();
        var pods = SessionOrders.Pods(SessionOrders.Of(outcome));
        var meters = new MeterData(pods.ToDictionary(p => p, p => new PodMeterData(p, Enumerable.Repeat<long?>(5_000, Intervals).ToValueList(),
            Enumerable.Range(0, Intervals).Select(i => joules is null ? null : joules(p, i)).ToValueList(), 7)), 99);
        Do(new RecordSettlement(id, SessionOrders.Settle(outcome, meters, State.SettlementVersion + 1), Terms.End.AddHours(1)));
    }

    public void Close() => Do(new CloseSession(id, Terms.End.AddHours(2)));

    /// <summary>The next thing that may happen, by chance.</summary>
    public void Step(int who, int value)
    {
        var chance = Math.Abs(value) % 8;
        switch (State.Phase)
        {
            case SessionPhase.Unopened:
                Open();
                break;
            case SessionPhase.Open when chance < 2:
                Place(Request($"request-{who % 3}", who % 3 == 0 ? "tso-1" : $"dso-{who % 3}", 100 + Math.Abs(value), who % 3 != 0,
                    who % 2 == 0 ? Direction.Up : Direction.Down));
                break;
            case SessionPhase.Open when chance < 6:
                Place(Offer($"offer-{who % 7}", $"agg-{who % 2}", Math.Abs(value) % 200, who % 2 == 0 ? Direction.Up : Direction.Down,
                    (who % 4, 50 + Math.Abs(value) / 10), ((who + 1) % 4, 300)));
                break;
            case SessionPhase.Open when chance == 6 && State.Offers.Count > 1:
                Withdraw(State.Offers.Keys.ElementAt(who % State.Offers.Count));
                break;
            case SessionPhase.Open when who % 3 == 0 && State.Requests.Count > 1:
                Withdraw(State.Requests.Keys.ElementAt(who % State.Requests.Count));
                break;
            case SessionPhase.Open:
                CloseGate();
                break;
            case SessionPhase.GateClosed when State.ReliabilityTask().IsDue && chance < 4:
                FixReliabilities(5, Math.Abs(value) % 5);
                break;
            case SessionPhase.GateClosed:
                Clear();
                break;
            case SessionPhase.Cleared when chance == 0 && !State.Offers.IsEmpty:
                Withdraw(State.Offers.Keys.ElementAt(who % State.Offers.Count));
                break;
            case SessionPhase.Cleared:
                Validate(chance == 1 ? Finding.Rejected : Finding.Accepted);
                break;
            case SessionPhase.Validated:
                Publish(isRefused: chance == 2);
                break;
            case SessionPhase.Published or SessionPhase.Activating when chance < 6 && !State.Awards.IsEmpty:
                Activate(who % State.Awards.Count, who % Intervals, 1 + chance % 2);
                break;
            case SessionPhase.Activating when chance == 6:
                FallShort(State.Requests.Keys.ElementAt(who % State.Requests.Count), who % Intervals, Math.Abs(value) % 100);
                break;
            case SessionPhase.Published or SessionPhase.Activating:
                EndDelivery();
                break;
            case SessionPhase.Settling:
            case SessionPhase.Settled when chance < 4:
                Settle(chance == 0 ? null : (_, i) => i == 3 ? null : (5_000 - value / 10) * 900);
                break;
            case SessionPhase.Settled:
                Close();
                break;
        }
    }

    private void Reserve(long factor)
    {
        foreach (var award in State.Awards)
        {
            foreach (var part in award.Parts)
            {
                record(new FlexibilityReserved(part.Pod, new Reservation(new ReservationId(id, award.Id.Request, award.Id.Offer),
                    State.Offers[award.Id.Offer].Offer.Direction, Terms.First, PowerProfile.Of(Intervals, i => part.Power[i] * factor)),
                    Gate.AddSeconds(3)));
            }
        }
    }

    private MeterData Meters(Activation activation) => new(SetPointSplit.Pods(State.Outcome(), activation).ToDictionary(p => p,
        p => new PodMeterData(p, Enumerable.Repeat<long?>(5_000, Intervals).ToValueList(), Enumerable.Repeat<long?>(null, Intervals).ToValueList(), 0)), 1);

    private bool Do(MarketSessionCommand command)
    {
        var decision = State.Decide(command);
        foreach (var e in decision.Events.IsDefault ? [] : decision.Events)
        {
            if (e is SettlementCalculated settled)
                Lines = settled.Settlement.Lines;
            State = State.Apply(e);
            _sequence[id.Value] = _sequence.GetValueOrDefault(id.Value) + 1;
            record(e);
        }
        return !decision.IsRefused;
    }
}
