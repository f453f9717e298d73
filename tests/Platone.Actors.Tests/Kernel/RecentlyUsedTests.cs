using Platone.Actors.Kernel.Keys;

namespace Platone.Actors.Tests.Kernel;

/// <summary>What was used of late stays, in bounded memory.</summary>
public sealed class RecentlyUsedTests
{
    [Fact]
    public void What_is_used_stays_and_what_is_not_goes()
    {
        var kept = new RecentlyUsed<int, string>(100);
        for (var i = 0; i < 10_000; i++)
        {
            kept.Put(i, $"{i}");
            Assert.True(kept.Count <= 200);
            Assert.True(kept.TryGet(0, out var value));
            Assert.Equal("0", value);
        }
        Assert.True(kept.TryGet(9_999, out _));
        Assert.False(kept.TryGet(5_000, out _));
    }

    [Fact]
    public void What_was_removed_is_away_in_whichever_generation_it_was()
    {
        for (var others = 0; others < 25; others++)
        {
            var kept = new RecentlyUsed<int, string>(10);
            kept.Put(-1, "a");
            kept.Put(-2, "b");
            for (var i = 0; i < others; i++)
                kept.Put(i, "c");
            kept.TryGet(-1, out _);
            kept.Remove(-1);
            kept.RemoveWhere((key, value) => key == -2 && value == "b");
            Assert.False(kept.TryGet(-1, out _));
            Assert.False(kept.TryGet(-2, out _));
            kept.Put(-1, "d");
            Assert.True(kept.TryGet(-1, out var value));
            Assert.Equal("d", value);
        }
    }

    [Fact]
    public void Many_at_once_find_what_they_put()
    {
        var kept = new RecentlyUsed<int, int>(1_000);
        Parallel.For(0, 8, worker =>
        {
            for (var i = 0; i < 5_000; i++)
            {
                var key = worker * 10 + i % 10;
                kept.Put(key, i);
                Assert.True(kept.TryGet(key, out var value));
                Assert.Equal(i, value);
            }
        });
        Assert.Equal(80, kept.Count);
    }
}
