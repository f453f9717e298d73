using System.Buffers.Binary;
using Google.Protobuf;

namespace Platone.Host.Pbm.Wire;

/// <summary>Messages on a stream: each after its length as four bytes, most significant first.</summary>
internal static class Frames
{
    /// <summary>Largest message a node takes from somebody who has not signed in, bytes.</summary>
    public const int MaxHello = 8 * 1024;

    /// <summary>Largest message a node takes from an operator, bytes.</summary>
    public const int MaxRequest = 64 * 1024;

    /// <summary>Largest message a client takes, bytes.</summary>
    public const int MaxResponse = 16 * 1024 * 1024;

    private const int HeaderBytes = 4;

    /// <summary>Reads the next message; null at the end of the stream.</summary>
    /// <param name="stream">Where from.</param>
    /// <param name="parser">Of the message.</param>
    /// <param name="most">Its largest length, bytes. No more is ever held.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="FrameException">It is longer or shorter than may be, cut off, or no such message.</exception>
    public static async Task<T?> ReadAsync<T>(Stream stream, MessageParser<T> parser, int most, CancellationToken cancellation)
        where T : class, IMessage<T>
    {
        var header = new byte[HeaderBytes];
        var read = await stream.ReadAtLeastAsync(header, HeaderBytes, throwOnEndOfStream: false, cancellation);
        if (read == 0)
            return null;
        if (read < HeaderBytes)
            throw new FrameException("the stream ends inside a length");
        var length = BinaryPrimitives.ReadUInt32BigEndian(header);
        if (length == 0 || length > most)
            throw new FrameException($"a message is 1 to {most} bytes long, not {length}");
        var bytes = new byte[length];
        if (await stream.ReadAtLeastAsync(bytes, bytes.Length, throwOnEndOfStream: false, cancellation) < bytes.Length)
            throw new FrameException("the stream ends inside a message");
        try
        {
            return parser.ParseFrom(bytes);
        }
        catch (InvalidProtocolBufferException e)
        {
            throw new FrameException($"no {typeof(T).Name}: {e.Message}");
        }
    }

    /// <summary>Writes a message.</summary>
    public static async Task WriteAsync(Stream stream, IMessage message, CancellationToken cancellation)
    {
        var bytes = new byte[HeaderBytes + message.CalculateSize()];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, (uint)(bytes.Length - HeaderBytes));
        message.WriteTo(bytes.AsSpan(HeaderBytes));
        await stream.WriteAsync(bytes, cancellation);
        await stream.FlushAsync(cancellation);
    }
}

/// <summary>What came is not what was agreed on.</summary>
/// <param name="message">What is wrong.</param>
internal sealed class FrameException(string message) : Exception(message);
