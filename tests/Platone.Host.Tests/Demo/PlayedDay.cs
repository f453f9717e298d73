using Platone.Actors.Kernel.Units;
using Platone.Actors.Markets.Settlement;
using Platone.Host.Demo;
using Platone.Host.Rest.Activations;
using Platone.Host.Rest.Baselines;
using Platone.Host.Rest.Json;
using Platone.Host.Rest.Measurements;
using Platone.Host.Rest.Outcomes;
using Platone.Host.Rest.Sessions;
using Platone.Host.Rest.Settlements;
using Platone.Host.Tests.Chain;
using Platone.Host.Verbs.Client;

namespace Platone.Host.Tests.Demo;

/// <summary>What the SCD has of a day that was played, read by REST from a node on the demo's data.</summary>
internal sealed record PlayedDay(SessionView Session, IReadOnlyList<AwardView> Awards, IReadOnlyList<ActivationView> Activations,
    IReadOnlyList<SetPointView> SetPoints, IReadOnlyList<SettlementLineView> Lines, IReadOnlyList<StatementView> Statements,
    IReadOnlyDictionary<string, long[]> BaselineW, IReadOnlyDictionary<string, long[]> MeteredJ)
{
    /// <summary>Reads it.</summary>
    public static async Task<PlayedDay> ReadAsync(NodeClient client, string session)
    {
        var never = CancellationToken.None;
        var query = $"?session={session}";
        var view = (await client.GetAsync<SessionView>($"api/v1/sessions/{session}", never))!;
        var setPoints = await client.AllAsync<SetPointView>($"api/v1/set-points{query}", never);
        var (baselines, metered) = (new Dictionary<string, long[]>(), new Dictionary<string, long[]>());
        foreach (var pod in setPoints.Select(s => s.Pod).Distinct())
        {
            var within = $"pod={pod}&from={UtcTime.Text(view.Start)}&to={UtcTime.Text(view.End)}";
            baselines[pod] = [.. (await client.AllAsync<BaselineView>($"api/v1/baselines?{within}", never)).Select(b => b.PowerW)];
            metered[pod] = [.. (await client.AllAsync<QuarterHourView>($"api/v1/quarter-hours?{within}", never)).Select(q => q.EnergyJ)];
            Assert.Equal(view.Intervals, baselines[pod].Length);
            Assert.Equal(view.Intervals, metered[pod].Length);
        }
        return new PlayedDay(view, await client.AllAsync<AwardView>($"api/v1/awards{query}", never),
            await client.AllAsync<ActivationView>($"api/v1/activations{query}", never), setPoints,
            await client.AllAsync<SettlementLineView>($"api/v1/settlements{query}", never),
            await client.AllAsync<StatementView>($"api/v1/statements{query}", never), baselines, metered);
    }

    /// <summary>Reads it from a demo's data, with a node started for it.</summary>
    public static async Task<PlayedDay> ReadAsync(string data, string session)
    {
        await using var platone = await RunningPlatone.StartAsync(data, new Dictionary<string, string>());
        using var client = platone.Client();
        return await ReadAsync(client, session);
    }

    /// <summary>Whether an award was called for in an interval.</summary>
    public bool IsActivated(AwardView award, int interval) => Activations.Any(a => interval >= a.First && interval < a.First + a.Intervals
        && a.Awards.Any(n => n.Request == award.Request && n.Offer == award.Offer));

    /// <summary>
    /// Settles the day once more, by hand: what the market's rules say, and nothing of the platform's code. Amounts are J x EUR/MWh, so
    /// that nothing is rounded: 3.6e9 of them are a euro.
    /// </summary>
    public IReadOnlyList<(AwardView Award, string Pod, int Interval, long DeliveredJ, long DeficientJ, decimal Amount)> Recompute()
    {
        var results = new List<(AwardView, string, int, long, long, decimal)>();
        // Stacked: the DSO's before the TSO's, then in the order of the awards.
        var stack = Awards.Index().OrderBy(a => a.Item.Requester == DemoScenario.Dso ? 0 : 1).ThenBy(a => a.Index).Select(a => a.Item).ToList();
        foreach (var pod in BaselineW.Keys)
        {
            for (var t = 0; t < Session.Intervals; t++)
            {
                foreach (var direction in Enum.GetValues<Direction>())
                {
                    var left = BaselineW[pod][t] * 900;
                    var metered = MeteredJ[pod][t];
                    foreach (var award in stack.Where(a => a.Direction == direction && IsActivated(a, t)))
                    {
                        var ordered = (award.Pods.SingleOrDefault(p => p.Pod == pod)?.Power[t] ?? 0) * 900;
                        if (ordered == 0)
                            continue;
                        var moved = direction == Direction.Up ? left - metered : metered - left;
                        var delivered = Math.Clamp(moved, 0, ordered);
                        var deficient = Math.Clamp(ordered - moved, 0, ordered);
                        results.Add((award, pod, t, delivered, deficient, delivered * award.Price - deficient * DemoScenario.PenaltyPrice));
                        left += direction == Direction.Up ? -ordered : ordered;
                    }
                }
            }
        }
        return results;
    }

    /// <summary>What must be the same however often the day was killed: amounts and energies by what they are of.</summary>
    public IReadOnlyDictionary<string, string> Outcome()
    {
        var outcome = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var s in Statements)
            outcome.Add($"statement {s.Participant}", $"{s.Total} {s.DeliveredJ}");
        foreach (var l in Lines)
        {
            Assert.Equal(LineBasis.Metered, l.Basis);
            outcome.Add($"line {l.Request} {l.Offer} {l.Pod} {l.Start:O}", $"{l.OrderedW} {l.MeteredJ} {l.DeliveredJ} {l.Net}");
        }
        foreach (var (pod, joules) in MeteredJ)
            outcome.Add($"metered {pod}", string.Join(' ', joules));
        foreach (var s in SetPoints)
            outcome.Add($"set point {s.Id}", $"{s.PowerW} acknowledged {s.AcknowledgedAt is not null}");
        return outcome;
    }
}
