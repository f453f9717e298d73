using System.Globalization;
using Platone.Actors.Kernel.Time;
using Platone.Actors.Markets.Sessions;
using Platone.Field.Simulation;

namespace Platone.Host.Demo;

/// <summary>
/// Plays one market day against a running node, stage by stage, through its REST API and MQTT only. It holds the simulated clock at every
/// quarter hour until what belongs before it is durable; so what happens does not depend on how fast the machine is, and a day that was
/// killed anywhere and is played again ends the same. Every step may be repeated: what is there already has no further effect.
/// </summary>
internal sealed class DemoDay(DemoPlan plan, DemoScenario scenario, DemoMarket market, DemoFleet fleet, DemoLedger ledger, SimulatedClock clock, double speed,
    IDemoProgress progress)
{
    /// <summary>What gets the clock from one appointment to the next, where nothing happens between.</summary>
    private const double SkippingSpeed = 1e7;

    private static readonly TimeSpan BeforeActivation = TimeSpan.FromMinutes(30);

    /// <summary>Quarter hours an activation calls for at most.</summary>
    private const int ActivationLength = 8;

    private readonly HashSet<DemoStage> _happened = [];

    /// <summary>The stages that happened.</summary>
    public IReadOnlySet<DemoStage> Happened => _happened;

    /// <summary>Plays the day, from wherever it stands.</summary>
    public async Task PlayAsync(CancellationToken cancellation)
    {
        await StageAsync(DemoStage.Registration, $"{scenario.Households.Count} households, their meters and who trades their flexibility", async () =>
        {
            await market.RegisterAsync(scenario, (done, all) => progress.Advance(DemoStage.Registration, done / (double)all, $"{done} of {all} registered"),
                cancellation);
            await ledger.LinkAsync(scenario, cancellation);
            return $"{scenario.Households.Count} PODs with light nodes and baselines, {DemoScenario.Aggregators.Length} aggregators, DSO, TSO, BRP";
        });
        await StageAsync(DemoStage.Trading, $"session {scenario.Session} is open", () => TradeAsync(cancellation));
        await StageAsync(DemoStage.Clearing, "the gate closes", () => ClearAsync(cancellation));
        await StageAsync(DemoStage.Delivery, $"{plan.Day:d MMMM yyyy}, {plan.DeliveryDay.Count} quarter hours", () => DeliverAsync(cancellation));
        await StageAsync(DemoStage.Settlement, "baseline against meter, quarter hour by quarter hour", () => SettleAsync(cancellation));
    }

    /// <summary>Plays a stage that is not of the market's day.</summary>
    public async Task StageAsync(DemoStage stage, string what, Func<Task<string>> play)
    {
        progress.Begin(stage, what);
        var result = await play();
        _happened.Add(stage);
        progress.End(stage, result);
    }

    private async Task<string> TradeAsync(CancellationToken cancellation)
    {
        await market.OpenAsync(plan, scenario, cancellation);
        await SkipToAsync(plan.Begins.AddMinutes(10), cancellation);
        foreach (var request in scenario.Requests)
            await market.PlaceAsync(scenario, request, plan.GateCloses.AddHours(1), cancellation);
        await SkipToAsync(plan.Begins.AddMinutes(25), cancellation);
        var placed = 0;
        foreach (var offer in scenario.Offers)
        {
            await market.PlaceAsync(scenario, offer, plan.GateCloses.AddHours(1), cancellation);
            progress.Advance(DemoStage.Trading, ++placed / (double)scenario.Offers.Count, $"{placed} offers");
        }
        return $"{scenario.Requests.Count} requests, {placed} offers";
    }

    private async Task<string> ClearAsync(CancellationToken cancellation)
    {
        await SkipToAsync(plan.GateCloses, cancellation);
        var session = await market.WaitForAsync(scenario, SessionPhase.Published,
            phase => progress.Advance(DemoStage.Clearing, 0.5, $"session is {phase}"), cancellation);
        return string.Create(CultureInfo.InvariantCulture, $"cleared in {session.Round} round{(session.Round == 1 ? "" : "s")}, validated, reserved, published");
    }

    private async Task<string> DeliverAsync(CancellationToken cancellation)
    {
        var (start, count) = (plan.DeliveryDay.Start, plan.DeliveryDay.Count);
        await SkipToAsync(start - QuarterHour.Length, cancellation);
        await fleet.StartAsync(clock, cancellation);
        clock.Speed = speed;
        var calls = await CallsAsync(cancellation);
        // A day that was killed goes on in the quarter hour it had come to.
        var reached = (int)Math.Floor((clock.GetUtcNow() - start) / QuarterHour.Length);
        for (var interval = Math.Max(-1, reached); interval < count; interval++)
        {
            var begins = start + interval * QuarterHour.Length;
            var ends = begins + QuarterHour.Length;
            foreach (var call in calls.Where(c => c.At <= begins).ToList())
            {
                var setPoints = await market.ActivateAsync(scenario, call, cancellation);
                // Those whose time has come need not be acknowledged any more: the devices know them since before.
                await fleet.KnowsAsync(setPoints.Where(s => s.ValidFrom > clock.GetUtcNow()).Select(s => s.Id), cancellation);
                calls.Remove(call);
            }
            clock.HoldAt(ends);
            await clock.WaitUntilAsync(ends, cancellation);
            await fleet.AcknowledgedThroughAsync(ends, cancellation);
            progress.Advance(DemoStage.Delivery, (interval + 1.0) / count,
                $"{TimeZoneInfo.ConvertTime(ends, plan.DeliveryDay.Zone):HH:mm}, {fleet.Progress.Acknowledged:N0} readings");
        }
        return string.Create(CultureInfo.InvariantCulture, $"{count} quarter hours, {fleet.Progress.Acknowledged:N0} readings in the journal");
    }

    private async Task<string> SettleAsync(CancellationToken cancellation)
    {
        await SkipToAsync(plan.DeliveryDay.End + DemoMarket.SettleAfter, cancellation);
        await market.WaitForAsync(scenario, SessionPhase.Settled, phase => progress.Advance(DemoStage.Settlement, 0.5, $"session is {phase}"), cancellation);
        var grants = await market.TokensAsync(scenario, cancellation);
        return $"lines, statements, the cut they were calculated from and {grants.Count} grants of tokens are in the journal";
    }

    /// <summary>Lets a clock run to an instant, as fast as it can, and stand there; one that is past it stands where it is.</summary>
    public static async Task SkipToAsync(SimulatedClock clock, DateTimeOffset instant, CancellationToken cancellation)
    {
        clock.Speed = SkippingSpeed;
        clock.HoldAt(instant);
        await clock.WaitUntilAsync(instant, cancellation);
    }

    // What was awarded is called for in pieces of two hours, each half an hour before it begins.
    private async Task<List<DemoCall>> CallsAsync(CancellationToken cancellation)
    {
        var calls = new List<DemoCall>();
        foreach (var request in scenario.Requests)
        {
            var awards = await market.AwardsAsync(scenario, request, cancellation);
            if (awards.Count == 0)
                continue;
            var first = request.Power.Watts.TakeWhile(w => w == 0).Count();
            var end = request.Power.Count - request.Power.Watts.Reverse().TakeWhile(w => w == 0).Count();
            for (var from = first; from < end; from += ActivationLength)
            {
                var length = Math.Min(ActivationLength, end - from);
                calls.Add(new DemoCall($"{request.Id}-{from}", request, [.. awards.Select(a => a.Offer)], from, length,
                    plan.DeliveryDay.Start + from * QuarterHour.Length - BeforeActivation));
            }
        }
        return calls;
    }

    private Task SkipToAsync(DateTimeOffset instant, CancellationToken cancellation) => SkipToAsync(clock, instant, cancellation);
}

/// <summary>An activation that a requester will ask for.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Request">Of which request.</param>
/// <param name="Offers">Which awarded offers.</param>
/// <param name="First">First interval.</param>
/// <param name="Intervals">How many.</param>
/// <param name="At">When it is asked for.</param>
internal sealed record DemoCall(string Id, DemoRequest Request, IReadOnlyList<string> Offers, int First, int Intervals, DateTimeOffset At);
