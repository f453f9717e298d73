using System.Globalization;
using Platone.Actors.Kernel.Time;
using Platone.Field.Simulation;

namespace Platone.Host.Demo;

/// <summary>
/// Plays one market day against a running node, stage by stage, through its REST API and MQTT only. It holds the simulated clock at every
/// quarter hour until what belongs before it is durable; so what happens does not depend on how fast the machine is, and a day that was
/// killed anywhere and is played again ends the same. Every step may be repeated: what is there already has no further effect.
/// </summary>
internal sealed class DemoDay(DemoPlan plan, DemoScenario scenario, DemoMarket market, DemoFleet fleet, SimulatedClock clock, double speed,
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
        var session = await market.WaitForAsync(scenario, "published",
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
        for (var interval = -1; interval < count; interval++)
        {
            var begins = start + interval * QuarterHour.Length;
            foreach (var call in calls.Where(c => c.At <= begins).ToList())
            {
                await fleet.KnowsAsync(await market.ActivateAsync(scenario, call, cancellation), cancellation);
                calls.Remove(call);
            }
            clock.HoldAt(begins + QuarterHour.Length);
            await clock.WaitUntilAsync(begins + QuarterHour.Length, cancellation);
            await fleet.AcknowledgedThroughAsync(begins + QuarterHour.Length, cancellation);
            progress.Advance(DemoStage.Delivery, (interval + 1.0) / count,
                $"{TimeZoneInfo.ConvertTime(begins + QuarterHour.Length, plan.DeliveryDay.Zone):HH:mm}, {fleet.Progress.Acknowledged:N0} readings");
        }
        return string.Create(CultureInfo.InvariantCulture, $"{count} quarter hours, {fleet.Progress.Acknowledged:N0} readings in the journal");
    }

    private async Task<string> SettleAsync(CancellationToken cancellation)
    {
        await SkipToAsync(plan.DeliveryDay.End + DemoMarket.SettleAfter, cancellation);
        await market.WaitForAsync(scenario, "settled", phase => progress.Advance(DemoStage.Settlement, 0.5, $"session is {phase}"), cancellation);
        return "lines, statements and the cut they were calculated from are in the journal";
    }

    // What was awarded is called for in pieces of two hours, each half an hour before it begins.
    private async Task<List<DemoCall>> CallsAsync(CancellationToken cancellation)
    {
        var calls = new List<DemoCall>();
        foreach (var request in scenario.Requests)
        {
            var awards = await market.AwardedOffersAsync(scenario, request, cancellation);
            if (awards.Count == 0)
                continue;
            var first = request.Power.Watts.TakeWhile(w => w == 0).Count();
            var end = request.Power.Count - request.Power.Watts.Reverse().TakeWhile(w => w == 0).Count();
            for (var from = first; from < end; from += ActivationLength)
            {
                var length = Math.Min(ActivationLength, end - from);
                calls.Add(new DemoCall($"{request.Id}-{from}", request, awards, from, length,
                    plan.DeliveryDay.Start + from * QuarterHour.Length - BeforeActivation));
            }
        }
        return calls;
    }

    private async Task SkipToAsync(DateTimeOffset instant, CancellationToken cancellation)
    {
        clock.Speed = SkippingSpeed;
        clock.HoldAt(instant);
        await clock.WaitUntilAsync(instant, cancellation);
    }
}

/// <summary>An activation that a requester will ask for.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Request">Of which request.</param>
/// <param name="Offers">Which awarded offers.</param>
/// <param name="First">First interval.</param>
/// <param name="Intervals">How many.</param>
/// <param name="At">When it is asked for.</param>
internal sealed record DemoCall(string Id, DemoRequest Request, IReadOnlyList<string> Offers, int First, int Intervals, DateTimeOffset At);
