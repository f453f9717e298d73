using Microsoft.Extensions.Time.Testing;
using Platone.Field.LightNodes;

namespace Platone.Field.Tests.LightNodes;

public class TokenBucketTests
{
    private readonly FakeTimeProvider _clock = new();

    [Fact]
    public void Lets_a_burst_through_and_then_the_rate()
    {
        var bucket = new TokenBucket(readingsPerSecond: 2, burst: 10, _clock);
        Assert.Equal(10, Enumerable.Range(0, 20).Count(_ => bucket.TryTake(1)));
        _clock.Advance(TimeSpan.FromSeconds(3));
        Assert.Equal(6, Enumerable.Range(0, 20).Count(_ => bucket.TryTake(1)));
        _clock.Advance(TimeSpan.FromHours(1));
        Assert.Equal(10, Enumerable.Range(0, 20).Count(_ => bucket.TryTake(1)));
    }

    [Fact]
    public void What_is_refused_costs_nothing()
    {
        var bucket = new TokenBucket(1, 10, _clock);
        Assert.True(bucket.TryTake(8));
        Assert.False(bucket.TryTake(3));
        Assert.True(bucket.TryTake(2));
    }

    [Fact]
    public void A_message_larger_than_the_burst_passes_when_full_and_leaves_debt()
    {
        var bucket = new TokenBucket(10, 10, _clock);
        Assert.True(bucket.TryTake(30));
        _clock.Advance(TimeSpan.FromSeconds(2));
        Assert.False(bucket.TryTake(1));
        _clock.Advance(TimeSpan.FromSeconds(0.1));
        Assert.True(bucket.TryTake(1));
    }
}
