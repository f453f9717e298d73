using Platone.Actors.Kernel;
using Platone.Actors.Kernel.Aggregates;
using Platone.Actors.Kernel.Identity;
using Platone.Actors.Kernel.Time;
using Platone.Actors.Kernel.Units;
using Platone.Actors.Markets;
using Platone.Actors.Markets.Activations;
using Platone.Actors.Markets.Awards;
using Platone.Actors.Markets.Clearing;
using Platone.Actors.Markets.Offers;
using Platone.Actors.Markets.Requests;
using Platone.Actors.Markets.Sessions;
using Platone.Actors.Markets.Settlement;
using Platone.Actors.Metering;
using Platone.Actors.Metering.Pods;
using Platone.Actors.Participants;
using Platone.Host.Node;
using Platone.Host.Tests.Rest;
using Platone.Testing;
using EventId = Platone.Actors.Kernel.Identity.EventId;

namespace Platone.Host.Tests.Pages;

/// <summary>
/// A day-ahead session of today on a real node, step by step through its commands: the DSO asks for 4,000 W and more from 16:00 to 20:00,
/// three PODs offer 3,500 W, all of it is awarded, three hours of it are called for, and one POD delivers half.
/// </summary>
internal sealed class MarketDay
{
    public const int First = 64;
    public const int Intervals = 16;
    public const int Activated = 12;
    private const long BaselineW = 3000;

    private readonly NodeHost _host;
    private readonly IReadOnlyList<PodId> _pods;

    private MarketDay(NodeHost host, MarketSessionId id, SessionTerms terms, IReadOnlyList<PodId> pods,
        (string Id, string Key) dso, (string Id, string Key) aggregator, (string Id, string Key) customer)
    {
        (_host, Id, Terms, _pods) = (host, id, terms, pods);
        (Dso, Aggregator, Customer) = (dso, aggregator, customer);
    }

    public MarketSessionId Id { get; }

    public SessionTerms Terms { get; }

    public (string Id, string Key) Dso { get; }

    public (string Id, string Key) Aggregator { get; }

    public (string Id, string Key) Customer { get; }

    // Offered, and what each POD takes while its set point holds, W.
    private static readonly long[] OfferedW = [1500, 1000, 1000];
    private static readonly long[] MeteredW = [1500, 2500, 2000];

    private static PowerProfile Asked(int count) => PowerProfile.Of(count, i => i is >= First and < First + Intervals ? 4000 + 250 * ((i - First) % 8) : 0);

    /// <summary>Energy asked for, kWh.</summary>
    public decimal AskedKwh => Asked(Terms.Intervals).Sum() / 4000m;

    private static PowerProfile During(int count, long watts) => PowerProfile.Of(count, i => i is >= First and < First + Intervals ? watts : 0);

    /// <summary>Registers who and what takes part, and opens the session with a request and two offers in it.</summary>
    public static async Task<MarketDay> OpenAsync(TestNode node)
    {
        var (dso, aggregator, customer) = (await node.AdmitAsync(Role.Dso), await node.AdmitAsync(Role.Aggregator), await node.AdmitAsync(Role.Customer));
        var pods = new List<PodId>();
        for (var i = 0; i < OfferedW.Length; i++)
            pods.Add(PodId.Parse(await node.PodAsync(node.Name("IT001E"), customer.Id)));
        pods.Sort();
        var zone = TimeZoneInfo.FindSystemTimeZoneById("Europe/Rome");
        var day = DeliveryDay.Of(TimeProvider.System.GetUtcNow(), zone);
        var terms = new SessionTerms(SessionKind.DayAhead, new MarketAreaId("village"), new NetworkId("village-lv"), zone.Id, QuarterHour.Of(day.Start), day.Count,
            day.Start.AddHours(-15), MarketRules.Default with { SettleAfter = TimeSpan.Zero });
        var market = new MarketDay(node.Host, new MarketSessionId($"village.{day.Date:yyyy-MM-dd}"), terms, pods, dso, aggregator, customer);
        var early = terms.GateClosesAt.AddHours(-1);
        foreach (var pod in pods)
            await market.DoneAsync(new SetBaseline(pod, new Baseline(new ParticipantId(customer.Id), terms.First, PowerProfile.Of(terms.Intervals, _ => BaselineW)), early));
        await market.DoneAsync(new OpenSession(market.Id, terms, early));
        await market.DoneAsync(new PlaceRequest(market.Id, new FlexibilityRequest(new RequestId("evening-peak"), new ParticipantId(dso.Id), true,
            FlexibilityService.Congestion, Direction.Up, null, Asked(terms.Intervals), 200, 1, terms.End), early));
        await market.DoneAsync(market.Offer("both", 80, early, 0, 1));
        await market.DoneAsync(market.Offer("single", 120, early, 2));
        return market;
    }

    /// <summary>Closes the gate, clears, and publishes.</summary>
    public async Task PublishAsync()
    {
        var gate = Terms.GateClosesAt;
        await DoneAsync(new CloseGate(Id, gate));
        var task = await AskAsync<ClearingTask>(new GetClearingTask(Id));
        if (task.Problem is { } problem)
            await DoneAsync(new RecordClearing(Id, task.Round, new MeritOrderEngine().Clear(problem), gate.AddMinutes(1)));
        var outcome = await OutcomeAsync();
        Assert.Equal(2, outcome.Awards.Count);
        await DoneAsync(new RecordValidation(Id, outcome.Round, outcome.Awards.Select(a => new AwardVerdict(a.Id, Finding.Accepted, a.Factor)).ToValueList(), gate.AddMinutes(2)));
        await DoneAsync(new PublishOutcome(Id, outcome.Round, [], gate.AddMinutes(3)));
    }

    /// <summary>Calls for the first three hours, and schedules the set points at their PODs.</summary>
    public async Task ActivateAsync()
    {
        var at = Terms.GateClosesAt.AddMinutes(10);
        var outcome = await OutcomeAsync();
        var activation = new Activation(new ActivationId("call-1"), new ParticipantId(Dso.Id), outcome.Awards.Select(a => a.Id).Order().ToValueList(), First, Activated);
        await DoneAsync(new RequestActivation(Id, activation, at));
        var setPoints = ActivatedPower.PerPod(outcome.Awards, outcome.Offers, [], activation).Select(p => new IssuedSetPoint(p.Pod, p.Interval, BaselineW, p.UpW, p.DownW,
            new SetPoint($"{Id}.{p.Interval}.call-1", Terms.Interval(p.Interval).Start, Terms.Interval(p.Interval).End, BaselineW - p.UpW + p.DownW))).ToValueList();
        var issued = await DoneAsync(new IssueSetPoints(Id, activation.Id, setPoints, at));
        foreach (var ofPod in setPoints.GroupBy(s => s.Pod))
            await DoneAsync(new ScheduleSetPoints(ofPod.Key, ofPod.Select(s => s.SetPoint).ToValueList(), new EventId($"market-session-{Id}", issued), at));
    }

    /// <summary>Meters the three hours.</summary>
    public async Task MeterAsync()
    {
        for (var i = 0; i < _pods.Count; i++)
        {
            await DoneAsync(new MeterQuarterHours(_pods[i], [.. Enumerable.Range(First, Activated).Select(t => new MeasuredQuarterHour(Terms.Interval(t),
                new Power(MeteredW[i]).For(QuarterHour.Seconds), EnergyMethod.MeanPower, QuarterHour.Seconds, QuarterHourQuality.Good))],
                new EventId($"light-node-of-{i}", 1), Terms.End));
        }
    }

    /// <summary>Ends delivery and settles.</summary>
    public async Task SettleAsync()
    {
        await DoneAsync(new EndDelivery(Id, Terms.End));
        var outcome = await OutcomeAsync();
        var orders = (from award in outcome.Awards
                      from part in award.Parts
                      from t in Enumerable.Range(First, Activated)
                      select new SettlementOrder(award.Id.Request, award.Id.Offer, new ParticipantId(Dso.Id), true, new ParticipantId(Aggregator.Id), part.Pod,
                          new ParticipantId(Customer.Id), Direction.Up, SettlementPeriod.Of(Terms.Interval(t)), part.Power[t], award.Price, 0, 0.5m, 0)).ToList();
        var positions = orders.Select(o => new PodPosition(o.Pod, o.Period, BaselineW, MeteredW[_pods.ToList().IndexOf(o.Pod)] * QuarterHour.Seconds)).ToList();
        var lines = SettlementCalculation.Lines(Terms.Rules.Settlement, orders, positions);
        await DoneAsync(new RecordSettlement(Id, new SessionSettlement(1, new SettlementCut(_pods.Select(p => new PodCut(p, 1)).ToValueList(), 1), lines,
            SettlementStatement.Of(Terms.Rules.Settlement, lines)), Terms.End.AddMinutes(1)));
    }

    private PlaceOffer Offer(string name, decimal price, DateTimeOffset at, params int[] pods) => new(Id, new FlexibilityOffer(new OfferId(name),
        new ParticipantId(Aggregator.Id), new PortfolioId("homes"), Direction.Up, During(Terms.Intervals, pods.Sum(i => OfferedW[i])),
        pods.Select(i => new OfferedPod(_pods[i], "12", 3300, new ParticipantId(Customer.Id), During(Terms.Intervals, OfferedW[i]))).ToValueList(),
        PriceCurve.Flat(price), Factor.Zero, 1, null, 0.5m, Terms.End), at);

    private Task<SessionOutcome> OutcomeAsync() => AskAsync<SessionOutcome>(new GetOutcome(Id));

    private async Task<TView> AskAsync<TView>(IQuery query) => await _host.Node.Entities.AskAsync<TView>(query, CancellationToken.None).WaitAsync(Deadline.Default);

    private async Task<long> DoneAsync(ICommand command)
    {
        var reply = await _host.Node.Entities.SendAsync(command, CancellationToken.None).WaitAsync(Deadline.Default);
        return Assert.IsType<CommandReply.Done>(reply is CommandReply.Refused refused ? throw new InvalidOperationException($"{command}: {refused.Problem}") : reply).SequenceNr;
    }
}
