namespace Platone.Field.Simulation;

/// <summary>When a simulated reading may be measured and sent.</summary>
internal interface IPace
{
    /// <summary>How long, in real time, until a simulated time comes; zero or less if it is here.</summary>
    TimeSpan Until(DateTimeOffset time);
}

/// <summary>The simulated clock is a clock; whoever waits is woken when its time has come.</summary>
/// <param name="clock">The clock.</param>
internal sealed class ClockPace(TimeProvider clock) : IPace
{
    private static readonly TimeSpan UntilWoken = TimeSpan.FromMinutes(1);

    public TimeSpan Until(DateTimeOffset time) => time <= clock.GetUtcNow() ? TimeSpan.Zero : UntilWoken;
}

/// <summary>When a simulated reading may be sent: never before it is measured by the simulated clock, and never from the future.</summary>
/// <param name="clock">The real clock.</param>
/// <param name="start">Where simulated time begins.</param>
/// <param name="speed">How many times faster than real it runs; infinite for everything at once.</param>
/// <param name="stopsAtNow">Whether simulated time goes on in real time once it has caught up with now.</param>
internal sealed class Pace(TimeProvider clock, DateTimeOffset start, double speed, bool stopsAtNow) : IPace
{
    private readonly long _began = clock.GetTimestamp();

    /// <summary>How long until a simulated time comes; zero or less if it is here.</summary>
    public TimeSpan Until(DateTimeOffset time)
    {
        var paced = double.IsPositiveInfinity(speed) ? TimeSpan.Zero : (time - start) / speed - clock.GetElapsedTime(_began);
        var real = stopsAtNow ? time - clock.GetUtcNow() : TimeSpan.Zero;
        return paced > real ? paced : real;
    }
}
