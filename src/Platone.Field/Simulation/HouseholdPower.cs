using System.Collections.Immutable;

namespace Platone.Field.Simulation;

/// <summary>What a household would take if nobody told it anything: a function of time alone. Thread-safe.</summary>
public abstract class HouseholdPower
{
    /// <summary>First instant it is known for, UTC.</summary>
    public virtual DateTimeOffset First => DateTimeOffset.MinValue;

    /// <summary>Last instant it is known for, UTC.</summary>
    public virtual DateTimeOffset Last => DateTimeOffset.MaxValue;

    /// <summary>Power at the POD, W; positive is consumption.</summary>
    /// <param name="at">UTC.</param>
    public abstract int ActivePowerW(DateTimeOffset at);

    /// <summary>Reactive power, var; 0 where it is not known.</summary>
    /// <param name="at">UTC.</param>
    public virtual int ReactivePowerVar(DateTimeOffset at) => 0;

    /// <summary>Voltage, mV: sinks with consumption, rises with injection.</summary>
    /// <param name="at">UTC.</param>
    public virtual int VoltageMv(DateTimeOffset at) => Math.Clamp(230_000 - ActivePowerW(at) / 4, 207_000, 253_000);

    /// <summary>A household of the built-in model.</summary>
    /// <param name="seed">The fleet's seed.</param>
    /// <param name="index">Number of the household.</param>
    public static HouseholdPower Model(int seed, int index) => new HouseholdModel(seed, index);

    /// <summary>The households of a CSV (<see cref="MeterData"/>): the column's value from a row until the next.</summary>
    /// <param name="file">Its path.</param>
    /// <returns>By column, or by the file's name if the file is of one household.</returns>
    /// <exception cref="FormatException">Something in it is wrong: file, line and column are named.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static IReadOnlyDictionary<string, HouseholdPower> FromCsv(string file) =>
        MeterData.Read(file).ToImmutableSortedDictionary(h => h.Serial, h => (HouseholdPower)new RecordedPower(h), StringComparer.Ordinal);

    /// <summary>The same household at another time: what it took at an instant, it takes so much later.</summary>
    /// <param name="by">How much later; negative for earlier.</param>
    public HouseholdPower Shifted(TimeSpan by) => new ShiftedPower(this, by);

    private sealed class ShiftedPower(HouseholdPower power, TimeSpan by) : HouseholdPower
    {
        public override DateTimeOffset First => Bounded(power.First);

        public override DateTimeOffset Last => Bounded(power.Last);

        public override int ActivePowerW(DateTimeOffset at) => power.ActivePowerW(at - by);

        public override int ReactivePowerVar(DateTimeOffset at) => power.ReactivePowerVar(at - by);

        public override int VoltageMv(DateTimeOffset at) => power.VoltageMv(at - by);

        private DateTimeOffset Bounded(DateTimeOffset bound) =>
            bound == DateTimeOffset.MinValue || bound == DateTimeOffset.MaxValue ? bound : bound + by;
    }

    private sealed class RecordedPower : HouseholdPower
    {
        private readonly ImmutableArray<(DateTimeOffset From, int Watts)> _steps;

        public RecordedPower(MeteredHousehold household)
        {
            // What was not measured is as before.
            var last = household.Readings.FirstOrDefault(r => r.ActivePowerW is not null)?.ActivePowerW ?? 0;
            _steps = [.. household.Readings.Select(r => (r.Time, last = r.ActivePowerW ?? last))];
        }

        public override DateTimeOffset First => _steps[0].From;

        public override DateTimeOffset Last => _steps[^1].From;

        public override int ActivePowerW(DateTimeOffset at)
        {
            var (low, high) = (0, _steps.Length - 1);
            while (low < high)
            {
                var middle = (low + high + 1) / 2;
                if (_steps[middle].From <= at)
                    low = middle;
                else
                    high = middle - 1;
            }

            return _steps[low].Watts;
        }
    }
}
