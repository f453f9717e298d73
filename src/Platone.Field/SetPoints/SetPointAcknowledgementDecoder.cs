using System.Text.Json;
using System.Text.Unicode;
using Platone.Field.LightNodes;

namespace Platone.Field.SetPoints;

/// <summary>What a device says to a set point.</summary>
/// <param name="Id">Id of the set point.</param>
/// <param name="MeasuredW">Power at the POD at that moment, W, rounded half to even; null if it does not say.</param>
internal readonly record struct SetPointAcknowledgement(string Id, long? MeasuredW);

/// <summary>
/// Reads the payload of a <c>set-point/ack</c> message: <c>{"id": ..., "p": ...}</c>. Strict about these two, silent about other members. Any bytes
/// give a result, never an exception.
/// </summary>
internal static class SetPointAcknowledgementDecoder
{
    /// <summary>Longest id, characters.</summary>
    public const int MaxId = 200;

    /// <summary>Decodes a payload.</summary>
    /// <param name="json">The bytes of the message, UTF-8.</param>
    /// <param name="acknowledgement">What it says, if it is right.</param>
    /// <returns>What is wrong, beginning with the field; null if nothing.</returns>
    public static string? Decode(ReadOnlySpan<byte> json, out SetPointAcknowledgement acknowledgement)
    {
        acknowledgement = default;
        if (json.Length > ReadingsDecoder.MaxBytes)
            return $"the body is {json.Length} bytes long, more than {ReadingsDecoder.MaxBytes}";
        if (!Utf8.IsValid(json))
            return "the body is not UTF-8";
        try
        {
            var reader = new Utf8JsonReader(json);
            reader.Read();
            if (reader.TokenType != JsonTokenType.StartObject)
                return $"the body is {ReadingsDecoder.Name(reader.TokenType)}, must be an object";
            return Read(ref reader, out acknowledgement);
        }
        catch (JsonException e)
        {
            return ReadingsDecoder.Malformed(e);
        }
        catch (InvalidOperationException)
        {
            return "id: has an escape that stands for no character";
        }
    }

    private static string? Read(ref Utf8JsonReader reader, out SetPointAcknowledgement acknowledgement)
    {
        acknowledgement = default;
        string? id = null, fault = null;
        int? measured = null;
        var (hasId, hasPower) = (false, false);
        while (reader.Read())
        {
            if (reader.TokenType != JsonTokenType.PropertyName)
                continue;
            if (reader.ValueTextEquals("id"u8))
            {
                fault ??= hasId ? "id: is there twice" : null;
                hasId = reader.Read();
                if (reader.TokenType != JsonTokenType.String)
                    fault ??= $"id: is {ReadingsDecoder.Name(reader.TokenType)}, must be a text";
                else
                    id = reader.GetString();
            }
            else if (reader.ValueTextEquals("p"u8))
            {
                fault ??= hasPower ? "p: is there twice" : null;
                hasPower = reader.Read();
                if (reader.TokenType == JsonTokenType.Number && ScaledNumber.TryParse(reader.ValueSpan, 0, out var watts))
                    measured = watts;
                else if (reader.TokenType != JsonTokenType.Null)
                    fault ??= $"p: is {ReadingsDecoder.Name(reader.TokenType)}, must be a number in range";
            }
            else
                reader.Read();

            reader.Skip();
        }

        fault ??= id is null ? "id: is missing" : id.Length is 0 or > MaxId ? $"id: has {id.Length} characters, must have 1 to {MaxId}" : null;
        acknowledgement = new SetPointAcknowledgement(id ?? "", measured);
        return fault;
    }
}
