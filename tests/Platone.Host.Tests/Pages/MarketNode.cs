using Platone.Actors.Kernel.Time;
using Platone.Host.Tests.Rest;

namespace Platone.Host.Tests.Pages;

/// <summary>A node whose market time a test moves on; its timers run as ever. It begins an hour before the gate of a delivery day closes.</summary>
public sealed class MarketNode : TestNode
{
    private readonly MovedClock _clock = new(GateClosesAt.AddHours(-1));

    /// <summary>The delivery day.</summary>
    public static DeliveryDay Day { get; } = new(new DateOnly(2026, 11, 24), TimeZoneInfo.FindSystemTimeZoneById("Europe/Rome"));

    /// <summary>09:00 on the day before.</summary>
    public static DateTimeOffset GateClosesAt { get; } = Day.Start.AddHours(-15);

    /// <summary>Market time.</summary>
    public DateTimeOffset Now => _clock.GetUtcNow();

    protected override TimeProvider Clock => _clock;

    /// <summary>Moves market time on.</summary>
    public void MoveTo(DateTimeOffset time) => _clock.MoveTo(time);

    private sealed class MovedClock(DateTimeOffset start) : TimeProvider
    {
        private long _ahead = (start - System.GetUtcNow()).Ticks;

        public override DateTimeOffset GetUtcNow() => System.GetUtcNow().AddTicks(Volatile.Read(ref _ahead));

        public void MoveTo(DateTimeOffset time) => Volatile.Write(ref _ahead, (time - System.GetUtcNow()).Ticks);
    }
}
