using CsCheck;

namespace Platone.Actors.Tests.Ethereum;

/// <summary>Bytes that a decoder must survive.</summary>
internal static class Fuzz
{
    /// <summary>Any.</summary>
    public static Gen<byte[]> AnyBytes => Gen.Byte.Array[0, 200];

    /// <summary>Good ones with something changed: bits, cut, longer, a piece doubled or set to all ones.</summary>
    public static Gen<byte[]> Mutated(Gen<byte[]> good) => Gen.Select(good, Changes.Array[1, 3])
        .Select((bytes, changes) => changes.Aggregate(bytes, (b, change) => change(b)));

    private static Gen<Func<byte[], byte[]>> Changes => Gen.Select(Gen.Int[0, 4], Gen.Int[0, int.MaxValue], Gen.Int[0, int.MaxValue])
        .Select((kind, a, b) => new Func<byte[], byte[]>(bytes => Change(bytes, kind, a, b)));

    private static byte[] Change(byte[] bytes, int kind, int a, int b)
    {
        if (bytes.Length == 0)
            return [(byte)a];
        var at = a % bytes.Length;
        var length = 1 + (b % Math.Min(32, bytes.Length - at));
        byte[] copy = [.. bytes];
        switch (kind)
        {
            case 0:
                copy[at] ^= (byte)(1 << (b % 8));
                return copy;
            case 1:
                return copy[..at];
            case 2:
                return [.. copy, .. copy[at..(at + length)]];
            case 3:
                copy.AsSpan(at, length).Fill(0xff);
                return copy;
            default:
                return [.. copy[..at], .. copy[at..(at + length)], .. copy[at..]];
        }
    }
}
