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
using Platone.Actors.Metering;
using Platone.Actors.Metering.Pods;
using Platone.Actors.Participants;
using Platone.Testing;
using EventId = Platone.Actors.Kernel.Identity.EventId;

namespace Platone.Host.Tests.Pages;

/// <summary>
/// A day-ahead session on a real node, step by step: the DSO asks for 4,000 W and more from 16:00 to 20:00, three PODs offer 3,500 W, all of
/// it is awarded, three hours of it are called for, and one POD delivers half. The node's own processes carry it out.
/// </summary>
internal sealed class MarketDay
{
    public const int First = 64;
    public const int Intervals = 16;
    public const int Activated = 12;
    private const long BaselineW = 3000;

    private readonly MarketNode _node;
    private readonly IReadOnlyList<PodId> _pods;

    private MarketDay(MarketNode node, MarketSessionId id, SessionTerms terms, IReadOnlyList<PodId> pods,
        (string Id, string Key) dso, (string Id, string Key) aggregator, (string Id, string Key) customer)
    {
        (_node, Id, Terms, _pods) = (node, id, terms, pods);
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
    public static async Task<MarketDay> OpenAsync(MarketNode node)
    {
        var (dso, aggregator, customer) = (await node.AdmitAsync(Role.Dso), await node.AdmitAsync(Role.Aggregator), await node.AdmitAsync(Role.Customer));
        var pods = new List<PodId>();
        for (var i = 0; i < OfferedW.Length; i++)
            pods.Add(PodId.Parse(await node.PodAsync(node.Name("IT001E"), customer.Id)));
        pods.Sort();
        var day = MarketNode.Day;
        var terms = new SessionTerms(SessionKind.DayAhead, new MarketAreaId("village"), new NetworkId("village-lv"), day.Zone.Id, QuarterHour.Of(day.Start), day.Count,
            MarketNode.GateClosesAt, MarketRules.Default with { SettleAfter = TimeSpan.Zero });
        var market = new MarketDay(node, new MarketSessionId($"village.{day.Date:yyyy-MM-dd}"), terms, pods, dso, aggregator, customer);
        var early = node.Now;
        foreach (var pod in pods)
            await market.DoneAsync(new SetBaseline(pod, new Baseline(new ParticipantId(customer.Id), terms.First, PowerProfile.Of(terms.Intervals, _ => BaselineW)), early));
        await market.DoneAsync(new OpenSession(market.Id, terms, early));
        await market.DoneAsync(new PlaceRequest(market.Id, new FlexibilityRequest(new RequestId("evening-peak"), new ParticipantId(dso.Id), true,
            FlexibilityService.Congestion, Direction.Up, null, Asked(terms.Intervals), 200, 1, terms.End), early));
        await market.DoneAsync(market.Offer("both", 80, early, 0, 1));
        await market.DoneAsync(market.Offer("single", 120, early, 2));
        return market;
    }

    /// <summary>Time passes the gate; the grid operator accepts what is cleared.</summary>
    public async Task PublishAsync()
    {
        _node.MoveTo(Terms.GateClosesAt);
        var outcome = await OutcomeAsync(o => o.Phase == SessionPhase.Cleared);
        Assert.Equal(2, outcome.Awards.Count);
        await DoneAsync(new RecordValidation(Id, outcome.Round, outcome.Awards.Select(a => new AwardVerdict(a.Id, Finding.Accepted, a.Factor)).ToValueList(), _node.Now));
        await OutcomeAsync(o => o.Phase == SessionPhase.Published);
    }

    /// <summary>The DSO calls for the first three hours.</summary>
    public async Task ActivateAsync()
    {
        var outcome = await OutcomeAsync(_ => true);
        await DoneAsync(new RequestActivation(Id, new Activation(new ActivationId("call-1"), new ParticipantId(Dso.Id),
            outcome.Awards.Select(a => a.Id).Order().ToValueList(), First, Activated), _node.Now));
        await OutcomeAsync(o => o.SetPointsIssuedFor.Count == 1);
    }

    /// <summary>It is 18:20, and the hours are metered.</summary>
    public async Task MeterAsync()
    {
        _node.MoveTo(Terms.Interval(First + 9).Start.AddMinutes(5));
        for (var i = 0; i < _pods.Count; i++)
        {
            await DoneAsync(new MeterQuarterHours(_pods[i], [.. Enumerable.Range(First, Activated).Select(t => new MeasuredQuarterHour(Terms.Interval(t),
                new Power(MeteredW[i]).For(QuarterHour.Seconds), EnergyMethod.MeanPower, QuarterHour.Seconds, QuarterHourQuality.Good))],
                new EventId($"light-node-of-{i}", 1), _node.Now));
        }
    }

    /// <summary>The day is over; it is settled by itself.</summary>
    public async Task SettleAsync()
    {
        _node.MoveTo(Terms.End);
        await OutcomeAsync(o => o.SettlementVersion == 1);
    }

    private PlaceOffer Offer(string name, decimal price, DateTimeOffset at, params int[] pods) => new(Id, new FlexibilityOffer(new OfferId(name),
        new ParticipantId(Aggregator.Id), new PortfolioId("homes"), Direction.Up, During(Terms.Intervals, pods.Sum(i => OfferedW[i])),
        pods.Select(i => new OfferedPod(_pods[i], "12", 3300, new ParticipantId(Customer.Id), During(Terms.Intervals, OfferedW[i]))).ToValueList(),
        PriceCurve.Flat(price), Factor.Zero, 1, null, 0.5m, Terms.End), at);

    // Looks again whenever something was written.
    private async Task<SessionOutcome> OutcomeAsync(Func<SessionOutcome, bool> isIt)
    {
        using var deadline = new CancellationTokenSource(Deadline.Default);
        while (true)
        {
            var outcome = await _node.Host.Node.Entities.AskAsync<SessionOutcome>(new GetOutcome(Id), deadline.Token);
            if (isIt(outcome))
                return outcome;
            await _node.Host.Node.Journal.WaitAsync(deadline.Token);
        }
    }

    private async Task<long> DoneAsync(ICommand command)
    {
        var reply = await _node.Host.Node.Entities.SendAsync(command, CancellationToken.None).WaitAsync(Deadline.Default);
        return Assert.IsType<CommandReply.Done>(reply is CommandReply.Refused refused ? throw new InvalidOperationException($"{command}: {refused.Problem}") : reply).SequenceNr;
    }
}
