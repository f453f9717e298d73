namespace Platone.Field.Simulation;

/// <summary>
/// A household of the built-in model: base load with morning and evening peaks and, drawn by the seed, photovoltaics (4 of 10), an electric
/// vehicle charged at 3.7 or 11 kW (3 of 10) and a heat pump (3 of 10). Its power is a function of seed, household and time alone.
/// </summary>
/// <param name="seed">The fleet's seed.</param>
/// <param name="index">Number of the household.</param>
internal sealed class HouseholdModel(int seed, int index) : HouseholdPower
{
    private enum Draw
    {
        BaseLoad, HasPv, PvPeak, HasEv, EvPower, HasHeatPump, HeatPumpPower, Noise, Cloud, EvArrival, EvEnergy, Compressor, Voltage, Reactive,
        HasBattery, BatteryPower, Sheddable,
    }

    private const double ReactiveShare = 0.2;
    private readonly SeededNoise _noise = new SeededNoise((ulong)seed)[index];

    private double BaseW => _noise.Between(120, 450, (long)Draw.BaseLoad);

    private double PvPeakW => _noise.At((long)Draw.HasPv) < 0.4 ? _noise.Between(3_000, 9_800, (long)Draw.PvPeak) : 0;

    private double EvW => _noise.At((long)Draw.HasEv) < 0.3 ? (_noise.At((long)Draw.EvPower) < 0.5 ? 3_700 : 11_000) : 0;

    private double HeatPumpW => _noise.At((long)Draw.HasHeatPump) < 0.3 ? _noise.Between(1_400, 3_200, (long)Draw.HeatPumpPower) : 0;

    /// <summary>Connection power it needs, W, in whole kilowatts.</summary>
    public int ConnectionW => (int)Math.Ceiling((Math.Max(BaseW * 6 + EvW + HeatPumpW, PvPeakW) + 5_000) / 1_000) * 1_000;

    /// <summary>What it can do when it is told to.</summary>
    public HouseholdControl Control => _noise.At((long)Draw.HasBattery) < 0.6
        ? new HouseholdControl(HundredsOfWatts(2_500, 5_000, Draw.BatteryPower), HundredsOfWatts(2_500, 5_000, Draw.BatteryPower))
        : new HouseholdControl(HundredsOfWatts(300, 1_000, Draw.Sheddable), 0);

    /// <summary>Net power at the POD, W; positive is consumption.</summary>
    public override int ActivePowerW(DateTimeOffset at) => (int)Math.Round(Load(at) + HeatPump(at) + Vehicle(at) - Sun(at));

    /// <summary>Reactive power, var.</summary>
    public override int ReactivePowerVar(DateTimeOffset at) => (int)Math.Round((Load(at) + HeatPump(at)) * ReactiveShare * _noise[(long)Draw.Reactive].At(Slot(at, 60)));

    /// <summary>Voltage, mV: sinks with consumption, rises with injection.</summary>
    public override int VoltageMv(DateTimeOffset at) =>
        (int)Math.Round(230_000 - 0.25 * ActivePowerW(at) + 1_500 * (_noise[(long)Draw.Voltage].At(Slot(at, 10)) - 0.5));

    private int HundredsOfWatts(double low, double high, Draw what) => (int)(_noise.Between(low, high, (long)what) / 100) * 100;

    private double Load(DateTimeOffset at)
    {
        var hour = at.TimeOfDay.TotalHours;
        var shape = 0.6 + 0.9 * Bell(hour, 7.5, 1.2) + 1.6 * Bell(hour, 19.5, 2.2) + 0.4 * Bell(hour, 12.5, 1.5);
        return BaseW * shape * (0.7 + 0.6 * _noise[(long)Draw.Noise].At(Slot(at, 20)));
    }

    private double Sun(DateTimeOffset at)
    {
        var hour = at.TimeOfDay.TotalHours;
        if (hour is <= 6 or >= 18)
            return 0;
        var clouds = _noise[(long)Draw.Cloud];
        var (slot, within) = (Slot(at, 600), at.ToUnixTimeMilliseconds() % 600_000 / 600_000.0);
        var clear = 0.35 + 0.65 * (clouds.At(slot) * (1 - within) + clouds.At(slot + 1) * within);
        return PvPeakW * Math.Pow(Math.Sin(Math.PI * (hour - 6) / 12), 1.3) * clear;
    }

    private double Vehicle(DateTimeOffset at)
    {
        if (EvW == 0)
            return 0;
        // A night's charging may reach into the next day.
        for (var day = Slot(at, 86_400); day >= Slot(at, 86_400) - 1; day--)
        {
            var arrival = day * 86_400 + _noise[(long)Draw.EvArrival].Between(16.5, 21, day) * 3_600;
            var length = _noise[(long)Draw.EvEnergy].Between(4_000, 22_000, day) / EvW * 3_600;
            var now = at.ToUnixTimeMilliseconds() / 1_000.0;
            if (now >= arrival && now < arrival + length)
                return EvW;
        }

        return 0;
    }

    private double HeatPump(DateTimeOffset at)
    {
        var hour = at.TimeOfDay.TotalHours;
        var duty = 0.45 + 0.2 * Bell(hour, 6.5, 2) - 0.25 * Bell(hour, 14, 3);
        return _noise[(long)Draw.Compressor].At(Slot(at, 900)) < duty ? HeatPumpW : 0;
    }

    private static double Bell(double hour, double centre, double width) => Math.Exp(-Math.Pow((hour - centre) / width, 2));

    private static long Slot(DateTimeOffset at, int seconds) => at.ToUnixTimeSeconds() / seconds;
}
