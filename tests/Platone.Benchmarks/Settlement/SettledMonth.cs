using LinqToDB;
using Platone.Actors.Kernel;
using Platone.Actors.Kernel.Identity;
using Platone.Actors.Kernel.Storage;
using Platone.Actors.Kernel.Time;
using Platone.Actors.Kernel.Units;
using Platone.Actors.Markets;
using Platone.Actors.Markets.Activations;
using Platone.Actors.Markets.Awards;
using Platone.Actors.Markets.Clearing;
using Platone.Actors.Markets.Offers;
using Platone.Actors.Markets.Requests;
using Platone.Actors.Markets.Sessions;
using Platone.Actors.Scd.Following;
using Platone.Actors.Scd.Markets.Baselines;
using Platone.Actors.Scd.Metering.QuarterHours;
using Platone.Actors.Scd.Storage;

namespace Platone.Benchmarks.Settlement;

/// <summary>A month of day-ahead sessions that called for every POD in every quarter hour, and the read model of what they metered.</summary>
/// <param name="pods">How many PODs.</param>
/// <param name="days">How many days.</param>
internal sealed class SettledMonth(int pods, int days)
{
    public const int IntervalsOfADay = 96;
    private const int PodsOfAnOffer = 10;
    private const int OrderedW = 600;

    private static readonly ParticipantId Dso = new("dso");
    private static readonly ParticipantId Brp = new("brp");
    private static readonly RequestId Request = new("request");
    private static readonly QuarterHour First = QuarterHour.Of(new DateTimeOffset(2026, 11, 1, 0, 0, 0, TimeSpan.Zero));

    private readonly PodId[] _pods = [.. Enumerable.Range(0, pods).Select(Pod).Order()];

    /// <summary>Journal position that the read model stands at.</summary>
    public long Ordering => 1 + 2L * pods * days;

    /// <summary>Writes baselines and quarter hours, day by day as a node does.</summary>
    public async Task WriteAsync(Database scd)
    {
        var store = new ScdStore(scd);
        await using var connection = await store.OpenAsync(default);
        for (var day = 0; day < days; day++)
        {
            var (baselines, metered) = (new List<BaselineRecord>(), new List<QuarterHourRecord>());
            for (var p = 0; p < pods; p++)
            {
                var random = new Random(day * pods + p);
                for (var i = 0; i < IntervalsOfADay; i++)
                {
                    var start = new QuarterHour(Interval(day).Index + i).Start;
                    baselines.Add(new BaselineRecord
                    {
                        Pod = _pods[p].ToString(), StartUs = start.Us(), EventNr = 2 * day + 1, PowerW = 2_000 + random.Next(3_000), Brp = Brp.Value,
                        AtUs = Gate(day).AddHours(-1).Us(), Ordering = 2L * (day * pods + p) + 1,
                    });
                    metered.Add(new QuarterHourRecord
                    {
                        Pod = _pods[p].ToString(), StartUs = start.Us(), EnergyJ = (1_400 + random.Next(3_000)) * (long)QuarterHour.Seconds,
                        CoveredS = QuarterHour.Seconds, Version = 1, AtUs = start.AddMinutes(16).Us(), EventNr = 2 * day + 2,
                        Ordering = 2L * (day * pods + p) + 2,
                    });
                }
            }
            await using var transaction = await store.BeginAsync(connection, default);
            await connection.InsertAsync(baselines, default);
            await connection.InsertAsync(metered, default);
            await transaction.CommitAsync();
        }
        await Offsets.BeginAsync(connection, [BaselinesProjection.ProjectionName, QuarterHoursProjection.ProjectionName], Ordering, default);
        await Offsets.MoveAsync(connection, [BaselinesProjection.ProjectionName, QuarterHoursProjection.ProjectionName], 0, Ordering, default);
    }

    /// <summary>A day's session after its delivery.</summary>
    public SessionOutcome Session(int day)
    {
        var offers = _pods.Chunk(PodsOfAnOffer).Select((some, i) => new FlexibilityOffer(new OfferId($"offer-{i}"), new ParticipantId($"aggregator-{i % 3}"),
            new PortfolioId($"portfolio-{i % 3}"), Direction.Up, Power(OrderedW * some.Length),
            some.Select(p => new OfferedPod(p, "bus", 10_000, new ParticipantId($"customer-{p}"), Power(OrderedW))).ToValueList(),
            PriceCurve.Flat(70 + i), Factor.Zero, 1, null, 0.5m, Gate(day).AddDays(9))).ToValueList();
        var awards = offers.Select(o => new Award(new AwardId(Request, o.Id), Factor.One, o.Power, o.Price.Steps[0].Price, AwardSplit.PerPod(o, o.Power)))
            .ToValueList();
        var terms = new SessionTerms(SessionKind.DayAhead, new MarketAreaId("terni"), new NetworkId("terni-mv"), "Europe/Rome", Interval(day),
            IntervalsOfADay, Gate(day), MarketRules.Default);
        var request = new FlexibilityRequest(Request, Dso, true, FlexibilityService.Congestion, Direction.Up, null, Power(OrderedW * pods), null, 0,
            Gate(day).AddDays(9));
        var activation = new Activation(new ActivationId("call"), Dso, awards.Select(a => a.Id).Order().ToValueList(), 0, IntervalsOfADay);
        return new SessionOutcome(new MarketSessionId($"day-{day}"), SessionPhase.Settling, 1, terms, [request], offers, awards, [activation],
            [activation.Id], 0);
    }

    private static QuarterHour Interval(int day) => new(First.Index + day * IntervalsOfADay);

    private static DateTimeOffset Gate(int day) => Interval(day).Start.AddHours(-15);

    private static PowerProfile Power(long watts) => PowerProfile.Of(IntervalsOfADay, _ => watts);

    private static PodId Pod(int number)
    {
        var bytes = new byte[16];
        new Random(number).NextBytes(bytes);
        return new PodId(Pseudonym.From(bytes));
    }
}
