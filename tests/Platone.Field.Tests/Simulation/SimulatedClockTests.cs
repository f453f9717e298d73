using CsCheck;
using Microsoft.Extensions.Time.Testing;
using Platone.Field.Simulation;
using Platone.Testing;

namespace Platone.Field.Tests.Simulation;

public class SimulatedClockTests
{
    private static readonly DateTimeOffset Start = new(2026, 11, 22, 14, 0, 0, TimeSpan.Zero);
    private readonly FakeTimeProvider _real = new(new DateTimeOffset(2030, 1, 1, 0, 0, 0, TimeSpan.Zero));

    [Fact]
    public void It_runs_at_its_speed_and_its_timestamps_are_real()
    {
        var clock = new SimulatedClock(Start, 60, real: _real);
        var timestamp = clock.GetTimestamp();
        _real.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal(Start.AddMinutes(10), clock.GetUtcNow());
        Assert.Equal(TimeSpan.FromSeconds(10), clock.GetElapsedTime(timestamp));
        clock.Speed = 1;
        _real.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal(Start.AddMinutes(10).AddSeconds(10), clock.GetUtcNow());
    }

    [Fact]
    public void Held_it_stands_still_and_goes_on_from_there()
    {
        var clock = new SimulatedClock(Start, 60, Start.AddMinutes(15), _real);
        _real.Advance(TimeSpan.FromHours(1));
        Assert.Equal(Start.AddMinutes(15), clock.GetUtcNow());
        clock.HoldAt(Start.AddMinutes(30));
        Assert.Equal(Start.AddMinutes(15), clock.GetUtcNow());
        _real.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal(Start.AddMinutes(20), clock.GetUtcNow());
        // An instant that has passed holds it where it is.
        clock.HoldAt(Start);
        _real.Advance(TimeSpan.FromHours(1));
        Assert.Equal(Start.AddMinutes(20), clock.GetUtcNow());
        clock.HoldAt(DateTimeOffset.MaxValue);
        _real.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(Start.AddMinutes(21), clock.GetUtcNow());
    }

    [Fact]
    public async Task Who_waits_is_told_when_it_is_time_and_not_before()
    {
        var clock = new SimulatedClock(Start, 60, Start.AddMinutes(15), _real);
        await clock.WaitUntilAsync(Start, CancellationToken.None);
        var atHold = clock.WaitUntilAsync(Start.AddMinutes(15), CancellationToken.None);
        var beyond = clock.WaitUntilAsync(Start.AddMinutes(16), CancellationToken.None);
        using var cancellation = new CancellationTokenSource();
        var givenUp = clock.WaitUntilAsync(Start.AddDays(1), cancellation.Token);
        while (!atHold.IsCompleted)
        {
            _real.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }

        Assert.False(beyond.IsCompleted);
        clock.HoldAt(Start.AddHours(1));
        while (!beyond.IsCompleted)
        {
            _real.Advance(TimeSpan.FromMilliseconds(100));
            await Task.Yield();
        }

        Assert.True(clock.GetUtcNow() >= Start.AddMinutes(16));
        Assert.False(givenUp.IsCompleted);
        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => givenUp.WaitAsync(Deadline.Default));
    }

    [Fact]
    public void It_never_goes_back_nor_past_where_it_is_held() =>
        Gen.Select(Gen.Int[0, 3], Gen.Double[0, 3_000], Gen.Double[0.001, 10_000]).Array[1, 40].Sample(steps =>
        {
            var (real, held) = (new FakeTimeProvider(), Start.AddMinutes(5));
            var clock = new SimulatedClock(Start, 60, held, real);
            var last = clock.GetUtcNow();
            foreach (var (kind, seconds, speed) in steps)
            {
                if (kind == 0)
                    clock.Speed = speed;
                else if (kind == 1)
                {
                    held = Start.AddSeconds(seconds);
                    clock.HoldAt(held);
                }
                else
                    real.Advance(TimeSpan.FromSeconds(seconds / 100));
                var now = clock.GetUtcNow();
                Assert.True(now >= last);
                Assert.True(now <= (held > last ? held : last));
                last = now;
            }
        });

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(double.PositiveInfinity)]
    [InlineData(double.NaN)]
    public void A_speed_that_cannot_be_is_refused(double speed) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new SimulatedClock(Start, speed));
}
