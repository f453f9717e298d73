using Akka.Configuration;

namespace Platone.Actors.Metering.Processes;

/// <summary>When the metering clock acts (<c>hocon/metering.conf</c>).</summary>
/// <param name="Grace">How long a quarter hour waits for readings after its end.</param>
/// <param name="SilentAfter">How long a node may be quiet.</param>
/// <param name="Interval">How often the clock looks.</param>
public sealed record MeteringClockOptions(TimeSpan Grace, TimeSpan SilentAfter, TimeSpan Interval)
{
    /// <summary>Reads <c>platone.metering</c>.</summary>
    public static MeteringClockOptions From(Config config)
    {
        var metering = config.GetConfig("platone.metering");
        return new MeteringClockOptions(metering.GetTimeSpan("grace"), metering.GetTimeSpan("silent-after"), metering.GetTimeSpan("clock-interval"));
    }
}
