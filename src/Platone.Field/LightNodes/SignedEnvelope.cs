using System.Buffers;
using System.Buffers.Text;
using System.Text.Json;
using System.Text.Unicode;

namespace Platone.Field.LightNodes;

/// <summary>
/// What a keyed node sends (field, "Light nodes over MQTT"): <c>{"data": ..., "sig": ...}</c>, both base64url without padding
/// (RFC 4648, section 5); <c>data</c> is the readings' JSON, <c>sig</c> the 64 bytes r || s of the node's key over SHA-256 of exactly those bytes.
/// </summary>
/// <param name="Data">The signed bytes.</param>
/// <param name="Signature">64 bytes; not verified yet.</param>
internal readonly record struct SignedEnvelope(byte[] Data, byte[] Signature)
{
    private const int SignatureBytes = 64;

    private static readonly SearchValues<byte> Alphabet =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"u8);

    /// <summary>Reads an envelope. Any bytes give a result, never an exception.</summary>
    /// <param name="json">The payload, UTF-8.</param>
    /// <param name="envelope">The envelope.</param>
    /// <param name="refusal">If it is not one: what is wrong, naming the field.</param>
    /// <param name="why">If it is not one: whether it is malformed as JSON, or JSON without a usable signature.</param>
    public static bool TryDecode(ReadOnlySpan<byte> json, out SignedEnvelope envelope, out string? refusal, out Rejection why)
    {
        envelope = default;
        why = Rejection.Malformed;
        refusal = json.Length > ReadingsDecoder.MaxBytes ? $"the body is {json.Length} bytes long, more than {ReadingsDecoder.MaxBytes}"
            : !Utf8.IsValid(json) ? "the body is not UTF-8" : null;
        if (refusal is not null)
            return false;
        byte[]? data = null, signature = null;
        why = Rejection.BadSignature;
        try
        {
            var reader = new Utf8JsonReader(json);
            reader.Read();
            if (reader.TokenType != JsonTokenType.StartObject)
                refusal = $"the body is {ReadingsDecoder.Name(reader.TokenType)}, must be an object with data and sig: this node signs";
            while (refusal is null && reader.Read())
            {
                if (reader.TokenType != JsonTokenType.PropertyName)
                    continue;
                var name = reader.ValueSpan;
                if (name.SequenceEqual("data"u8))
                    refusal = Bytes(ref reader, "data", ref data);
                else if (name.SequenceEqual("sig"u8))
                    refusal = Bytes(ref reader, "sig", ref signature);
                else
                {
                    reader.Read();
                    reader.Skip();
                }
            }
        }
        catch (JsonException e)
        {
            refusal = ReadingsDecoder.Malformed(e);
            why = Rejection.Malformed;
        }

        refusal ??= data is null ? "data: is missing: this node signs"
            : signature is null ? "sig: is missing: this node signs"
            : signature.Length != SignatureBytes ? $"sig: has {signature.Length} bytes, must have {SignatureBytes}" : null;
        if (refusal is not null)
            return false;
        envelope = new SignedEnvelope(data!, signature!);
        return true;
    }

    private static string? Bytes(ref Utf8JsonReader reader, string name, ref byte[]? bytes)
    {
        reader.Read();
        if (bytes is not null)
            return $"{name}: is there twice";
        if (reader.TokenType != JsonTokenType.String)
            return $"{name}: is {ReadingsDecoder.Name(reader.TokenType)}, must be a text";
        var text = reader.ValueSpan;
        if (text.IsEmpty || text.ContainsAnyExcept(Alphabet) || !HasCanonicalEnd(text))
            return $"{name}: is not base64url without padding";
        bytes = Base64Url.DecodeFromUtf8(text);
        return null;
    }

    /// <summary>The last character of an incomplete group carries bits that stand for nothing; strictly they are 0 (RFC 4648, section 3.5).</summary>
    private static bool HasCanonicalEnd(ReadOnlySpan<byte> text)
    {
        var value = text[^1] switch
        {
            >= (byte)'A' and <= (byte)'Z' => text[^1] - 'A',
            >= (byte)'a' and <= (byte)'z' => text[^1] - 'a' + 26,
            >= (byte)'0' and <= (byte)'9' => text[^1] - '0' + 52,
            (byte)'-' => 62,
            _ => 63,
        };
        return (text.Length % 4) switch
        {
            0 => true,
            2 => (value & 15) == 0,
            3 => (value & 3) == 0,
            _ => false,
        };
    }
}
