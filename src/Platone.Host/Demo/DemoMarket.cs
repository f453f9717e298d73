using System.Collections.Concurrent;
using Platone.Actors.Ethereum;
using Platone.Actors.Markets;
using Platone.Actors.Markets.Sessions;
using Platone.Actors.Metering;
using Platone.Actors.Participants;
using Platone.Field.Simulation;
using Platone.Host.Rest.Activations;
using Platone.Host.Rest.Baselines;
using Platone.Host.Rest.Json;
using Platone.Host.Rest.LightNodes;
using Platone.Host.Rest.Log;
using Platone.Host.Rest.Markets;
using Platone.Host.Rest.Measurements;
using Platone.Host.Rest.Offers;
using Platone.Host.Rest.Operations;
using Platone.Host.Rest.Outcomes;
using Platone.Host.Rest.Pods;
using Platone.Host.Rest.Portfolios;
using Platone.Host.Rest.Requests;
using Platone.Host.Rest.Sessions;
using Platone.Host.Rest.Settlements;
using Platone.Host.Rest.Tokens;

namespace Platone.Host.Demo;

/// <summary>What the participants of a demo do, all of it through the REST API, each with its own key. Every call may be repeated.</summary>
/// <param name="cast">The participants.</param>
/// <param name="baselines">Forecast of each household, by its number: mean W of each interval of the day.</param>
/// <param name="keys">The keys that meters sign with; null where they do not sign.</param>
internal sealed class DemoMarket(DemoCast cast, IReadOnlyList<IReadOnlyList<long>> baselines, DemoKeys? keys)
{
    /// <summary>How long after delivery the session settles.</summary>
    public static readonly TimeSpan SettleAfter = TimeSpan.FromMinutes(15);

    private const int AtOnce = 8;

    // A watt hour: the smallest part of a token at one token a kWh.
    private const decimal JoulesPerUnit = 3600;
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(100);

    // Long ago, so that every day and every file of readings lies after it.
    private static readonly DateTimeOffset ValidFrom = new(2000, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly ConcurrentDictionary<int, (string Pod, NodeCredentials Credentials)> _registered = new();

    /// <summary>Registers everybody and everything.</summary>
    /// <param name="scenario">Who and what.</param>
    /// <param name="progress">Told how many households of how many are registered.</param>
    /// <param name="cancellation">Ends it.</param>
    public async Task RegisterAsync(DemoScenario scenario, Action<int, int> progress, CancellationToken cancellation)
    {
        await cast.AdmitAsync(DemoScenario.Dso, "Distribution system operator of Terni", Role.Dso, cancellation);
        await cast.AdmitAsync(DemoScenario.Tso, "Transmission system operator", Role.Tso, cancellation);
        await cast.AdmitAsync(DemoScenario.Brp, "Balance responsible party Umbria", Role.Brp, cancellation);
        foreach (var aggregator in DemoScenario.Aggregators)
        {
            await cast.AdmitAsync(aggregator, aggregator["aggregator-".Length..].ToUpperInvariant() + " Energy", Role.Aggregator, cancellation);
            await cast[aggregator].PostAsync<PortfolioBody, PortfolioView>("api/v1/portfolios", new PortfolioBody(DemoScenario.PortfolioOf(aggregator)),
                cancellation);
            await cast[aggregator].PutAsync($"api/v1/token-policies/{aggregator}", new TokenPolicyBody(1, 1), cancellation);
        }

        var done = 0;
        await Parallel.ForEachAsync(scenario.Households, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellation },
            async (household, stop) =>
            {
                await RegisterAsync(household, stop);
                await cast[DemoScenario.Brp].PutAsync($"api/v1/pods/{PodOf(household)}/baseline",
                    new BaselineBody(scenario.Start, baselines[household.Number]), stop);
                progress(Interlocked.Increment(ref done), scenario.Households.Count);
            });
    }

    /// <summary>Opens the session of the day.</summary>
    public Task OpenAsync(DemoPlan plan, DemoScenario scenario, CancellationToken cancellation) =>
        cast.Operator.PostAsync<SessionBody, OpenedSessionView>("api/v1/sessions", new SessionBody(scenario.Session, SessionKind.DayAhead,
            DemoScenario.Area, DemoScenario.Network, DemoPlan.TimeZone, plan.DeliveryDay.Start, plan.DeliveryDay.Count, plan.GateCloses,
            new RulesBody(SettleAfter: SettleAfter, Settlement: new SettlementRulesBody(PenaltyPrice: DemoScenario.PenaltyPrice))), cancellation);

    /// <summary>Places a request.</summary>
    public Task PlaceAsync(DemoScenario scenario, DemoRequest request, DateTimeOffset expiresAt, CancellationToken cancellation) =>
        cast[request.Requester].PostAsync<RequestBody, PlacedView>("api/v1/requests", new RequestBody(scenario.Session, request.Id, request.Service,
            request.Direction, request.Power.Watts, expiresAt, request.Buses, request.PriceCap), cancellation);

    /// <summary>Places an offer.</summary>
    public Task PlaceAsync(DemoScenario scenario, DemoOffer offer, DateTimeOffset expiresAt, CancellationToken cancellation) =>
        cast[offer.Aggregator].PostAsync<OfferBody, PlacedView>("api/v1/offers", new OfferBody(scenario.Session, offer.Id,
            DemoScenario.PortfolioOf(offer.Aggregator), offer.Direction,
            [.. offer.Pods.Select((h, i) => new OfferedPodBody(PodOf(h), offer.Power[i].Watts))],
            [new PriceStepBody(1, offer.Price)], expiresAt, offer.MinActivation, offer.Reliability, CustomerShare: offer.CustomerShare), cancellation);

    /// <summary>Waits until the session has come to a phase, or past it.</summary>
    /// <param name="scenario">Whose session.</param>
    /// <param name="phase">The phase.</param>
    /// <param name="told">Told the phase it is in at every look.</param>
    /// <param name="cancellation">Ends the wait.</param>
    public async Task<SessionView> WaitForAsync(DemoScenario scenario, SessionPhase phase, Action<SessionPhase> told, CancellationToken cancellation)
    {
        using var looks = new PeriodicTimer(Look);
        while (true)
        {
            var session = await SessionAsync(scenario, cancellation);
            if (session.Phase >= phase)
                return session;
            told(session.Phase);
            await looks.WaitForNextTickAsync(cancellation);
        }
    }

    /// <summary>The session as it is.</summary>
    public async Task<SessionView> SessionAsync(DemoScenario scenario, CancellationToken cancellation) =>
        await cast.Operator.GetAsync<SessionView>($"api/v1/sessions/{scenario.Session}", cancellation)
            ?? throw new InvalidOperationException($"there is no session {scenario.Session}");

    /// <summary>The awards of a request, as its requester sees them.</summary>
    public async Task<IReadOnlyList<AwardView>> AwardsAsync(DemoScenario scenario, DemoRequest request, CancellationToken cancellation) =>
        [.. (await cast[request.Requester].AllAsync<AwardView>($"api/v1/awards?session={scenario.Session}", cancellation))
            .Where(a => a.Request == request.Id)];

    /// <summary>Calls for awards, and waits until their set points are issued.</summary>
    /// <returns>The set points.</returns>
    public async Task<IReadOnlyList<SetPointView>> ActivateAsync(DemoScenario scenario, DemoCall call, CancellationToken cancellation)
    {
        await cast[call.Request.Requester].PostAsync<ActivationBody, PlacedView>("api/v1/activations", new ActivationBody(scenario.Session, call.Id,
            [.. call.Offers.Select(offer => new AwardNameBody(call.Request.Id, offer))], call.First, call.Intervals), cancellation);
        using var looks = new PeriodicTimer(Look);
        while (true)
        {
            var activations = await cast.Operator.AllAsync<ActivationView>($"api/v1/activations?session={scenario.Session}", cancellation);
            if (activations.Any(a => a.Id == call.Id && a.SetPoints > 0))
                return [.. (await SetPointsAsync(scenario, cancellation)).Where(s => s.Activation == call.Id)];
            await looks.WaitForNextTickAsync(cancellation);
        }
    }

    /// <summary>Waits until the session's settlement has granted its tokens: to every POD with a watt hour delivered or deficient.</summary>
    public async Task<IReadOnlyList<TokenGrantView>> TokensAsync(DemoScenario scenario, CancellationToken cancellation)
    {
        var due = (await cast.Operator.AllAsync<SettlementLineView>($"api/v1/settlements?session={scenario.Session}", cancellation))
            .GroupBy(l => (l.Aggregator, l.Pod)).Where(g => g.Sum(l => l.DeliveredJ) >= JoulesPerUnit || g.Sum(l => l.DeficiencyJ) >= JoulesPerUnit)
            .Select(g => g.Key).ToHashSet();
        using var looks = new PeriodicTimer(Look);
        while (true)
        {
            var grants = await cast.Operator.AllAsync<TokenGrantView>($"api/v1/token-grants?session={scenario.Session}", cancellation);
            if (due.IsSubsetOf(grants.Select(g => (g.Aggregator, g.Pod))))
                return grants;
            await looks.WaitForNextTickAsync(cancellation);
        }
    }

    /// <summary>All set points of the session.</summary>
    public Task<IReadOnlyList<SetPointView>> SetPointsAsync(DemoScenario scenario, CancellationToken cancellation) =>
        cast.Operator.AllAsync<SetPointView>($"api/v1/set-points?session={scenario.Session}", cancellation);

    /// <summary>Waits until the read models of devices have all that is in the journal now: after a restart they come to it in their own time.</summary>
    public async Task CaughtUpAsync(CancellationToken cancellation)
    {
        // Sealing waits for a leaf of every event.
        await cast.Operator.SendAsync(HttpMethod.Post, "api/v1/log/seal", cancellation);
        var end = (await cast.Operator.GetAsync<HeadView>("api/v1/log", cancellation))!.Ordering;
        using var looks = new PeriodicTimer(Look);
        while (!(await cast.Operator.GetAsync<IReadOnlyList<ProjectionView>>("api/v1/projections", cancellation))!
            .Where(p => p.Name is "set-points" or "readings").All(p => p.Ordering >= end))
            await looks.WaitForNextTickAsync(cancellation);
    }

    /// <summary>The key that devices verify set points with.</summary>
    public async Task<string> SetPointKeyAsync(CancellationToken cancellation) =>
        (await cast.Operator.GetAsync<SetPointKeyView>("api/v1/set-point-key", cancellation))!.PublicKey;

    /// <summary>With what a household's meter signs in to MQTT.</summary>
    public NodeCredentials CredentialsOf(DemoHousehold household) => _registered[household.Number].Credentials;

    /// <summary>The key that a household's meter signs with; null if it does not sign.</summary>
    public Secp256k1PrivateKey? KeyOf(DemoHousehold household) => keys?.MeterOf(household);

    /// <summary>Pseudonym of a household's POD.</summary>
    public string PodOf(DemoHousehold household) => _registered[household.Number].Pod;

    /// <summary>The last reading of a household that is recorded in an unbroken row from an instant on; null if there is none.</summary>
    public async Task<Reading?> LastReadingAsync(DemoHousehold household, int epoch, DateTimeOffset from, DateTimeOffset until,
        CancellationToken cancellation)
    {
        var readings = (await cast.Operator.AllAsync<MeasurementView>(
            $"api/v1/measurements?pod={PodOf(household)}&from={UtcTime.Text(from)}&to={UtcTime.Text(until.AddSeconds(1))}", cancellation))
            .Where(r => r.Epoch == epoch).OrderBy(r => r.Seq);
        MeasurementView? last = null;
        foreach (var reading in readings.TakeWhile((r, i) => r.Seq == i))
            last = reading;
        return last is null ? null : new Reading(last.Epoch, last.Seq, last.Time) { ActivePowerW = last.P, ImportWh = last.ImportWh, ExportWh = last.ExportWh };
    }

    private async Task RegisterAsync(DemoHousehold household, CancellationToken cancellation)
    {
        var (client, code) = (cast.Operator, Uri.EscapeDataString(household.PodCode));
        await cast.AdmitCustomerAsync(household.Customer, cancellation);
        var found = await client.GetAsync<PageView<PodView>>($"api/v1/pods?code={code}", cancellation);
        var pod = found is { Items: [var known] } ? known.Pod : (await client.PostAsync<PodBody, RegisteredPodView>("api/v1/pods",
            new PodBody(household.PodCode, ValidFrom, household.Bus, DemoPlan.TimeZone, household.ConnectionW, household.Customer), cancellation)).Pod;
        var node = await client.PostAsync<LightNodeBody, RegisteredLightNodeView>("api/v1/light-nodes",
            new LightNodeBody(household.Serial, pod, ValidFrom, KeyOf(household)?.PublicKey.Hex), cancellation);
        await client.PutAsync($"api/v1/portfolios/{household.Portfolio}/pods/{pod}", new MembershipBody(ValidFrom), cancellation);
        _registered[household.Number] = (pod, new NodeCredentials(node.Mqtt.UserName, node.Mqtt.Password));
    }
}
