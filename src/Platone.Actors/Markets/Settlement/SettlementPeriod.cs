using Platone.Actors.Kernel.Time;

namespace Platone.Actors.Markets.Settlement;

/// <summary>A settlement interval of any whole number of seconds; the platform's own is the quarter hour.</summary>
/// <param name="Index">Its number among intervals of its length; for quarter hours since 1970-01-01T00:00Z.</param>
/// <param name="Seconds">s, more than 0.</param>
public readonly record struct SettlementPeriod(long Index, int Seconds) : IComparable<SettlementPeriod>
{
    /// <summary>A quarter hour as a settlement interval.</summary>
    public static SettlementPeriod Of(QuarterHour quarterHour) => new(quarterHour.Index, QuarterHour.Seconds);

    /// <inheritdoc/>
    public int CompareTo(SettlementPeriod other) =>
        Index.CompareTo(other.Index) is not 0 and var order ? order : Seconds.CompareTo(other.Seconds);

    /// <inheritdoc/>
    public override string ToString() => Seconds == QuarterHour.Seconds ? new QuarterHour(Index).ToString() : $"{Index} of {Seconds} s";
}
