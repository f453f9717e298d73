using Platone.Actors.Metering;

namespace Platone.Field.Simulation;

/// <summary>
/// The meter of a simulated household: a reading each interval. Its power holds until the next one, and the registers count just that, so
/// that registers and powers tell the same energy, exactly but for the watt and the watt hour they are rounded to. The seq of a reading is a
/// function of its time.
/// </summary>
/// <param name="household">What it measures.</param>
/// <param name="epoch">Epoch of its readings.</param>
/// <param name="start">Time of seq 0.</param>
/// <param name="interval">Time between two.</param>
/// <param name="count">How many; null for no end.</param>
internal sealed class Meter(ControlledHousehold household, int epoch, DateTimeOffset start, TimeSpan interval, long? count) : IReadingSource
{
    private const int LowestMv = 180_000;

    private static readonly Int128 WattTicksPerWattHour = 3_600 * TimeSpan.TicksPerSecond;

    private long _seq;
    private Int128 _imported;
    private Int128 _exported;

    public int Epoch => epoch;

    public DateTimeOffset? Next => count is null || _seq < count ? start + _seq * interval : null;

    /// <summary>Goes on behind a reading of this meter that is recorded.</summary>
    /// <remarks>
    /// Counts again from its first reading. Where that does not lead to the reading, because the household does not know all set points it once
    /// obeyed, nobody knows what the registers had beyond a whole watt hour: it is taken for a whole one, so that no register is lower than one
    /// that an earlier run sent; then the energy of that quarter hour may be 1 Wh too much.
    /// </remarks>
    /// <param name="last">The reading.</param>
    public void GoOnBehind(Reading last)
    {
        Reading? counted = null;
        while (_seq <= last.Seq)
            counted = Take();
        if (counted is not null && (counted.ActivePowerW, counted.ImportWh, counted.ExportWh) == (last.ActivePowerW, last.ImportWh, last.ExportWh))
            return;
        _seq = last.Seq + 1;
        _imported = last.ImportWh is { } imported ? (imported + (Int128)1) * WattTicksPerWattHour : 0;
        _exported = last.ExportWh is { } exported ? (exported + (Int128)1) * WattTicksPerWattHour : 0;
        Count(last.ActivePowerW ?? 0);
    }

    public Reading Take()
    {
        var at = start + _seq * interval;
        var p = household.ActivePowerW(at);
        // What is controlled moves the voltage as the household's own power does.
        var mv = Math.Max(LowestMv, household.Own.VoltageMv(at) - (p - household.Own.ActivePowerW(at)) / 4);
        var reading = new Reading(epoch, _seq++, at)
        {
            ActivePowerW = p,
            ReactivePowerVar = household.Own.ReactivePowerVar(at),
            VoltageMv = mv,
            CurrentMa = (int)(Math.Abs((long)p) * 1_000_000L / mv),
            ImportWh = (long)(_imported / WattTicksPerWattHour),
            ExportWh = (long)(_exported / WattTicksPerWattHour),
        };
        Count(p);
        return reading;
    }

    private void Count(int p)
    {
        if (p > 0)
            _imported += (Int128)p * interval.Ticks;
        else
            _exported -= (Int128)p * interval.Ticks;
    }
}
