using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using Platone.Actors.Metering;
using Platone.Actors.Metering.LightNodes;

namespace Platone.Field.LightNodes;

/// <summary>
/// Reads the payload of a <c>readings</c> message (field, "Light nodes over MQTT"): one JSON object, or an array of 1 to 1,000. Strict
/// about what it knows (types, ranges, each member once), silent about members it does not know. Any bytes give a result, never an exception.
/// </summary>
/// <remarks>
/// <c>p</c> and <c>q</c> are rounded half to even to whole W and var; <c>v</c>, <c>i</c> and <c>temp</c> to thousandths; registers,
/// <c>epoch</c> and <c>seq</c> must be whole numbers. <c>null</c> stands for a missing value where one may be missing.
/// Member names are compared as plain bytes: one written with escapes is a name nobody knows.
/// </remarks>
internal static class ReadingsDecoder
{
    /// <summary>Most readings of one message.</summary>
    public const int MaxReadings = 1_000;

    /// <summary>Largest payload, bytes.</summary>
    public const int MaxBytes = 256 * 1024;

    /// <summary>Largest <c>ems</c> or <c>bms</c> value, bytes of JSON text.</summary>
    public const int MaxAttachmentBytes = 16 * 1024;

    [Flags]
    private enum Member
    {
        None = 0,
        Epoch = 1,
        Seq = 2,
        Time = 4,
        P = 8,
        Q = 16,
        V = 32,
        I = 64,
        ImportWh = 128,
        ExportWh = 256,
        Temp = 512,
        Ems = 1024,
        Bms = 2048,
    }

    /// <summary>Decodes a payload.</summary>
    /// <param name="json">The bytes of the message, UTF-8.</param>
    public static DecodedReadings Decode(ReadOnlySpan<byte> json)
    {
        if (json.Length > MaxBytes)
            return DecodedReadings.Refused($"the body is {json.Length} bytes long, more than {MaxBytes}");
        if (!Utf8.IsValid(json))
            return DecodedReadings.Refused("the body is not UTF-8");
        try
        {
            var reader = new Utf8JsonReader(json);
            reader.Read();
            var decoded = reader.TokenType switch
            {
                JsonTokenType.StartObject => One(json, ref reader),
                JsonTokenType.StartArray => Several(json, ref reader),
                _ => DecodedReadings.Refused($"the body is {Name(reader.TokenType)}, must be an object or an array of objects"),
            };
            // What follows the value is an error the reader finds only when it is asked.
            while (decoded.Refusal is null && reader.Read())
            {
            }

            return decoded;
        }
        catch (JsonException e)
        {
            return DecodedReadings.Refused(Malformed(e));
        }
    }

    internal static string Malformed(JsonException e) => $"malformed JSON at line {e.LineNumber + 1}, byte {e.BytePositionInLine + 1}";

    private static DecodedReadings One(ReadOnlySpan<byte> json, ref Utf8JsonReader reader)
    {
        var reading = ReadObject(json, ref reader, out var fault, out var key);
        return reading is not null
            ? new DecodedReadings([reading], [], null)
            : new DecodedReadings([], [new FaultyReading(0, fault!, key)], null);
    }

    private static DecodedReadings Several(ReadOnlySpan<byte> json, ref Utf8JsonReader reader)
    {
        var readings = ImmutableArray.CreateBuilder<Reading>(16);
        var faulty = ImmutableArray<FaultyReading>.Empty;
        for (var index = 0; reader.Read() && reader.TokenType != JsonTokenType.EndArray; index++)
        {
            if (index == MaxReadings)
                return DecodedReadings.Refused($"the array has more than {MaxReadings} readings");
            if (reader.TokenType != JsonTokenType.StartObject)
            {
                faulty = faulty.Add(new FaultyReading(index, $"[{index}]: is {Name(reader.TokenType)}, must be an object", null));
                reader.Skip();
            }
            else if (ReadObject(json, ref reader, out var fault, out var key) is { } reading)
                readings.Add(reading);
            else
                faulty = faulty.Add(new FaultyReading(index, $"[{index}].{fault}", key));
        }

        return readings.Count + faulty.Length == 0
            ? DecodedReadings.Refused("the array is empty")
            : new DecodedReadings(readings.DrainToImmutable(), faulty, null);
    }

    /// <summary>Reads to the end of the object whatever is wrong in it, so that the elements after it can be read.</summary>
    private static Reading? ReadObject(ReadOnlySpan<byte> json, ref Utf8JsonReader reader, out string? fault, out KeyRange? key)
    {
        fault = null;
        Member seen = default, right = default;
        int epoch = 0, p = 0, q = 0, v = 0, i = 0, temp = 0;
        long seq = 0, importWh = 0, exportWh = 0;
        string? ems = null, bms = null;
        DateTimeOffset time = default;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var member = Identify(ref reader);
            reader.Read();
            if (member == Member.None)
            {
                reader.Skip();
                continue;
            }

            var problem = (seen & member) != 0 ? "is there twice" : member switch
            {
                Member.Seq => Whole(ref reader, 0, long.MaxValue, out seq, isRequired: true),
                Member.Time => Time(ref reader, out time),
                Member.Epoch => Int(ref reader, out epoch),
                Member.P => Scaled(ref reader, 0, out p),
                Member.Q => Scaled(ref reader, 0, out q),
                Member.V => Scaled(ref reader, 3, out v),
                Member.I => Scaled(ref reader, 3, out i),
                Member.Temp => Scaled(ref reader, 3, out temp),
                Member.ImportWh => Whole(ref reader, long.MinValue, long.MaxValue, out importWh, isRequired: false),
                Member.ExportWh => Whole(ref reader, long.MinValue, long.MaxValue, out exportWh, isRequired: false),
                Member.Ems => Attachment(json, ref reader, out ems),
                _ => Attachment(json, ref reader, out bms),
            };
            seen |= member;
            if (problem is not null)
            {
                right &= ~member;
                fault ??= $"{NameOf(member)}: {problem}";
                reader.Skip();
            }
            else if (reader.TokenType != JsonTokenType.Null)
                right |= member;
        }

        // Without an epoch it is 0; with a wrong or a doubled one nobody knows which reading this is.
        key = (right & Member.Seq) != 0 && ((right & Member.Epoch) != 0 || (seen & Member.Epoch) == 0) ? new KeyRange(epoch, seq, seq) : null;
        fault ??= (seen & Member.Seq) == 0 ? "seq: is missing" : (seen & Member.Time) == 0 ? "time: is missing" : null;
        return fault is not null ? null : new Reading(epoch, seq, time)
        {
            ActivePowerW = (right & Member.P) != 0 ? p : null,
            ReactivePowerVar = (right & Member.Q) != 0 ? q : null,
            VoltageMv = (right & Member.V) != 0 ? v : null,
            CurrentMa = (right & Member.I) != 0 ? i : null,
            ImportWh = (right & Member.ImportWh) != 0 ? importWh : null,
            ExportWh = (right & Member.ExportWh) != 0 ? exportWh : null,
            TemperatureMilliC = (right & Member.Temp) != 0 ? temp : null,
            Ems = ems,
            Bms = bms,
        };
    }

    private static Member Identify(ref Utf8JsonReader reader)
    {
        var name = reader.ValueSpan;
        return name.Length switch
        {
            1 => name[0] switch
            {
                (byte)'p' => Member.P,
                (byte)'q' => Member.Q,
                (byte)'v' => Member.V,
                (byte)'i' => Member.I,
                _ => Member.None,
            },
            3 => name.SequenceEqual("seq"u8) ? Member.Seq : name.SequenceEqual("ems"u8) ? Member.Ems : name.SequenceEqual("bms"u8) ? Member.Bms : Member.None,
            4 => name.SequenceEqual("time"u8) ? Member.Time : name.SequenceEqual("temp"u8) ? Member.Temp : Member.None,
            5 => name.SequenceEqual("epoch"u8) ? Member.Epoch : Member.None,
            8 => name.SequenceEqual("importWh"u8) ? Member.ImportWh : name.SequenceEqual("exportWh"u8) ? Member.ExportWh : Member.None,
            _ => Member.None,
        };
    }

    private static string NameOf(Member member) => member switch
    {
        Member.ImportWh => "importWh",
        Member.ExportWh => "exportWh",
        _ => member.ToString().ToLowerInvariant(),
    };

    private static string? Whole(ref Utf8JsonReader reader, long lowest, long highest, out long value, bool isRequired)
    {
        value = 0;
        if (reader.TokenType == JsonTokenType.Null && !isRequired)
            return null;
        if (reader.TokenType != JsonTokenType.Number)
            return $"is {Name(reader.TokenType)}, must be a whole number";
        if (!reader.TryGetInt64(out value))
            return $"{Show(reader.ValueSpan)} is not a whole number of 64 bits";
        return value < lowest || value > highest ? $"{value} is less than {lowest} or more than {highest}" : null;
    }

    private static string? Int(ref Utf8JsonReader reader, out int value)
    {
        var problem = Whole(ref reader, 0, int.MaxValue, out var wide, isRequired: false);
        value = problem is null ? (int)wide : 0;
        return problem;
    }

    private static string? Scaled(ref Utf8JsonReader reader, int decimals, out int value)
    {
        value = 0;
        return reader.TokenType switch
        {
            JsonTokenType.Null => null,
            JsonTokenType.Number => ScaledNumber.TryParse(reader.ValueSpan, decimals, out value) ? null : $"{Show(reader.ValueSpan)} is out of range",
            _ => $"is {Name(reader.TokenType)}, must be a number",
        };
    }

    private static string? Time(ref Utf8JsonReader reader, out DateTimeOffset time)
    {
        time = default;
        if (reader.TokenType != JsonTokenType.String)
            return $"is {Name(reader.TokenType)}, must be a text";
        var text = reader.ValueSpan;
        if (reader.ValueIsEscaped)
        {
            // Some encoders write the + of an offset as an escape.
            if (text.Length > 6 * Rfc3339.MaxLength)
                return "is not an RFC 3339 date-time with offset or Z";
            Span<byte> plain = stackalloc byte[6 * Rfc3339.MaxLength];
            try
            {
                return Rfc3339.TryParse(plain[..reader.CopyString(plain)], out time) ? null : "is not an RFC 3339 date-time with offset or Z";
            }
            catch (InvalidOperationException)
            {
                return "has an escape that stands for no character";
            }
        }

        return Rfc3339.TryParse(text, out time) ? null : $"{Show(text)} is not an RFC 3339 date-time with offset or Z";
    }

    private static string? Attachment(ReadOnlySpan<byte> json, ref Utf8JsonReader reader, out string? text)
    {
        text = null;
        if (reader.TokenType == JsonTokenType.Null)
            return null;
        var start = (int)reader.TokenStartIndex;
        reader.Skip();
        var length = (int)reader.BytesConsumed - start;
        if (length > MaxAttachmentBytes)
            return $"is {length} bytes long, more than {MaxAttachmentBytes}";
        text = Encoding.UTF8.GetString(json.Slice(start, length));
        return null;
    }

    private static string Show(ReadOnlySpan<byte> value) => value.Length <= 40
        ? Encoding.UTF8.GetString(value)
        : Encoding.UTF8.GetString(value[..40]) + "...";

    internal static string Name(JsonTokenType token) => token switch
    {
        JsonTokenType.StartObject => "an object",
        JsonTokenType.StartArray => "an array",
        JsonTokenType.String => "a text",
        JsonTokenType.Number => "a number",
        JsonTokenType.True or JsonTokenType.False => "true or false",
        _ => "null",
    };
}
