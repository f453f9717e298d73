using CsCheck;
using Platone.Actors.Kernel.Units;
using Platone.Actors.Markets.Awards;
using Platone.Actors.Markets.Clearing;
using Platone.Actors.Tests.Markets.Sessions;

namespace Platone.Actors.Tests.Markets.Awards;

public sealed class AwardSplitTests
{
    [Fact]
    public void Parts_add_up_to_the_award_in_every_interval_and_none_is_more_than_its_pod_offered() =>
        Gen.Select(Gen.Long[0, 5000].Array[3].Where(p => p.Any(w => w > 0)).Array[1, 6], Gen.Int[0, Factor.Whole]).Sample((powers, millionths) =>
        {
            var offer = Market.Offer("o-1", 80, [.. powers.Select((p, i) => (i + 1, PowerProfile.Of(p)))]);
            var awarded = PowerProfile.Of(3, t => new Factor(millionths).Of(offer.Power[t]));
            var parts = AwardSplit.PerPod(offer, awarded);
            Assert.Equal(awarded, parts.Aggregate(PowerProfile.Zero(3), (sum, p) => sum + p.Power));
            Assert.Equal(parts.Select(p => p.Pod).Order(), parts.Select(p => p.Pod));
            foreach (var part in parts)
            {
                Assert.False(part.Power.IsZero);
                var offered = offer.Pods.Single(p => p.Pod == part.Pod).Power;
                Assert.All(Enumerable.Range(0, 3), t => Assert.InRange(part.Power[t], 0, offered[t]));
            }
            Assert.Equal(parts, AwardSplit.PerPod(offer, awarded));
        });

    [Fact]
    public void More_than_the_pods_offer_cannot_be_split()
    {
        var offer = Market.Offer("o-1", 80, (1, [100, 0, 0, 0]), (2, [0, 50, 0, 0]));
        Assert.Throws<ArgumentException>(() => AwardSplit.PerPod(offer, [101, 0, 0, 0]));
        Assert.Throws<ArgumentException>(() => AwardSplit.PerPod(offer, [0, 0, 1, 0]));
    }
}
