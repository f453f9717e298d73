using CsCheck;
using Platone.Actors.Kernel.Units;
using Platone.Actors.Markets.Awards;

namespace Platone.Actors.Tests.Markets.Awards;

/// <summary>What was bought beyond a request.</summary>
public sealed class BeyondRequestTests
{
    [Fact]
    public void It_is_the_dearest_of_what_was_awarded()
    {
        var beyond = BeyondRequest.Of([1000, 1000, 0], [([800, 800, 800], 90m), ([400, 100, 0], 70m)]);
        // 200 W of the first award, and all of it where nothing was asked for.
        Assert.Equal(PowerProfile.Of([200, 0, 800]), beyond.Power);
        Assert.Equal(1000 * 900m * 90 / 3_600_000_000m, beyond.Cost);
        Assert.Equal(new BeyondRequest(PowerProfile.Of([0, 0]), 0), BeyondRequest.Of([5, 0], []));
    }

    [Fact]
    public void What_serves_the_request_and_what_is_beyond_it_are_all_that_was_awarded() =>
        Gen.Select(Gen.Long[0, 3000].Array[3], Gen.Select(Gen.Long[0, 2000].Array[3], Gen.Int[0, 200]).Array[0, 6]).Sample((requested, awards) =>
        {
            var beyond = BeyondRequest.Of(PowerProfile.Of(requested), [.. awards.Select(a => (PowerProfile.Of(a.Item1), (decimal)a.Item2))]);
            for (var t = 0; t < 3; t++)
                Assert.Equal(Math.Max(0, awards.Sum(a => a.Item1[t]) - requested[t]), beyond.Power[t]);
            var cost = awards.Sum(a => a.Item1.Sum() * 900m * a.Item2) / 3_600_000_000m;
            Assert.InRange(beyond.Cost, 0, cost);
            var mean = beyond.Power.Watts.Sum() * 900m / 3_600_000_000m;
            Assert.True(beyond.Cost <= mean * awards.Select(a => a.Item2).DefaultIfEmpty().Max());
            if (requested.All(r => r == 0))
                Assert.Equal(cost, beyond.Cost);
        });
}
