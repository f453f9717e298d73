using System.Globalization;
using System.Text;
using Platone.Actors.Kernel.Time;

namespace Platone.Host.Pages.Charts;

/// <summary>A line of the chart.</summary>
/// <param name="Key">Its CSS class.</param>
/// <param name="Name">For people.</param>
/// <param name="Watts">One mean power for each interval, W; null where it is not known.</param>
/// <param name="IsArea">Whether the room below it is filled.</param>
public sealed record ChartSeries(string Key, string Name, IReadOnlyList<decimal?> Watts, bool IsArea = false);

/// <summary>A time on the horizontal axis.</summary>
/// <param name="X">Where.</param>
/// <param name="Label">Local time of day.</param>
public sealed record TimeTick(double X, string Label);

/// <summary>
/// Where the chart's lines run: quarter hours from left to right, power from the floor up. Values hold for a whole interval, so lines
/// are steps; where a value is not known, they break.
/// </summary>
/// <param name="Frame">Size.</param>
/// <param name="Scale">Vertical axis.</param>
/// <param name="First">First interval.</param>
/// <param name="Count">How many intervals.</param>
public sealed record ChartGeometry(ChartFrame Frame, PowerScale Scale, QuarterHour First, int Count)
{
    private const int LabelWidth = 62;

    private static readonly int[] QuartersPerTick = [1, 2, 4, 8, 12, 16, 24, 48, 96];

    /// <summary>The geometry that shows series.</summary>
    public static ChartGeometry For(ChartFrame frame, QuarterHour first, int count, IEnumerable<ChartSeries> series) =>
        new(frame, PowerScale.For(series.SelectMany(s => s.Watts).Max() ?? 0), first, count);

    /// <summary>Where an interval begins; of the number after the last, where the plot ends.</summary>
    public double X(int interval) => Frame.Left + (double)Frame.PlotWidth * interval / Count;

    /// <summary>Where a power lies; what is below 0 lies on the floor.</summary>
    public double Y(decimal watts) => Frame.Floor - (double)(Frame.PlotHeight * Math.Clamp(watts / Scale.TopW, 0m, 1m));

    /// <summary>Where an instant lies; null outside.</summary>
    public double? X(DateTimeOffset at)
    {
        var passed = (at - First.Start) / QuarterHour.Length;
        return passed >= 0 && passed <= Count ? Frame.Left + Frame.PlotWidth * passed / Count : null;
    }

    /// <summary>
    /// The step line of a series as SVG path data; empty if there is nothing to draw. It rises from the floor and falls back to it, but
    /// does not run along it: lines of nothing would hide each other there.
    /// </summary>
    public string Line(ChartSeries series)
    {
        var path = new StringBuilder();
        decimal? before = null;
        for (var i = 0; i < Count; i++)
        {
            var value = Value(series, i);
            if (value is { } watts and > 0)
            {
                // After what is not known the line begins where the value is; after nothing it comes up from the floor.
                if (before is not > 0)
                    path.Append(CultureInfo.InvariantCulture, $"M{X(i):0.##} {Y(before ?? watts):0.##}");
                if (before is not null && before != watts)
                    path.Append(CultureInfo.InvariantCulture, $"V{Y(watts):0.##}");
                path.Append(CultureInfo.InvariantCulture, $"H{X(i + 1):0.##}");
            }
            else if (before is > 0 && value is not null)
            {
                path.Append(CultureInfo.InvariantCulture, $"V{Frame.Floor}");
            }
            before = value;
        }
        return path.ToString();
    }

    /// <summary>The room below a series as SVG path data, one closed part for each run of known values.</summary>
    public string Area(ChartSeries series)
    {
        var path = new StringBuilder();
        for (var i = 0; i < Count;)
        {
            if (Value(series, i) is null)
            {
                i++;
                continue;
            }
            path.Append(CultureInfo.InvariantCulture, $"M{X(i):0.##} {Frame.Floor}");
            for (; i < Count && Value(series, i) is { } watts; i++)
                path.Append(CultureInfo.InvariantCulture, $"V{Y(watts):0.##}H{X(i + 1):0.##}");
            path.Append(CultureInfo.InvariantCulture, $"V{Frame.Floor}Z");
        }
        return path.ToString();
    }

    /// <summary>
    /// Local times at the axis, at round hours of the zone and as many as have room. On the days clocks change they are still where the
    /// local time is round.
    /// </summary>
    public IReadOnlyList<TimeTick> TimeTicks(TimeZoneInfo zone)
    {
        var room = Math.Max(1, Frame.PlotWidth / LabelWidth);
        var every = QuartersPerTick.FirstOrDefault(q => Count / q <= room, QuartersPerTick[^1]);
        var ticks = new List<TimeTick>();
        for (var i = 0; i <= Count; i++)
        {
            var local = TimeZoneInfo.ConvertTime(new QuarterHour(First.Index + i).Start, zone);
            if ((local.Hour * 60 + local.Minute) % (every * 15) == 0)
                ticks.Add(new TimeTick(X(i), i == Count && local.TimeOfDay == TimeSpan.Zero ? "24:00" : local.ToString("HH:mm", CultureInfo.InvariantCulture)));
        }
        return ticks;
    }

    /// <summary>The value of a series in an interval; null where it has none.</summary>
    public static decimal? Value(ChartSeries series, int interval) => interval < series.Watts.Count ? series.Watts[interval] : null;
}
