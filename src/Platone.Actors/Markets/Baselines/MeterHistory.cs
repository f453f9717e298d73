using Platone.Actors.Kernel.Time;
using Platone.Actors.Metering;

namespace Platone.Actors.Markets.Baselines;

/// <summary>The metered quarter hours of one POD, found again on other days by local time.</summary>
internal sealed class MeterHistory
{
    private readonly Dictionary<QuarterHour, long> _joules = [];
    private readonly TimeZoneInfo _zone;

    /// <summary>A history.</summary>
    /// <param name="zone">Whose days count.</param>
    /// <param name="metered">Quarter hours in any order; of one that is there twice, a correction, the later counts.</param>
    public MeterHistory(TimeZoneInfo zone, IEnumerable<MeasuredQuarterHour> metered)
    {
        _zone = zone;
        foreach (var quarterHour in metered)
            _joules[quarterHour.QuarterHour] = quarterHour.Energy.Joules;
    }

    /// <summary>J of a quarter hour; null if it was not metered.</summary>
    public long? At(QuarterHour quarterHour) => _joules.TryGetValue(quarterHour, out var joules) ? joules : null;

    /// <summary>
    /// J of the quarter hour at the same local time some days earlier; null if it was not metered or, when the clocks went forward, did not
    /// exist. Of an hour that came twice that day, the first.
    /// </summary>
    /// <param name="quarterHour">Which.</param>
    /// <param name="days">How many calendar days earlier.</param>
    public long? DaysBefore(QuarterHour quarterHour, int days)
    {
        var local = TimeZoneInfo.ConvertTime(quarterHour.Start, _zone).DateTime.AddDays(-days);
        if (_zone.IsInvalidTime(local))
            return null;
        var offset = _zone.IsAmbiguousTime(local) ? _zone.GetAmbiguousTimeOffsets(local).Max() : _zone.GetUtcOffset(local);
        return At(QuarterHour.Of(new DateTimeOffset(local, offset)));
    }

    /// <summary>J of a whole window at the same local time some days earlier; null unless all of it was metered.</summary>
    public long? DaysBefore(EventWindow window, int days)
    {
        var sum = 0L;
        foreach (var quarterHour in window.QuarterHours())
        {
            if ((days == 0 ? At(quarterHour) : DaysBefore(quarterHour, days)) is not { } joules)
                return null;
            sum = checked(sum + joules);
        }
        return sum;
    }
}
