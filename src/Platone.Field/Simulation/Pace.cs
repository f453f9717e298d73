namespace Platone.Field.Simulation;

/// <summary>When a simulated reading may be sent: never before it is measured by the simulated clock, and never from the future.</summary>
/// <param name="clock">The real clock.</param>
/// <param name="start">Where simulated time begins.</param>
/// <param name="speed">How many times faster than real it runs; infinite for everything at once.</param>
/// <param name="stopsAtNow">Whether simulated time goes on in real time once it has caught up with now.</param>
internal sealed class Pace(TimeProvider clock, DateTimeOffset start, double speed, bool stopsAtNow)
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
