using System.Text.Json;
using Platone.Actors.Kernel.Time;
using Platone.Actors.Kernel.Units;
using Platone.Actors.Metering;
using Platone.Actors.Scd.Metering.QuarterHours;
using Platone.Actors.Scd.Metering.Readings;
using Platone.Host.Rest.Json;
using Platone.Host.Rest.Log;

namespace Platone.Host.Rest.Measurements;

/// <summary>A recorded reading.</summary>
/// <param name="LightNode">Who measured it.</param>
/// <param name="Epoch">Rises when the device restarts its numbering.</param>
/// <param name="Seq">The device's number of the reading within the epoch.</param>
/// <param name="Time">When it was measured.</param>
/// <param name="P">Active power, W; positive is consumption.</param>
/// <param name="Q">Reactive power, var; positive is consumption.</param>
/// <param name="V">Voltage, V.</param>
/// <param name="I">Current, A.</param>
/// <param name="ImportWh">Cumulative register of energy taken from the grid, Wh.</param>
/// <param name="ExportWh">Cumulative register of energy given to the grid, Wh.</param>
/// <param name="Temp">Temperature, degrees Celsius.</param>
/// <param name="Ems">What the energy management system answered.</param>
/// <param name="Bms">What the battery management system answered.</param>
/// <param name="Quality">What is doubtful about it; empty if nothing.</param>
/// <param name="Event">The event it is in.</param>
/// <param name="Unit">Its number among the units of that event: a proof can disclose it alone.</param>
/// <param name="Certification">Where the log stands about it.</param>
internal sealed record MeasurementView(string LightNode, int Epoch, long Seq, DateTimeOffset Time, int? P, int? Q, decimal? V, decimal? I,
    long? ImportWh, long? ExportWh, decimal? Temp, JsonElement? Ems, JsonElement? Bms, IReadOnlyList<string> Quality, EventView Event, int Unit,
    CertificationView Certification)
{
    private const decimal Milli = 1_000m;

    /// <summary>The view of a row.</summary>
    public static MeasurementView Of(ReadingRow row)
    {
        var r = row.Reading;
        return new MeasurementView(row.Node.ToString(), r.Epoch, r.Seq, r.Time, r.ActivePowerW, r.ReactivePowerVar, r.VoltageMv / Milli,
            r.CurrentMa / Milli, r.ImportWh, r.ExportWh, r.TemperatureMilliC / Milli, Parse(r.Ems), Parse(r.Bms), ApiJson.Flags(r.Quality),
            EventView.Of(row.Event), row.Unit, CertificationView.Of(row.Certification));
    }

    private static JsonElement? Parse(string? json) => json is null ? null : JsonElement.Parse(json);
}

/// <summary>The energy of a quarter hour, with its latest value.</summary>
/// <param name="Start">Its first instant.</param>
/// <param name="EnergyJ">J; positive is consumption.</param>
/// <param name="EnergyWh">The same in Wh, exact.</param>
/// <param name="MeanW">The same as a mean power, W, exact.</param>
/// <param name="Method">mean-power or registers.</param>
/// <param name="CoveredSeconds">How many of its 900 seconds a reading speaks for.</param>
/// <param name="Quality">What is doubtful about it; empty if nothing.</param>
/// <param name="Version">1 as first metered; one more with each correction.</param>
/// <param name="Event">The event it comes from.</param>
/// <param name="Certification">Where the log stands about it.</param>
internal sealed record QuarterHourView(DateTimeOffset Start, long EnergyJ, decimal EnergyWh, decimal MeanW, EnergyMethod Method, int CoveredSeconds,
    IReadOnlyList<string> Quality, int Version, EventView Event, CertificationView Certification)
{
    /// <summary>The view of a row.</summary>
    public static QuarterHourView Of(QuarterHourRow row) => new(row.Measured.QuarterHour.Start, row.Measured.Energy.Joules,
        row.Measured.Energy.WattHours, row.Measured.Energy.MeanWatts(QuarterHour.Seconds),
        row.Measured.Method, row.Measured.CoveredSeconds, ApiJson.Flags(row.Measured.Quality), row.Version, EventView.Of(row.Event),
        CertificationView.Of(row.Certification));
}

/// <summary>Energy of a day or month of the POD's own time zone.</summary>
/// <param name="Date">The day, or the first day of the month.</param>
/// <param name="ImportJ">Sum of the quarter hours with net consumption, J.</param>
/// <param name="ExportJ">Sum of the quarter hours with net injection, J, as a positive number.</param>
/// <param name="ImportWh">The same in Wh.</param>
/// <param name="ExportWh">The same in Wh.</param>
/// <param name="QuarterHours">How many quarter hours are in it.</param>
/// <param name="Expected">How many it has.</param>
/// <param name="Doubtful">How many of them carry a quality flag.</param>
internal sealed record EnergyView(
    DateOnly Date, long ImportJ, long ExportJ, decimal ImportWh, decimal ExportWh, int QuarterHours, int Expected, int Doubtful)
{
    /// <summary>The view of a row.</summary>
    public static EnergyView Of(EnergyRow row) => new(row.Date, row.ImportJoules, row.ExportJoules, new Energy(row.ImportJoules).WattHours,
        new Energy(row.ExportJoules).WattHours, row.QuarterHours, row.Expected, row.Doubtful);
}
