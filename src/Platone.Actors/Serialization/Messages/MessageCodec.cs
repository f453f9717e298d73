using System.IO.Compression;
using System.Text.Json;

namespace Platone.Actors.Serialization.Messages;

/// <summary>
/// Messages between nodes to bytes and back: a byte that says how, then the message as JSON (<see cref="MessageJson"/>), compressed where
/// it is long. They live for seconds, between programs of neighbouring versions, so what counts is that members may be added and that a
/// person can read them; what is kept for ever goes through <see cref="EventCodec"/>.
/// </summary>
public sealed class MessageCodec
{
    private const byte Plain = 0;
    private const byte Brotli = 1;

    // A session's outcome or its settlement may have a megabyte of text, which repeats itself.
    private const int CompressedFrom = 16 * 1024;

    // What no message between nodes comes near: bytes that claim more are not from one.
    private const int MaximumText = 256 * 1024 * 1024;

    private readonly JsonSerializerOptions _json;

    /// <summary>A codec.</summary>
    /// <param name="registry">What is sent and taken.</param>
    public MessageCodec(MessageRegistry registry) => (Registry, _json) = (registry, MessageJson.OptionsFor(registry));

    /// <summary>What is sent and taken.</summary>
    public MessageRegistry Registry { get; }

    /// <summary>The bytes of a message.</summary>
    /// <exception cref="UnregisteredTypeException">It is in no table.</exception>
    public byte[] Encode(object message)
    {
        var text = JsonSerializer.SerializeToUtf8Bytes(message, Registry.For(message.GetType()).Type, _json);
        if (text.Length < CompressedFrom)
            return [Plain, .. text];
        using var stream = new MemoryStream();
        stream.WriteByte(Brotli);
        using (var brotli = new BrotliStream(stream, CompressionLevel.Fastest, leaveOpen: true))
            brotli.Write(text);
        return stream.ToArray();
    }

    /// <summary>The message of some bytes. Members it does not know are left out; those that are missing have their defaults.</summary>
    /// <exception cref="UnregisteredTypeException">The manifest is in no table.</exception>
    /// <exception cref="CorruptMessageException">The bytes are not such a message.</exception>
    public object Decode(string manifest, ReadOnlySpan<byte> bytes)
    {
        var type = Registry.For(manifest).Type;
        try
        {
            return JsonSerializer.Deserialize(Text(bytes), type, _json) ?? throw new JsonException("null is no message");
        }
        catch (Exception e) when (e is JsonException or FormatException or ArgumentException or InvalidOperationException or InvalidDataException
            or OverflowException)
        {
            // Constructors of values refuse what cannot be with exceptions of their own.
            throw new CorruptMessageException($"{bytes.Length} bytes are no {manifest}: {e.Message}", e);
        }
    }

    private static ReadOnlySpan<byte> Text(ReadOnlySpan<byte> bytes) => bytes switch
    {
        [Plain, .. var text] => text,
        [Brotli, .. var compressed] => Decompressed(compressed),
        [] => throw new JsonException("there is nothing"),
        _ => throw new JsonException($"{bytes[0]} is no form of a message"),
    };

    private static byte[] Decompressed(ReadOnlySpan<byte> compressed)
    {
        using var brotli = new BrotliStream(new MemoryStream(compressed.ToArray()), CompressionMode.Decompress);
        using var text = new MemoryStream();
        var part = new byte[64 * 1024];
        for (int read; (read = brotli.Read(part)) > 0;)
        {
            if (text.Length > MaximumText)
                throw new InvalidDataException($"more than {MaximumText} bytes");
            text.Write(part, 0, read);
        }
        return text.ToArray();
    }
}

/// <summary>Bytes from another node that are not the message they claim to be.</summary>
/// <param name="message">What is wrong.</param>
/// <param name="inner">Why.</param>
public sealed class CorruptMessageException(string message, Exception inner) : System.Runtime.Serialization.SerializationException(message, inner);
