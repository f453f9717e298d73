using Platone.Actors.Kernel.Identity;
using Platone.Actors.Kernel.Time;

namespace Platone.Actors.Markets;

/// <summary>What a session is about; fixed when it is opened.</summary>
/// <param name="Kind">Day-ahead or real-time.</param>
/// <param name="Area">The market area.</param>
/// <param name="Network">The distribution network whose operator validates the outcome.</param>
/// <param name="TimeZone">IANA name of the zone the area's days are counted in.</param>
/// <param name="First">The first delivery interval.</param>
/// <param name="Intervals">How many quarter hours it has: 92, 96 or 100 for a delivery day.</param>
/// <param name="GateClosesAt">First instant at which nothing may be placed any more, UTC.</param>
/// <param name="Rules">The market's rules.</param>
public sealed record SessionTerms(SessionKind Kind, MarketAreaId Area, NetworkId Network, string TimeZone, QuarterHour First, int Intervals,
    DateTimeOffset GateClosesAt, MarketRules Rules)
{
    /// <summary>The most intervals a session may have: a week.</summary>
    public const int MaximumIntervals = 700;

    /// <summary>First instant of delivery, UTC.</summary>
    public DateTimeOffset Start => First.Start;

    /// <summary>First instant after delivery, UTC.</summary>
    public DateTimeOffset End => new QuarterHour(First.Index + Intervals).Start;

    /// <summary>The delivery interval with this number, from 0.</summary>
    public QuarterHour Interval(int number) => new(First.Index + number);
}
