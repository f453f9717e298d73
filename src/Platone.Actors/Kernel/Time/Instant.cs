namespace Platone.Actors.Kernel.Time;

/// <summary>
/// Instants as the journal keeps them: whole microseconds since 1970-01-01T00:00Z. What decides cuts the instants it records to that
/// (<see cref="Cut"/>), so that a state folded from live events equals one folded from stored events.
/// </summary>
internal static class Instant
{
    private static readonly long EpochTicks = DateTimeOffset.UnixEpoch.Ticks;

    /// <summary>Microseconds since 1970 (negative before). Finer digits are cut towards 1970.</summary>
    public static long Microseconds(DateTimeOffset instant) => (instant.UtcTicks - EpochTicks) / TimeSpan.TicksPerMicrosecond;

    /// <summary>The instant of a number of microseconds since 1970, exact.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It lies outside the years 1 to 9999.</exception>
    public static DateTimeOffset FromMicroseconds(long microseconds)
    {
        var ticks = (Int128)microseconds * TimeSpan.TicksPerMicrosecond + EpochTicks;
        ArgumentOutOfRangeException.ThrowIfNegative(ticks, nameof(microseconds));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(ticks, (Int128)DateTimeOffset.MaxValue.Ticks, nameof(microseconds));
        return new DateTimeOffset((long)ticks, TimeSpan.Zero);
    }

    /// <summary>The same instant in UTC, without the digits finer than a microsecond that the journal does not keep.</summary>
    public static DateTimeOffset Cut(DateTimeOffset instant) =>
        IsCut(instant) ? instant : FromMicroseconds(Microseconds(instant));

    /// <summary>Whether <see cref="Cut"/> would change nothing.</summary>
    public static bool IsCut(DateTimeOffset instant) =>
        instant.Offset == TimeSpan.Zero && (instant.UtcTicks - EpochTicks) % TimeSpan.TicksPerMicrosecond == 0;
}
