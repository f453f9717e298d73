using Akka.Configuration;

namespace Platone.Actors.Scd.Retention;

/// <summary>How long rows of detail stay in the SCD (<c>hocon/scd.conf</c>, <c>platone.scd.retention</c>).</summary>
/// <param name="Readings">Readings, from when they were measured; null for ever.</param>
/// <param name="Interval">How often it is looked what is over.</param>
public sealed record RetentionOptions(TimeSpan? Readings, TimeSpan Interval)
{
    /// <summary>The least that may be asked for: what delivery and late readings of the present need is never dropped.</summary>
    public static readonly TimeSpan Least = TimeSpan.FromDays(7);

    /// <summary>Everything stays.</summary>
    public static RetentionOptions Forever { get; } = new(null, TimeSpan.FromHours(1));

    /// <summary>Reads <c>platone.scd.retention</c>.</summary>
    /// <exception cref="ConfigurationException">A value is wrong; the message names its key.</exception>
    public static RetentionOptions From(Config config)
    {
        var retention = config.GetConfig("platone.scd.retention");
        var (readings, interval) = (retention.GetTimeSpan("readings"), retention.GetTimeSpan("look-interval"));
        if (readings != TimeSpan.Zero && readings < Least)
            throw new ConfigurationException($"platone.scd.retention.readings must be 0 (for ever) or at least {Least.TotalDays:0} days");
        return interval > TimeSpan.Zero
            ? new RetentionOptions(readings == TimeSpan.Zero ? null : readings, interval)
            : throw new ConfigurationException("platone.scd.retention.look-interval must be more than 0");
    }

    /// <summary>Readings measured before this are over: the beginning of a day, UTC. Null if they stay.</summary>
    public DateTimeOffset? ReadingsOverBefore(DateTimeOffset now) =>
        Readings is { } length ? new DateTimeOffset((now - length).UtcDateTime.Date, TimeSpan.Zero) : null;
}
