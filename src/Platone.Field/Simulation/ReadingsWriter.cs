using System.Buffers;
using System.Buffers.Text;
using System.Text.Json;
using Platone.Actors.Ethereum;
using Platone.Actors.Metering;

namespace Platone.Field.Simulation;

/// <summary>Writes readings as a device does: one object, or an array; signed if it has a key.</summary>
internal static class ReadingsWriter
{
    /// <summary>The payload of a <c>readings</c> message.</summary>
    public static byte[] Write(ReadOnlySpan<Reading> readings, Secp256k1PrivateKey? key)
    {
        var buffer = new ArrayBufferWriter<byte>(readings.Length * 160);
        using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { SkipValidation = true }))
        {
            if (readings.Length != 1)
                json.WriteStartArray();
            foreach (var reading in readings)
                Write(json, reading);
            if (readings.Length != 1)
                json.WriteEndArray();
        }

        if (key is null)
            return buffer.WrittenSpan.ToArray();
        return JsonSerializer.SerializeToUtf8Bytes(new Dictionary<string, string>
        {
            ["data"] = Base64Url.EncodeToString(buffer.WrittenSpan),
            ["sig"] = Base64Url.EncodeToString(key.Sign(buffer.WrittenSpan)),
        });
    }

    private static void Write(Utf8JsonWriter json, Reading reading)
    {
        json.WriteStartObject();
        json.WriteNumber("epoch"u8, reading.Epoch);
        json.WriteNumber("seq"u8, reading.Seq);
        json.WriteString("time"u8, reading.Time.UtcDateTime);
        if (reading.ActivePowerW is { } p)
            json.WriteNumber("p"u8, p);
        if (reading.ReactivePowerVar is { } q)
            json.WriteNumber("q"u8, q);
        if (reading.VoltageMv is { } v)
            json.WriteNumber("v"u8, v / 1_000m);
        if (reading.CurrentMa is { } i)
            json.WriteNumber("i"u8, i / 1_000m);
        if (reading.ImportWh is { } imported)
            json.WriteNumber("importWh"u8, imported);
        if (reading.ExportWh is { } exported)
            json.WriteNumber("exportWh"u8, exported);
        if (reading.TemperatureMilliC is { } temperature)
            json.WriteNumber("temp"u8, temperature / 1_000m);
        json.WriteEndObject();
    }
}
