using CsCheck;
using Platone.Actors.Kernel;
using Platone.Actors.Kernel.Identity;
using Platone.Actors.Kernel.Units;
using Platone.Actors.Markets.Settlement;

namespace Platone.Actors.Tests.Markets.Settlement;

/// <summary>Orders, positions and their settlement, in few words.</summary>
internal static class Given
{
    public const int QuarterHour = 900;

    /// <summary>The POD with this number.</summary>
    public static PodId Pod(int number)
    {
        var bytes = new byte[16];
        BitConverter.TryWriteBytes(bytes, number);
        return new PodId(Pseudonym.From(bytes));
    }

    public static SettlementPeriod Period(long index = 0, int seconds = QuarterHour) => new(index, seconds);

    public static SettlementOrder Order(decimal orderedW, Direction direction = Direction.Up, int pod = 0, string name = "a", int rank = 0,
        bool dso = true, decimal price = 7, decimal penalty = 11, SettlementPeriod? period = null, string aggregator = "agg",
        string? customer = null, decimal share = 0) =>
        new(new RequestId("r-" + name), new OfferId("o-" + name), new ParticipantId(dso ? "dso" : "tso"), dso, new ParticipantId(aggregator),
            Pod(pod), customer is null ? null : new ParticipantId(customer), direction, period ?? Period(), orderedW, price, penalty, share, rank);

    /// <summary>A POD's baseline and mean metered power, W.</summary>
    public static PodPosition Position(decimal baselineW, decimal? meteredW, int pod = 0, SettlementPeriod? period = null)
    {
        var at = period ?? Period();
        return new PodPosition(Pod(pod), at, baselineW, meteredW * at.Seconds);
    }

    public static ValueList<SettlementLine> Settle(SettlementRules rules, SettlementOrder[] orders, params PodPosition[] positions) =>
        SettlementCalculation.Lines(rules, orders, positions);

    /// <summary>
    /// Orders of up to three PODs each, of two requesters, two aggregators and three customers, over four intervals, with a meter for each
    /// POD and interval.
    /// </summary>
    public static Gen<(SettlementOrder[] Orders, PodPosition[] Positions)> Market { get; } =
        from seconds in Gen.OneOf(Gen.Const(300), Gen.Const(900), Gen.Const(3600))
        from positions in Gen.Select(Gen.Long[-5000, 5000], Gen.Long[-10_000_000, 10_000_000]).Array[12]
        from awards in Gen.Select(Gen.Int[0, 3], Gen.Bool, Gen.Bool, Gen.Int[-100_000, 4_000_000], Gen.Int[0, 9_000_000], Gen.Int[0, 1_000_000],
            Gen.Long[1, 4000].Array[1, 3]).Array[1, 16]
        select (
            awards.SelectMany((a, i) => a.Item7.Select((w, pod) => Order(w, a.Item2 ? Direction.Up : Direction.Down, (pod + i) % 3, $"{i}", i, a.Item3,
                a.Item4 / 10_000m, a.Item5 / 10_000m, Period(a.Item1, seconds), $"agg-{i % 2}", pod < 2 ? $"c-{(pod + i) % 3}" : null,
                a.Item6 / 1_000_000m))).ToArray(),
            positions.Select((p, i) => new PodPosition(Pod(i / 4), Period(i % 4, seconds), p.Item1, p.Item2)).ToArray());

    public static Gen<SettlementRules> Rules { get; } = Gen.Select(Gen.Bool, Gen.Bool, Gen.Bool, Gen.Int[0, 10_000], Gen.Bool,
        (order, uncapped, capped, ratio, scale) => new SettlementRules
        {
            SettlementLevel = order ? SettlementLevel.Order : SettlementLevel.Pod,
            UncappedDeficiency = uncapped,
            PaymentCapped = capped,
            MinimumDeliveryRatio = ratio < 5000 ? 0 : ratio / 10_000m,
            SlidingScale = scale ? [new PaymentStep(0.5m, 0.6m), new PaymentStep(0.8m, 0.9375m), new PaymentStep(0.95m, 1)] : [],
        });
}
