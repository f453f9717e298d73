namespace Platone.Actors.Kernel.Time;

/// <summary>A quarter hour, the settlement period, by its UTC start on a multiple of 15 minutes.</summary>
public readonly record struct QuarterHour : IComparable<QuarterHour>
{
    /// <summary>Seconds in a quarter hour.</summary>
    public const int Seconds = 900;

    /// <summary>How long a quarter hour is.</summary>
    public static TimeSpan Length { get; } = TimeSpan.FromSeconds(Seconds);

    /// <summary>The quarter hour with this number.</summary>
    /// <param name="index">Quarter hours since 1970-01-01T00:00Z.</param>
    public QuarterHour(long index) => Index = index;

    /// <summary>Quarter hours since 1970-01-01T00:00Z.</summary>
    public long Index { get; }

    /// <summary>First instant (UTC), included.</summary>
    public DateTimeOffset Start => DateTimeOffset.FromUnixTimeSeconds(Index * Seconds);

    /// <summary>First instant after it (UTC).</summary>
    public DateTimeOffset End => DateTimeOffset.FromUnixTimeSeconds((Index + 1) * Seconds);

    /// <summary>The next one.</summary>
    public QuarterHour Next => new(Index + 1);

    /// <summary>The one before.</summary>
    public QuarterHour Previous => new(Index - 1);

    /// <summary>The quarter hour an instant lies in; also right for instants before 1970.</summary>
    public static QuarterHour Of(DateTimeOffset instant) =>
        new(FloorDivide(instant.UtcTicks - DateTime.UnixEpoch.Ticks, Length.Ticks));

    /// <summary>Whether the instant lies in it.</summary>
    public bool Contains(DateTimeOffset instant) => instant >= Start && instant < End;

    /// <inheritdoc/>
    public int CompareTo(QuarterHour other) => Index.CompareTo(other.Index);

    /// <summary>Earlier than.</summary>
    public static bool operator <(QuarterHour a, QuarterHour b) => a.Index < b.Index;

    /// <summary>Later than.</summary>
    public static bool operator >(QuarterHour a, QuarterHour b) => a.Index > b.Index;

    /// <summary>Not later than.</summary>
    public static bool operator <=(QuarterHour a, QuarterHour b) => a.Index <= b.Index;

    /// <summary>Not earlier than.</summary>
    public static bool operator >=(QuarterHour a, QuarterHour b) => a.Index >= b.Index;

    private static long FloorDivide(long a, long b) => a >= 0 ? a / b : -((-a + b - 1) / b);

    /// <inheritdoc/>
    public override string ToString() => $"{Start:yyyy-MM-dd'T'HH:mm'Z'}";
}
