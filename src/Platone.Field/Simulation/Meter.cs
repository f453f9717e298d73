using Platone.Actors.Metering;

namespace Platone.Field.Simulation;

/// <summary>
/// The meter of a modelled household: a reading each interval, with registers that count the power of each reading until the next, so that
/// registers and powers tell the same energy.
/// </summary>
/// <param name="household">What it measures.</param>
/// <param name="epoch">Epoch of its readings.</param>
/// <param name="start">Time of the first.</param>
/// <param name="interval">Time between two.</param>
/// <param name="count">How many; null for no end.</param>
internal sealed class Meter(HouseholdModel household, int epoch, DateTimeOffset start, TimeSpan interval, long? count)
{
    private const int JoulesPerWattHour = 3_600;

    /// <summary>The readings in order, without end if there is none.</summary>
    public IEnumerable<Reading> Readings()
    {
        var (imported, exported) = (0m, 0m);
        for (long seq = 0; count is null || seq < count; seq++)
        {
            var at = start + seq * interval;
            var p = household.ActivePowerW(at);
            var mv = household.VoltageMv(at);
            yield return new Reading(epoch, seq, at)
            {
                ActivePowerW = p,
                ReactivePowerVar = household.ReactivePowerVar(at),
                VoltageMv = mv,
                CurrentMa = (int)(Math.Abs(p) * 1_000_000L / mv),
                ImportWh = (long)(imported / JoulesPerWattHour),
                ExportWh = (long)(exported / JoulesPerWattHour),
            };
            var joules = Math.Abs(p) * (decimal)interval.Ticks / TimeSpan.TicksPerSecond;
            if (p > 0)
                imported += joules;
            else
                exported += joules;
        }
    }
}
