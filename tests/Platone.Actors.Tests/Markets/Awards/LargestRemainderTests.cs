using CsCheck;
using Platone.Actors.Markets.Awards;

namespace Platone.Actors.Tests.Markets.Awards;

public sealed class LargestRemainderTests
{
    private static Gen<long[]> Weights { get; } = Gen.Frequency((1, Gen.Const(0L)), (4, Gen.Long[1, 20_000]), (1, Gen.Long[1, 10_000_000_000])).Array[1, 12];

    [Theory]
    [InlineData(10, new long[] { 1, 1, 1 }, new long[] { 4, 3, 3 })]
    [InlineData(3, new long[] { 5, 0, 4 }, new long[] { 2, 0, 1 })]
    [InlineData(100, new long[] { 47_000, 16_000, 15_900, 12_000, 6_000, 3_100 }, new long[] { 47, 16, 16, 12, 6, 3 })]
    [InlineData(0, new long[] { 0, 0 }, new long[] { 0, 0 })]
    [InlineData(0, new long[] { }, new long[] { })]
    [InlineData(long.MaxValue, new[] { long.MaxValue }, new[] { long.MaxValue })]
    public void It_gives_what_is_left_to_the_largest_remainders(long total, long[] weights, long[] parts) =>
        Assert.Equal(parts, LargestRemainder.Split(total, weights));

    [Fact]
    public void Parts_add_up_and_each_is_its_share_cut_or_rounded_up() =>
        Gen.Select(Weights, Gen.Long[0, 100_000_000_000]).Where(x => x.Item1.Sum() > 0).Sample((weights, total) =>
        {
            var parts = LargestRemainder.Split(total, weights);
            Assert.Equal(total, parts.Sum());
            for (var i = 0; i < parts.Length; i++)
            {
                var exact = (Int128)total * weights[i];
                Assert.InRange((Int128)parts[i] * weights.Sum(), exact - weights.Sum() + 1, exact + weights.Sum() - 1);
                Assert.True(weights[i] > 0 || parts[i] == 0);
            }
        });

    [Fact]
    public void No_part_is_above_its_weight_where_the_total_is_not() =>
        Gen.Select(Weights, Gen.Double[0, 1]).Where(x => x.Item1.Sum() > 0).Sample((weights, share) =>
        {
            var total = Math.Min(weights.Sum(), (long)(weights.Sum() * share));
            var parts = LargestRemainder.Split(total, weights);
            Assert.All(parts.Zip(weights, (part, weight) => (Part: part, Weight: weight)), p => Assert.InRange(p.Part, 0, p.Weight));
            Assert.Equal(weights, LargestRemainder.Split(weights.Sum(), weights));
        });

    [Fact]
    public void Of_equal_weights_an_earlier_never_gets_less() =>
        Gen.Select(Gen.Long[0, 1000], Gen.Int[1, 20]).Sample((total, count) =>
        {
            var parts = LargestRemainder.Split(total, [.. Enumerable.Repeat(7L, count)]);
            Assert.Equal(parts.OrderDescending(), parts);
        });

    [Fact]
    public void What_cannot_be_split_is_refused()
    {
        Assert.Throws<ArgumentException>(() => LargestRemainder.Split(-1, [1]));
        Assert.Throws<ArgumentException>(() => LargestRemainder.Split(1, [1, -1]));
        Assert.Throws<ArgumentException>(() => LargestRemainder.Split(1, [0, 0]));
        Assert.Throws<ArgumentException>(() => LargestRemainder.Split(1, []));
    }
}
