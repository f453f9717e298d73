using Platone.Actors.Kernel.Time;

namespace Platone.Actors.Scd.Storage;

/// <summary>Instants as the SCD's columns keep them: whole microseconds since 1970-01-01T00:00Z, as in the journal.</summary>
internal static class Instants
{
    /// <summary>An instant as a column's value.</summary>
    public static long Us(this DateTimeOffset instant) => Instant.Microseconds(instant);

    /// <summary>The first whole microsecond that is not before an instant: as a bound, it lets exactly the same values through.</summary>
    public static long UsNotBefore(this DateTimeOffset instant)
    {
        var us = Instant.Microseconds(instant);
        return Instant.FromMicroseconds(us) < instant ? us + 1 : us;
    }

    /// <summary>The instant a column's value stands for.</summary>
    public static DateTimeOffset At(this long microseconds) => Instant.FromMicroseconds(microseconds);
}
