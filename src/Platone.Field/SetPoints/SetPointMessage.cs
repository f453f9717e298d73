using System.Buffers;
using System.Buffers.Text;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Platone.Actors.Ethereum;
using Platone.Actors.Metering;
using Platone.Field.LightNodes;

namespace Platone.Field.SetPoints;

/// <summary>
/// The payload of a <c>set-point</c> message: <c>{"id", "validFrom", "validUntil", "p", "sig"}</c>. What is signed is a text of six lines, joined
/// by line feeds and without one at the end, in UTF-8: <see cref="Purpose"/>, the device's serial, and the four members as they stand in the
/// message. So a set point cannot be passed on to another device, and who verifies need not know how times are written.
/// </summary>
internal static class SetPointMessage
{
    /// <summary>The first line of what is signed.</summary>
    public const string Purpose = "platone set point v1";

    private const string TimeForm = "yyyy-MM-dd'T'HH:mm:ss.FFFFFF'Z'";

    private static readonly JsonWriterOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Writes and signs a message.</summary>
    /// <param name="serial">The device it is for.</param>
    /// <param name="setPoint">The set point.</param>
    /// <param name="key">The platform's.</param>
    public static byte[] Write(string serial, SetPoint setPoint, Secp256k1PrivateKey key)
    {
        var (from, until) = (Time(setPoint.ValidFrom), Time(setPoint.ValidUntil));
        var power = setPoint.PowerW.ToString(CultureInfo.InvariantCulture);
        var buffer = new ArrayBufferWriter<byte>(256);
        using (var json = new Utf8JsonWriter(buffer, Plain))
        {
            json.WriteStartObject();
            json.WriteString("id"u8, setPoint.Id);
            json.WriteString("validFrom"u8, from);
            json.WriteString("validUntil"u8, until);
            json.WritePropertyName("p"u8);
            json.WriteRawValue(power);
            json.WriteString("sig"u8, Base64Url.EncodeToString(key.Sign(Signed(serial, setPoint.Id, from, until, power))));
            json.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>Reads a message as a device must: what is not signed for it by the platform is not a set point. Any bytes give a result.</summary>
    /// <param name="serial">The device's own serial.</param>
    /// <param name="payload">The message.</param>
    /// <param name="key">The platform's.</param>
    /// <param name="setPoint">The set point, if it is one.</param>
    /// <returns>What is wrong with it; null if nothing.</returns>
    public static string? Read(string serial, ReadOnlyMemory<byte> payload, Secp256k1PublicKey key, out SetPoint? setPoint)
    {
        setPoint = null;
        try
        {
            using var json = JsonDocument.Parse(payload);
            if (json.RootElement.ValueKind != JsonValueKind.Object)
                return "is not an object";
            if (Text(json, "id") is not { } id || Text(json, "validFrom") is not { } from || Text(json, "validUntil") is not { } until
                || !json.RootElement.TryGetProperty("p", out var p) || p.ValueKind != JsonValueKind.Number || !p.TryGetInt64(out var watts))
                return "has no id, validFrom, validUntil or p in whole W";
            if (!Rfc3339.TryParse(Encoding.UTF8.GetBytes(from), out var start)
                || !Rfc3339.TryParse(Encoding.UTF8.GetBytes(until), out var end) || end <= start)
                return "has no time it holds for";
            if (Text(json, "sig") is not { } sig || !TryBytes(sig, out var signature)
                || !key.Verify(Signed(serial, id, from, until, p.GetRawText()), signature))
                return "is not signed by the platform";
            setPoint = new SetPoint(id, start, end, watts);
            return null;
        }
        catch (JsonException e)
        {
            return ReadingsDecoder.Malformed(e);
        }
        catch (InvalidOperationException)
        {
            // A text with an escape that stands for no character.
            return "has a text that is none";
        }
    }

    private static byte[] Signed(string serial, string id, string from, string until, string power) =>
        Encoding.UTF8.GetBytes($"{Purpose}\n{serial}\n{id}\n{from}\n{until}\n{power}");

    private static string Time(DateTimeOffset time) => time.UtcDateTime.ToString(TimeForm, CultureInfo.InvariantCulture);

    private static string? Text(JsonDocument json, string name) =>
        json.RootElement.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static bool TryBytes(string text, out byte[] bytes)
    {
        bytes = Base64Url.IsValid(text) ? Base64Url.DecodeFromChars(text) : [];
        return bytes.Length > 0;
    }
}
