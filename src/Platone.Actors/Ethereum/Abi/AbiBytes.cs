using System.Text;

namespace Platone.Actors.Ethereum.Abi;

/// <summary><c>bytes</c> or <c>string</c> (UTF-8). Takes and gives <c>byte[]</c> or <c>string</c>.</summary>
internal sealed class AbiBytes(bool isText) : AbiType
{
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public override string Name => isText ? "string" : "bytes";

    public override bool IsDynamic => true;

    /// <summary>What may stand for bytes; null if it may not.</summary>
    public static ReadOnlyMemory<byte>? Of(object? value) => value switch
    {
        byte[] bytes => bytes,
        ReadOnlyMemory<byte> bytes => bytes,
        // Untyped, null would become an empty memory here.
        _ => (ReadOnlyMemory<byte>?)null,
    };

    public override byte[] Encode(object? value, string path)
    {
        var bytes = isText
            ? value is string text ? ToUtf8(text, path) : throw NotOne(value, path, "text")
            : (Of(value) ?? throw NotOne(value, path, "bytes")).Span;
        return [.. Word(bytes.Length), .. bytes, .. new byte[Padding(bytes.Length)]];
    }

    public override object Decode(ReadOnlySpan<byte> data, ref int at, string path)
    {
        var length = Length(data, ref at, path);
        if ((long)length + Padding(length) > data.Length - at)
            throw new AbiException($"{path}: {length} bytes announced, where {data.Length - at} are left");
        var bytes = data.Slice(at, length);
        if (data.Slice(at + length, Padding(length)).ContainsAnyExcept((byte)0))
            throw new AbiException($"{path}: padding that is not zero");
        at += length + Padding(length);
        try
        {
            return isText ? Utf8.GetString(bytes) : bytes.ToArray();
        }
        catch (DecoderFallbackException)
        {
            throw new AbiException($"{path}: a string that is not UTF-8");
        }
    }

    private static ReadOnlySpan<byte> ToUtf8(string text, string path)
    {
        try
        {
            return Utf8.GetBytes(text);
        }
        catch (EncoderFallbackException)
        {
            throw new AbiException($"{path}: text with half of a surrogate pair");
        }
    }

    private static int Padding(int length) => (WordBytes - (length % WordBytes)) % WordBytes;
}
