using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;
using CsCheck;
using Platone.Actors.Metering;
using Platone.Actors.Metering.LightNodes;
using Platone.Field.LightNodes;
using Platone.Testing;
using Xunit.Abstractions;

namespace Platone.Field.Tests.LightNodes;

public class ReadingsDecoderTests(ITestOutputHelper output)
{
    private const string Minimal = """{"seq":1,"time":"2026-11-22T14:00:04Z"}""";

    [Fact]
    public void Reads_the_message_of_the_protocol()
    {
        var decoded = Decode("""
            {"epoch": 3, "seq": 4711, "time": "2026-11-22T14:00:04Z", "p": 1520, "q": 210, "v": 231.4, "i": 6.7, "importWh": 1203344,
             "exportWh": 88120, "temp": 21.5, "ems": {"mode": "eco", "soc": [1, 2.50]}, "bms": "ok", "vendor": {"p": "ignored"}}
            """);
        var reading = Assert.Single(Right(decoded));
        Assert.Equal(new Reading(3, 4711, new DateTimeOffset(2026, 11, 22, 14, 0, 4, TimeSpan.Zero))
        {
            ActivePowerW = 1520,
            ReactivePowerVar = 210,
            VoltageMv = 231_400,
            CurrentMa = 6_700,
            ImportWh = 1_203_344,
            ExportWh = 88_120,
            TemperatureMilliC = 21_500,
            Ems = """{"mode": "eco", "soc": [1, 2.50]}""",
            Bms = "\"ok\"",
        }, reading);
    }

    [Fact]
    public void Seq_and_time_are_enough() =>
        Assert.Equal(new Reading(0, 1, new DateTimeOffset(2026, 11, 22, 14, 0, 4, TimeSpan.Zero)), Assert.Single(Right(Decode(Minimal))));

    [Fact]
    public void Null_stands_for_a_missing_value() => Assert.Equal(Right(Decode(Minimal)), Right(Decode(
        """{"epoch":null,"seq":1,"time":"2026-11-22T14:00:04Z","p":null,"q":null,"v":null,"i":null,"importWh":null,"exportWh":null,"temp":null,"ems":null,"bms":null}""")));

    [Theory]
    [InlineData("1520.5", 1520)]
    [InlineData("1521.5", 1522)]
    [InlineData("1520.50000000000000000000001", 1521)]
    [InlineData("-0.5", 0)]
    [InlineData("-1.5", -2)]
    [InlineData("-1.51", -2)]
    [InlineData("-0", 0)]
    [InlineData("1.52e3", 1520)]
    [InlineData("2500E-3", 2)]
    [InlineData("2147483647.4", 2147483647)]
    [InlineData("-2147483648", -2147483648)]
    public void Power_is_rounded_half_to_even(string p, int expected) =>
        Assert.Equal(expected, Assert.Single(Right(Decode($$"""{"seq":1,"time":"2026-11-22T14:00:04Z","p":{{p}}}"""))).ActivePowerW);

    [Theory]
    [InlineData("231.4", 231_400)]
    [InlineData("231.4005", 231_400)]
    [InlineData("231.4015", 231_402)]
    [InlineData("231", 231_000)]
    [InlineData("-0.0004", 0)]
    [InlineData("2.314e2", 231_400)]
    public void Voltage_is_kept_in_millivolts(string v, int expected) =>
        Assert.Equal(expected, Assert.Single(Right(Decode($$"""{"seq":1,"time":"2026-11-22T14:00:04Z","v":{{v}}}"""))).VoltageMv);

    [Fact]
    public void Scaling_agrees_with_decimal_arithmetic() =>
        Gen.Select(Gen.Long[-3_000_000_000, 3_000_000_000], Gen.Int[0, 6], Gen.Bool).Sample((digits, point, isMilli) =>
        {
            var number = digits / (decimal)Math.Pow(10, point);
            var expected = Math.Round(number * (isMilli ? 1000 : 1), MidpointRounding.ToEven);
            var text = Encoding.ASCII.GetBytes(number.ToString(CultureInfo.InvariantCulture));
            var fits = ScaledNumber.TryParse(text, isMilli ? 3 : 0, out var value);
            return fits == (expected is >= int.MinValue and <= int.MaxValue) && (!fits || value == expected);
        }, iter: 10_000);

    [Theory]
    [InlineData("2026-11-22T15:00:04+01:00", "2026-11-22T14:00:04Z")]
    [InlineData("2026-11-22T14:00:04.5Z", "2026-11-22T14:00:04.5Z")]
    [InlineData("2026-11-22t14:00:04.123456789z", "2026-11-22T14:00:04.1234567Z")]
    [InlineData("2026-11-22T14:00:04-00:00", "2026-11-22T14:00:04Z")]
    [InlineData("2024-02-29T23:59:59-23:59", "2024-03-01T23:58:59Z")]
    [InlineData("2026-11-22T15:00:04\\u002b01:00", "2026-11-22T14:00:04Z")]
    public void Time_has_an_offset(string time, string utc) => Assert.Equal(DateTimeOffset.Parse(utc, CultureInfo.InvariantCulture),
        Assert.Single(Right(Decode($$"""{"seq":1,"time":"{{time}}"}"""))).Time);

    [Theory]
    [InlineData("2026-11-22T14:00:04")]
    [InlineData("2026-11-22 14:00:04Z")]
    [InlineData("2026-11-22T14:00:60Z")]
    [InlineData("2026-02-29T14:00:00Z")]
    [InlineData("2026-13-01T14:00:00Z")]
    [InlineData("2026-11-22T24:00:00Z")]
    [InlineData("2026-11-22T14:00:04.Z")]
    [InlineData("2026-11-22T14:00:04.1234567890Z")]
    [InlineData("2026-11-22T14:00:04+0100")]
    [InlineData("2026-11-22T14:00:04+24:00")]
    [InlineData("2026-11-22T14:00:04Z ")]
    [InlineData("0000-11-22T14:00:04Z")]
    [InlineData("0001-01-01T00:00:00+00:01")]
    [InlineData("9999-12-31T23:59:59-00:01")]
    [InlineData("+026-11-22T14:00:04Z")]
    [InlineData("")]
    [InlineData("yesterday, at about two in the afternoon, as far as I remember")]
    [InlineData("\\ud800")]
    public void Other_times_are_refused(string time) =>
        Assert.StartsWith("time: ", Wrong(Decode($$"""{"seq":1,"time":"{{time}}"}""")).Reason, StringComparison.Ordinal);

    [Theory]
    [InlineData("""{"time":"2026-11-22T14:00:04Z"}""", "seq: is missing")]
    [InlineData("""{"seq":1}""", "time: is missing")]
    [InlineData("""{"seq":null,"time":"2026-11-22T14:00:04Z"}""", "seq: is null, must be a whole number")]
    [InlineData("""{"seq":1,"time":null}""", "time: is null, must be a text")]
    [InlineData("""{"seq":1,"time":1795356004}""", "time: is a number, must be a text")]
    [InlineData("""{"seq":"1","time":"2026-11-22T14:00:04Z"}""", "seq: is a text, must be a whole number")]
    [InlineData("""{"seq":1.5,"time":"2026-11-22T14:00:04Z"}""", "seq: 1.5 is not a whole number of 64 bits")]
    [InlineData("""{"seq":9223372036854775808,"time":"2026-11-22T14:00:04Z"}""", "seq: 9223372036854775808 is not a whole number of 64 bits")]
    [InlineData("""{"seq":-1,"time":"2026-11-22T14:00:04Z"}""", "seq: -1 is less than 0 or more than 9223372036854775807")]
    [InlineData("""{"epoch":2147483648,"seq":1,"time":"2026-11-22T14:00:04Z"}""", "epoch: 2147483648 is less than 0 or more than 2147483647")]
    [InlineData("""{"seq":1,"time":"2026-11-22T14:00:04Z","p":"NaN"}""", "p: is a text, must be a number")]
    [InlineData("""{"seq":1,"time":"2026-11-22T14:00:04Z","p":2147483647.5}""", "p: 2147483647.5 is out of range")]
    [InlineData("""{"seq":1,"time":"2026-11-22T14:00:04Z","p":1e400}""", "p: 1e400 is out of range")]
    [InlineData("""{"seq":1,"time":"2026-11-22T14:00:04Z","p":99999999999999999999999999999999999999999999999}""", "p: 9999999999999999999999999999999999999999... is out of range")]
    [InlineData("""{"seq":1,"time":"2026-11-22T14:00:04Z","v":2147484}""", "v: 2147484 is out of range")]
    [InlineData("""{"seq":1,"time":"2026-11-22T14:00:04Z","i":true}""", "i: is true or false, must be a number")]
    [InlineData("""{"seq":1,"time":"2026-11-22T14:00:04Z","temp":[21]}""", "temp: is an array, must be a number")]
    [InlineData("""{"seq":1,"time":"2026-11-22T14:00:04Z","importWh":1.5}""", "importWh: 1.5 is not a whole number of 64 bits")]
    [InlineData("""{"seq":1,"time":"2026-11-22T14:00:04Z","p":1,"p":1}""", "p: is there twice")]
    [InlineData("""{"seq":1,"time":"2026-11-22T14:00:04Z","ems":{},"ems":{}}""", "ems: is there twice")]
    public void A_wrong_field_is_named(string json, string reason)
    {
        Assert.Equal(reason, Wrong(Decode(json)).Reason);
        var inArray = Decode($"[{Minimal},{json},{Minimal}]");
        Assert.Null(inArray.Refusal);
        Assert.Equal(2, inArray.Readings.Length);
        var faulty = Assert.Single(inArray.Faulty);
        Assert.Equal((1, "[1]." + reason), (faulty.Index, faulty.Reason));
    }

    [Theory]
    [InlineData("""{"epoch":2,"seq":7,"time":"2026-11-22T14:00:04Z","p":"x"}""", 2, 7)]
    [InlineData("""{"p":[{"seq":8}],"seq":7}""", 0, 7)]
    public void A_faulty_reading_with_a_key_can_be_acknowledged(string json, int epoch, long seq) =>
        Assert.Equal(new KeyRange(epoch, seq, seq), Wrong(Decode(json)).Key);

    [Theory]
    [InlineData("""{"epoch":"2","seq":7,"time":"2026-11-22T14:00:04Z"}""")]
    [InlineData("""{"epoch":1,"epoch":2,"seq":7,"time":"2026-11-22T14:00:04Z"}""")]
    [InlineData("""{"seq":7,"seq":8,"time":"2026-11-22T14:00:04Z"}""")]
    [InlineData("""{"time":"2026-11-22T14:00:04Z"}""")]
    public void A_doubtful_key_is_none(string json) => Assert.Null(Wrong(Decode(json)).Key);

    [Theory]
    [InlineData("", "malformed JSON")]
    [InlineData(" ", "malformed JSON")]
    [InlineData("{", "malformed JSON at line 1, byte 2")]
    [InlineData("""{"seq":1,"time":"2026-11-22T14:00:04Z","p":NaN}""", "malformed JSON at line 1, byte 44")]
    [InlineData("""{"seq":1,"time":"2026-11-22T14:00:04Z",}""", "malformed JSON")]
    [InlineData("""{"seq":1,"time":"2026-11-22T14:00:04Z"} x""", "malformed JSON")]
    [InlineData("""{"seq":1,"time":"2026-11-22T14:00:04Z"}{}""", "malformed JSON")]
    [InlineData("""[{"seq":1,"time":"2026-11-22T14:00:04Z"}""", "malformed JSON")]
    [InlineData("[]", "the array is empty")]
    [InlineData("1", "the body is a number, must be an object or an array of objects")]
    [InlineData("null", "the body is null, must be an object or an array of objects")]
    [InlineData("\"x\"", "the body is a text, must be an object or an array of objects")]
    public void A_message_that_is_no_message_is_refused_as_a_whole(string json, string reason)
    {
        var decoded = Decode(json);
        Assert.StartsWith(reason, decoded.Refusal, StringComparison.Ordinal);
        Assert.Equal(0, decoded.Count);
    }

    [Fact]
    public void Elements_that_are_no_objects_are_faulty()
    {
        var decoded = Decode($"[1,{Minimal},[{Minimal}],null]");
        Assert.Single(decoded.Readings);
        Assert.Equal(["[0]: is a number, must be an object", "[2]: is an array, must be an object", "[3]: is null, must be an object"],
            decoded.Faulty.Select(f => f.Reason));
    }

    [Fact]
    public void A_thousand_readings_are_taken_and_one_more_is_not()
    {
        Assert.Equal(1_000, Right(Decode(Messages.Array(1_000))).Length);
        Assert.Equal("the array has more than 1000 readings", Decode(Messages.Array(1_001)).Refusal);
    }

    [Fact]
    public void A_body_over_256_KiB_is_refused()
    {
        var fits = Minimal + new string(' ', ReadingsDecoder.MaxBytes - Minimal.Length);
        Assert.Single(Right(Decode(fits)));
        Assert.Equal("the body is 262145 bytes long, more than 262144", Decode(fits + " ").Refusal);
    }

    [Fact]
    public void An_attachment_is_bounded()
    {
        var text = new string('x', ReadingsDecoder.MaxAttachmentBytes - 2);
        Assert.Equal($"\"{text}\"", Assert.Single(Right(Decode($$"""{"seq":1,"time":"2026-11-22T14:00:04Z","ems":"{{text}}"}"""))).Ems);
        Assert.Equal("ems: is 16385 bytes long, more than 16384",
            Wrong(Decode($$"""{"seq":1,"time":"2026-11-22T14:00:04Z","ems":"{{text}}x"}""")).Reason);
    }

    [Fact]
    public void Bytes_that_are_not_UTF8_are_refused() =>
        Assert.Equal("the body is not UTF-8", ReadingsDecoder.Decode([.. "{\"ems\":\""u8, 0xff, .. "\"}"u8]).Refusal);

    [Fact]
    public void Deep_nesting_is_refused() => Assert.StartsWith("malformed JSON",
        Decode($$"""{"seq":1,"ems":{{new string('[', 100_000)}}""").Refusal, StringComparison.Ordinal);

    /// <summary>Random bytes, and real messages with bytes changed, removed and doubled.</summary>
    [Fact]
    public void Any_bytes_give_readings_or_a_refusal()
    {
        byte[][] seeds =
        [
            [.. """{"epoch":3,"seq":4711,"time":"2026-11-22T14:00:04.25+01:00","p":1520.5,"q":-210,"v":231.4,"i":6.7e0,"importWh":1203344,"exportWh":88120,"temp":-21.5,"ems":{"a":[1,"\u00e9",null]},"bms":"\ud83d\ude00","x":{}}"""u8],
            Encoding.UTF8.GetBytes(Messages.Array(3)),
            [.. """{"data":"eyJzZXEiOjF9","sig":"AAAA"}"""u8],
        ];
        var mutated = Gen.Select(Gen.Int[0, seeds.Length - 1], Gen.Select(Gen.Int[0, 2], Gen.Int[0, 10_000], Gen.Byte).Array[1, 6])
            .Select((seed, changes) =>
            {
                var bytes = seeds[seed].ToList();
                foreach (var (kind, at, value) in changes)
                {
                    if (bytes.Count == 0)
                        break;
                    var index = at % bytes.Count;
                    if (kind == 0)
                        bytes[index] = value;
                    else if (kind == 1)
                        bytes.RemoveAt(index);
                    else
                        bytes.Insert(index, bytes[value % bytes.Count]);
                }

                return bytes.ToArray();
            });
        Gen.OneOf(Gen.Byte.Array[0, 300], mutated, mutated, mutated).Sample(bytes =>
        {
            var decoded = ReadingsDecoder.Decode(bytes);
            Assert.True(decoded.Refusal is null ? decoded.Count > 0 : decoded.Count == 0);
            Assert.All(decoded.Readings, r => Assert.True(r.Seq >= 0 && r.Epoch >= 0 && r.Time.Offset == TimeSpan.Zero));
            Assert.All(decoded.Readings.SelectMany(r => new[] { r.Ems, r.Bms }).OfType<string>(), t => JsonDocument.Parse(t).Dispose());
            Assert.Equal(SignedEnvelope.TryDecode(bytes, out var envelope, out var refusal, out _), refusal is null);
            Assert.True(refusal is not null || envelope.Signature.Length == 64);
        }, iter: Nightly.Times(30_000, 3_000_000));
    }

    /// <summary>What is decoded here and what System.Text.Json makes of the same message agree.</summary>
    [Fact]
    public void Decoding_agrees_with_a_general_JSON_reader() => Messages.Readings.Array[1, 20].Sample(readings =>
    {
        var json = Messages.Json(readings);
        var decoded = Right(Decode(json));
        Assert.Equal(readings, decoded);
        using var document = JsonDocument.Parse(json);
        Assert.Equal(document.RootElement.EnumerateArray().Select(e => e.GetProperty("seq").GetInt64()), decoded.Select(r => r.Seq));
    }, iter: 1_000);

    [Fact]
    public void Shows_how_fast_it_is()
    {
        var json = Encoding.UTF8.GetBytes(Messages.Array(15));
        var (attempts, rounds, best) = (Nightly.Times(20, 1_000), 100, double.MaxValue);
        var allocated = 0L;
        for (var attempt = 0; attempt < attempts; attempt++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            var watch = Stopwatch.StartNew();
            for (var i = 0; i < rounds; i++)
                if (ReadingsDecoder.Decode(json).Readings.Length != 15)
                    Assert.Fail("not 15 readings");
            best = Math.Min(best, watch.Elapsed.TotalNanoseconds / rounds / 15);
            allocated = (GC.GetAllocatedBytesForCurrentThread() - before) / rounds / 15;
        }

        output.WriteLine($"{best:F0} ns and {allocated} bytes a reading ({json.Length / 15} bytes of JSON each)");
        Assert.True(allocated < 400, $"{allocated} bytes are allocated for a reading");
    }

    private static DecodedReadings Decode(string json) => ReadingsDecoder.Decode(Encoding.UTF8.GetBytes(json));

    private static Reading[] Right(DecodedReadings decoded)
    {
        Assert.Null(decoded.Refusal);
        Assert.Empty(decoded.Faulty);
        return [.. decoded.Readings];
    }

    private static FaultyReading Wrong(DecodedReadings decoded)
    {
        Assert.Null(decoded.Refusal);
        Assert.Empty(decoded.Readings);
        return Assert.Single(decoded.Faulty);
    }
}
