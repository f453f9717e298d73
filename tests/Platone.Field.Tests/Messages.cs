using System.Globalization;
using System.Text;
using CsCheck;
using Microsoft.Extensions.Time.Testing;
using Platone.Actors.Metering;

namespace Platone.Field.Tests;

/// <summary>Readings messages as devices write them.</summary>
internal static class Messages
{
    /// <summary>When readings of tests are measured, unless they say otherwise.</summary>
    public static DateTimeOffset Start { get; } = new(2024, 11, 22, 14, 0, 0, TimeSpan.Zero);

    /// <summary>A clock that stands still, after the readings.</summary>
    public static FakeTimeProvider Clock() => new(Start.AddYears(1));

    /// <summary>Any readings.</summary>
    public static Gen<Reading> Readings { get; } =
        from epoch in Gen.Int[0, 5]
        from seq in Gen.Long[0, 1_000_000_000_000]
        from seconds in Gen.Int[0, 100_000_000]
        from values in Gen.Int[-2_000_000_000, 2_000_000_000].Nullable().Array[5]
        from registers in Gen.Long[0, long.MaxValue].Nullable().Array[2]
        from ems in Gen.OneOf<string?>([null, "{}", "[1, 2]", "\"text\"", "{\"soc\":55.5,\"é\":null}"])
        select new Reading(epoch, seq, DateTimeOffset.UnixEpoch.AddSeconds(seconds))
        {
            ActivePowerW = values[0],
            ReactivePowerVar = values[1],
            VoltageMv = values[2],
            CurrentMa = values[3],
            TemperatureMilliC = values[4],
            ImportWh = registers[0],
            ExportWh = registers[1],
            Ems = ems,
        };

    /// <summary>An array of readings of epoch 0, seq rising from <paramref name="first"/>, 4 s apart, with all values a meter has.</summary>
    public static string Array(int count, long first = 0) => $"[{string.Join(',', Enumerable.Range(0, count).Select(i => One(first + i)))}]";

    /// <summary>One reading of epoch 0.</summary>
    public static string One(long seq, int p = 1520) =>
        $$"""{"epoch":0,"seq":{{seq}},"time":"{{Start.AddSeconds(4 * seq):yyyy-MM-ddTHH:mm:ssZ}}","p":{{p}},"q":210,"v":231.4,"i":6.7,"importWh":{{1203344 + seq}},"exportWh":88120}""";

    /// <summary>Readings as a device would write them.</summary>
    public static string Json(IEnumerable<Reading> readings)
    {
        var json = new StringBuilder("[");
        foreach (var r in readings)
        {
            json.Append(json.Length > 1 ? "," : "").Append(CultureInfo.InvariantCulture, $$"""{"epoch":{{r.Epoch}},"seq":{{r.Seq}},"time":"{{r.Time:yyyy-MM-ddTHH:mm:ss.fffffffZ}}" """);
            Add("p", r.ActivePowerW);
            Add("q", r.ReactivePowerVar);
            Add("v", r.VoltageMv / 1000m);
            Add("i", r.CurrentMa / 1000m);
            Add("temp", r.TemperatureMilliC / 1000m);
            Add("importWh", r.ImportWh);
            Add("exportWh", r.ExportWh);
            if (r.Ems is not null)
                json.Append(CultureInfo.InvariantCulture, $",\"ems\":{r.Ems}");
            json.Append('}');
        }

        return json.Append(']').ToString();

        void Add(string name, decimal? value)
        {
            if (value is not null)
                json.Append(CultureInfo.InvariantCulture, $",\"{name}\":{value}");
        }
    }
}
