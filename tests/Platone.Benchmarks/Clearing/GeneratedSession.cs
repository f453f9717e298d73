using Platone.Actors.Kernel;
using Platone.Actors.Kernel.Identity;
using Platone.Actors.Kernel.Units;
using Platone.Actors.Markets.Clearing;

namespace Platone.Benchmarks.Clearing;

/// <summary>Sessions of any size that look like those of the reference data: offers over part of a day, four in ten with a minimum activation.</summary>
internal static class GeneratedSession
{
    private static readonly Factor[] Minimums = [Factor.Zero, Factor.Zero, Factor.Zero, new(500_000), Factor.One];

    /// <summary>A session of one request.</summary>
    /// <param name="offers">How many offers.</param>
    /// <param name="intervals">How many quarter hours.</param>
    /// <param name="seed">Which one.</param>
    public static ClearingProblem Of(int offers, int intervals, int seed)
    {
        var random = new Random(seed);
        var all = Enumerable.Range(1, offers).Select(i => Offer(random, i, intervals)).ToValueList();
        var need = PowerProfile.Of(intervals, t => all.Sum(o => o.Power[t]) / 8);
        var request = new ClearingRequest(new RequestId("r1"), true, Direction.Up, null, need, 300m);
        return new ClearingProblem(900, intervals, [request], all, new ClearingRules());
    }

    private static ClearingOffer Offer(Random random, int number, int intervals)
    {
        var (start, length, peak) = (random.Next(intervals), 2 + random.Next(intervals), 4_000 + random.Next(46_000));
        var (slope, isBell) = (random.NextDouble() * 1.6 - 0.8, random.Next(3) == 0);
        var power = PowerProfile.Of(intervals, t =>
        {
            var place = (t - start) / (double)length;
            if (place is < 0 or >= 1)
                return 0;
            return (long)(peak * (isBell ? 4 * place * (1 - place) : 1 + slope * (place - 0.5)) / 10) * 10;
        });
        return new ClearingOffer(new OfferId($"o{number}"), new ParticipantId($"agg-{1 + number % 10}"), Direction.Up, [$"bus-{number % 120}"],
            power, PriceCurve.Flat((4_000 + random.Next(36_000)) / 100m))
        {
            MinActivation = Minimums[random.Next(Minimums.Length)],
            Reliability = (700 + random.Next(280)) / 1000m,
        };
    }
}
