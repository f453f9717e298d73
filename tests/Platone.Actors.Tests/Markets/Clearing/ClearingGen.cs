using CsCheck;
using Platone.Actors.Kernel;
using Platone.Actors.Kernel.Identity;
using Platone.Actors.Kernel.Units;
using Platone.Actors.Markets.Clearing;

namespace Platone.Actors.Tests.Markets.Clearing;

/// <summary>Small problems in which every rule of the clearing is at play.</summary>
internal static class ClearingGen
{
    private static readonly string[] Buses = ["bus-1", "bus-2", "bus-3"];

    private static Gen<PowerProfile> Power(int intervals, int most) => Gen.Frequency((1, Gen.Const(0L)), (3, Gen.Long[1, most]))
        .Array[intervals].Select(watts => PowerProfile.Of(watts));

    private static Gen<Factor> Share { get; } = Gen.Frequency((2, Gen.Const(Factor.Zero)), (1, Gen.Const(Factor.One)),
        (3, Gen.Int[1, 1_000_000].Select(m => new Factor(m))));

    private static Gen<decimal> Cents { get; } = Gen.Int[0, 40_000].Select(p => p / 100m);

    private static Gen<PriceCurve> Price { get; } = Gen.Select(Cents, Gen.Int[0, 2], Gen.Int[1, 499_999], Gen.Int[500_000, 999_999], Cents,
        (price, steps, first, second, rise) => steps switch
        {
            0 => PriceCurve.Flat(price),
            1 => new PriceCurve([new PriceStep(new Factor(first), price), new PriceStep(Factor.One, price + rise)]),
            _ => new PriceCurve([new PriceStep(new Factor(first), price), new PriceStep(new Factor(second), price + rise / 2),
                new PriceStep(Factor.One, price + rise)]),
        });

    private static Gen<Direction> Way { get; } = Gen.Frequency((4, Gen.Const(Direction.Up)), (1, Gen.Const(Direction.Down)));

    private static Gen<ClearingOffer> Offer(int number, int intervals) => Gen.Select(
        Gen.Select(Gen.Int[1, 3], Way, Gen.Int[0, 2].Select(b => Buses[b]).Array[1, 2], Power(intervals, 20_000), Price),
        Gen.Select(Share, Gen.Int[0, 1_000], Gen.Frequency((5, Gen.Const(Factor.One)), (1, Share)),
            Gen.Frequency((5, Gen.Const(Factor.Zero)), (1, Share)), Gen.Frequency((4, Gen.Const(0)), (1, Gen.Int[1, 2])), Gen.Int[1, 5]),
        (a, b) => new ClearingOffer(new OfferId($"o{number}"), new ParticipantId($"agg-{a.Item1}"), a.Item2, ValueList.Of<string>(a.Item3),
            a.Item4, a.Item5)
        {
            MinActivation = b.Item1,
            Reliability = b.Item2 / 1000m,
            Limit = b.Item3,
            Taken = b.Item4,
            AlternativeOf = b.Item5 == 0 ? null : $"group-{b.Item5}",
            Pods = b.Item6,
        });

    private static Gen<ClearingRequest> Request(int number, int intervals) => Gen.Select(Gen.Bool, Way,
        Gen.Frequency((2, Gen.Const(Array.Empty<string>())), (2, Gen.Int[0, 2].Select(b => Buses[b]).Array[1, 3])), Power(intervals, 60_000),
        Gen.Frequency((2, Gen.Const(-1m)), (2, Cents)), Gen.Int[0, 1],
        (dso, direction, area, power, cap, priority) => new ClearingRequest(new RequestId($"r{number}"), dso, direction,
            area.Length == 0 ? null : ValueList.Of<string>(area), power, cap < 0 ? null : cap, priority));

    /// <summary>Rules that keep the engines quick.</summary>
    public static ClearingRules Rules { get; } = new() { FrontPoints = 5, Population = 8, Generations = 10, Seed = 7 };

    /// <summary>1 to 3 requests, up to 10 offers, 1 to 5 intervals.</summary>
    public static Gen<ClearingProblem> Problems { get; } = Sized(3, 10);

    /// <summary>Problems of at most so many requests and offers.</summary>
    public static Gen<ClearingProblem> Sized(int requests, int offers) =>
        Gen.Select(Gen.Int[1, 5], Gen.Int[1, requests], Gen.Int[0, offers]).SelectMany((intervals, r, o) => Gen.Select(
            Several(r, i => Request(i, intervals)), Several(o, i => Offer(i, intervals)),
            (rs, os) => new ClearingProblem(900, intervals, ValueList.Of<ClearingRequest>(rs), ValueList.Of<ClearingOffer>(os), Rules)));

    /// <summary>The same with all linear objectives: each offer with losses of either sign and a rebound.</summary>
    public static Gen<ClearingProblem> Weighted(int requests, int offers, params ClearingObjective[] objectives) => Gen.Select(
        Sized(requests, offers), Gen.Int[-100, 100].Array[offers], Gen.Int[0, 500].Array[offers], (problem, losses, rebounds) => problem with
        {
            Rules = problem.Rules with { Objectives = ValueList.Of<ClearingObjective>(objectives) },
            Offers = problem.Offers.Select((o, i) => o with
            {
                LossesJ = o.Power.Over(problem.IntervalSeconds).Joules * losses[i] / 1000m,
                ReboundJ = o.Power.Over(problem.IntervalSeconds).Joules * rebounds[i] / 1000m,
            }).ToValueList(),
        });

    private static Gen<T[]> Several<T>(int count, Func<int, Gen<T>> gen) =>
        Enumerable.Range(1, count).Aggregate(Gen.Const(Array.Empty<T>()), (all, i) => all.SelectMany(a => gen(i).Select(x => (T[])[.. a, x])));
}
