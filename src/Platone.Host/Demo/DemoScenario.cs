using Platone.Actors.Kernel.Units;
using Platone.Actors.Markets.Requests;

namespace Platone.Host.Demo;

/// <summary>
/// Who takes part in the demo and what they ask and offer: an evening with a congested feeder and a peak of the whole system, and a noon
/// with too much sun. A pure function of the plan and the households.
/// </summary>
internal sealed class DemoScenario
{
    public const string Area = "terni";
    public const string Network = "terni-mv";
    public const string Dso = "dso-terni";
    public const string Tso = "tso-italy";
    public const string Brp = "brp-umbria";
    public static readonly string[] Aggregators = ["aggregator-sole", "aggregator-vento"];

    /// <summary>EUR/MWh that deficient energy costs.</summary>
    public const decimal PenaltyPrice = 60;

    private const int PodsAnOffer = 4;
    private static readonly string[] Buses = ["bus-1", "bus-2", "bus-3", "bus-4", "bus-5", "bus-6"];

    // The congested feeder.
    private static readonly string[] Feeder = ["bus-4", "bus-5", "bus-6"];

    private readonly DemoPlan _plan;
    private readonly int _intervals;

    public DemoScenario(DemoPlan plan, IReadOnlyList<DemoHousehold> households)
    {
        (_plan, Households) = (plan, households);
        _intervals = plan.DeliveryDay.Count;
        Offers = [.. Aggregators.SelectMany(OffersOf)];
        Requests = [.. RequestsOf()];
    }

    /// <summary>Id of the session.</summary>
    public string Session => $"day-ahead-{Area}-{_plan.Day:yyyy-MM-dd}";

    /// <summary>First instant of delivery.</summary>
    public DateTimeOffset Start => _plan.DeliveryDay.Start;

    /// <summary>The households.</summary>
    public IReadOnlyList<DemoHousehold> Households { get; }

    /// <summary>What the aggregators offer.</summary>
    public IReadOnlyList<DemoOffer> Offers { get; }

    /// <summary>What the operators ask for, in the order they ask.</summary>
    public IReadOnlyList<DemoRequest> Requests { get; }

    /// <summary>The households of a plan; their flexibility is drawn by its seed.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="connections">Connection power of each household, W.</param>
    /// <param name="serials">Serial of each light node.</param>
    public static IReadOnlyList<DemoHousehold> HouseholdsOf(DemoPlan plan, IReadOnlyList<int> connections, IReadOnlyList<string> serials) =>
    [
        .. Enumerable.Range(0, connections.Count).Select(i => new DemoHousehold(i, $"IT001E{plan.Seed:D4}{i + 1:D6}", serials[i],
            $"customer-{i + 1:D2}", Buses[i % Buses.Length], Aggregators[i / Buses.Length % Aggregators.Length], connections[i],
            500 + 250 * Draw(plan.Seed, i, 1, 9), 800 + 400 * Draw(plan.Seed, i, 2, 8))),
    ];

    /// <summary>The portfolio of an aggregator.</summary>
    public static string PortfolioOf(string aggregator) => $"{aggregator}-homes";

    private IEnumerable<DemoOffer> OffersOf(string aggregator)
    {
        // An offer is of one side of the network: it serves the feeder only if all its PODs are there.
        var households = Households.Where(h => h.Aggregator == aggregator).GroupBy(h => Feeder.Contains(h.Bus))
            .SelectMany(side => side.Chunk(PodsAnOffer)).ToList();
        for (var group = 0; group < households.Count; group++)
        {
            var pods = households[group];
            var name = $"{aggregator["aggregator-".Length..]}-{group + 1}";
            var key = (Array.IndexOf(Aggregators, aggregator) * 100 + group) * 100;
            // By the hour: an award is a part of a whole offer, so that of a long one much would be bought that nobody asked for.
            foreach (var hour in Enumerable.Range(16, 6))
            {
                yield return new DemoOffer($"{name}-up-{hour}", aggregator, Direction.Up, 95 + 7.5m * Draw(_plan.Seed, key + hour, 3, 16),
                    Draw(_plan.Seed, key + hour, 4, 3) == 0 ? 0.25m : 0, 0.88m + 0.01m * Draw(_plan.Seed, key, 5, 11), 0.6m, pods,
                    [.. pods.Select(p => Profile(hour, hour + 1, p.UpW))]);
            }
            foreach (var hour in Enumerable.Range(10, 5))
            {
                yield return new DemoOffer($"{name}-down-{hour}", aggregator, Direction.Down, 40 + 5m * Draw(_plan.Seed, key + hour, 6, 12), 0,
                    0.9m + 0.01m * Draw(_plan.Seed, key, 7, 9), 0.6m, pods, [.. pods.Select(p => Profile(hour, hour + 1, p.DownW))]);
            }
        }
    }

    private IEnumerable<DemoRequest> RequestsOf()
    {
        var onFeeder = Households.Where(h => Feeder.Contains(h.Bus)).Sum(h => (long)h.UpW);
        var up = Households.Sum(h => (long)h.UpW);
        var down = Households.Sum(h => (long)h.DownW);
        yield return new DemoRequest("feeder-evening", Dso, FlexibilityService.Congestion, Direction.Up, Feeder, 300, Shaped(17, 21, onFeeder * 60 / 100));
        yield return new DemoRequest("peak-evening", Tso, FlexibilityService.Balancing, Direction.Up, null, 260, Shaped(18, 20, up * 35 / 100));
        yield return new DemoRequest("sun-noon", Tso, FlexibilityService.Balancing, Direction.Down, null, 120, Shaped(11, 14, down * 50 / 100));
    }

    // Up and down again over its hours, as a load does.
    private PowerProfile Shaped(int fromHour, int toHour, long peakW)
    {
        var (from, to) = (Interval(fromHour), Interval(toHour));
        var half = (to - from) / 2.0;
        return PowerProfile.Of(_intervals, t => t < from || t >= to
            ? 0
            : (long)(peakW * (1 - 0.4 * Math.Abs(t - from - half + 0.5) / half)) / 100 * 100);
    }

    private PowerProfile Profile(int fromHour, int toHour, long watts)
    {
        var (from, to) = (Interval(fromHour), Interval(toHour));
        return PowerProfile.Of(_intervals, t => t >= from && t < to ? watts : 0);
    }

    // The interval that begins at an hour of the local clock; on the days of a clock change too.
    private int Interval(int hour)
    {
        var local = _plan.Day.ToDateTime(new TimeOnly(hour, 0));
        var offset = _plan.DeliveryDay.Zone.GetUtcOffset(local);
        return (int)((new DateTimeOffset(local, offset) - _plan.DeliveryDay.Start) / Actors.Kernel.Time.QuarterHour.Length);
    }

    // 0 to below a limit, drawn by seed, thing and purpose (SplitMix64).
    private static int Draw(int seed, int thing, int purpose, int below)
    {
        var z = unchecked((ulong)seed * 0x9e3779b97f4a7c15UL + (ulong)thing * 0xbf58476d1ce4e5b9UL + (ulong)purpose * 0x94d049bb133111ebUL);
        z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9UL;
        z = (z ^ (z >> 27)) * 0x94d049bb133111ebUL;
        return (int)((z ^ (z >> 31)) % (ulong)below);
    }
}

/// <summary>What an operator asks for.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Requester">Who asks.</param>
/// <param name="Service">What for.</param>
/// <param name="Direction">Which way.</param>
/// <param name="Buses">Where; null for the whole network.</param>
/// <param name="PriceCap">EUR/MWh.</param>
/// <param name="Power">W in each interval.</param>
internal sealed record DemoRequest(string Id, string Requester, FlexibilityService Service, Direction Direction, string[]? Buses, decimal PriceCap,
    PowerProfile Power);

/// <summary>What an aggregator offers.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Aggregator">Who offers.</param>
/// <param name="Direction">Which way.</param>
/// <param name="Price">EUR/MWh.</param>
/// <param name="MinActivation">Least factor.</param>
/// <param name="Reliability">The aggregator's figure.</param>
/// <param name="CustomerShare">What it passes on.</param>
/// <param name="Pods">The households.</param>
/// <param name="Power">Of each, W in each interval.</param>
internal sealed record DemoOffer(string Id, string Aggregator, Direction Direction, decimal Price, decimal MinActivation, decimal Reliability,
    decimal CustomerShare, IReadOnlyList<DemoHousehold> Pods, IReadOnlyList<PowerProfile> Power);
