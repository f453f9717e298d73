using System.Collections.Immutable;
using System.Globalization;
using Platone.Actors.Kernel.Identity;
using Platone.Actors.Metering;

namespace Platone.Field.Simulation;

/// <summary>
/// Real readings from a CSV, told apart by the header: <c>time,activePowerW,reactivePowerVar,voltageV,currentA</c> is one household;
/// <c>time,NAME,NAME,...</c> has a column of average W for each household, valid from <c>time</c> until the next row. A time without zone
/// is UTC. Each row is a reading with what the file has and nothing else; a last reading without power at the end of the last interval
/// lets the last quarter hour close. An empty field is a value that was not measured.
/// </summary>
internal static class MeterData
{
    private const string HouseholdHeader = "time,activePowerW,reactivePowerVar,voltageV,currentA";

    /// <summary>Reads a file.</summary>
    /// <param name="file">Its path; the name is the serial if the file is of one household.</param>
    /// <param name="epoch">Epoch of the readings.</param>
    /// <exception cref="FormatException">Something in it is wrong: file, line and column are named.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static ImmutableArray<MeteredHousehold> Read(string file, int epoch = 0) =>
        Parse(Path.GetFileNameWithoutExtension(file), File.ReadLines(file), epoch);

    internal static ImmutableArray<MeteredHousehold> Parse(string name, IEnumerable<string> lines, int epoch)
    {
        using var rows = lines.GetEnumerator();
        if (!rows.MoveNext())
            throw new FormatException($"{name}: is empty, must have a header that begins with time");
        var header = rows.Current.TrimStart('\ufeff').Split(',');
        var isHousehold = rows.Current.TrimStart('\ufeff') == HouseholdHeader;
        if (header is not ["time", _, ..])
            throw new FormatException($"{name}, line 1: the header must be '{HouseholdHeader}', or 'time' and a name for each household");
        var serials = isHousehold ? [Serial(name)] : header.Skip(1).Select(Serial).ToArray();
        if (serials.Distinct(StringComparer.Ordinal).Count() < serials.Length)
            throw new FormatException($"{name}, line 1: two columns have the same name");
        var readings = serials.Select(_ => ImmutableArray.CreateBuilder<Reading>()).ToArray();
        DateTimeOffset? last = null;
        var interval = TimeSpan.Zero;
        for (var number = 2; rows.MoveNext(); number++)
        {
            if (rows.Current.Length == 0)
                continue;
            var row = new Row(name, number, header, rows.Current.Split(','));
            var time = row.Time();
            if (last is { } before)
                interval = time > before ? time - before : throw row.Wrong(0, "is not later than the row before");
            last = time;
            for (var i = 0; i < serials.Length; i++)
            {
                var reading = new Reading(epoch, readings[i].Count, time) { ActivePowerW = row.Value(i + 1, 1) };
                if (isHousehold)
                    reading = reading with { ReactivePowerVar = row.Value(2, 1), VoltageMv = row.Value(3, 1_000), CurrentMa = row.Value(4, 1_000) };
                readings[i].Add(reading);
            }
        }

        if (last is not { } end || interval == TimeSpan.Zero)
            throw new FormatException($"{name}: has fewer than two rows, so nobody knows how long the last one holds");
        for (var i = 0; i < serials.Length; i++)
            readings[i].Add(new Reading(epoch, readings[i].Count, end + interval));
        return [.. serials.Zip(readings, (serial, r) => new MeteredHousehold(serial, r.DrainToImmutable()))];
    }

    /// <summary>A serial that can stand in a topic.</summary>
    private static string Serial(string name)
    {
        var serial = new string([.. name.Trim().Select(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-' ? c : '-')]);
        return EntityName.IsValid(serial) ? serial : throw new FormatException($"'{name}' cannot be a serial");
    }

    private readonly record struct Row(string File, int Number, string[] Header, string[] Fields)
    {
        public DateTimeOffset Time()
        {
            if (Fields.Length != Header.Length)
                throw new FormatException($"{File}, line {Number}: has {Fields.Length} fields, the header {Header.Length}");
            return DateTimeOffset.TryParse(Fields[0], CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time)
                ? time
                : throw Wrong(0, "is not a time");
        }

        public int? Value(int column, int scale)
        {
            if (Fields[column].Length == 0)
                return null;
            return decimal.TryParse(Fields[column], NumberStyles.Float, CultureInfo.InvariantCulture, out var value)
                && Math.Round(value * scale, MidpointRounding.ToEven) is >= int.MinValue and <= int.MaxValue and var scaled
                ? (int)scaled
                : throw Wrong(column, "is not a number in range");
        }

        public FormatException Wrong(int column, string what) =>
            new($"{File}, line {Number}, column {Header[column]}: '{Fields[column]}' {what}");
    }
}

/// <summary>The readings of one household.</summary>
/// <param name="Serial">Serial of the light node that measured them.</param>
/// <param name="Readings">In order of time; seq counts from 0.</param>
internal sealed record MeteredHousehold(string Serial, ImmutableArray<Reading> Readings);
