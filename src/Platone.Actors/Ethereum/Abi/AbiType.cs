using System.Numerics;

namespace Platone.Actors.Ethereum.Abi;

/// <summary>
/// A type of the contract ABI. Decoding is strict: exactly the bytes that <see cref="Encode"/> writes for the value, so each word is read
/// once, work and memory are in proportion to the input, and equal values have equal bytes. Any other bytes give an
/// <see cref="AbiException"/>.
/// </summary>
internal abstract class AbiType
{
    /// <summary>Bytes of a word, the unit of the encoding.</summary>
    public const int WordBytes = 32;

    /// <summary>The most bytes that the fixed part of a type may have: types come from files, and lengths in them cost memory.</summary>
    public const int MostHeadBytes = 1 << 24;

    /// <summary>As signatures write it, such as <c>(uint256,bytes10[])[2]</c>.</summary>
    public abstract string Name { get; }

    /// <summary>Whether values differ in length, so that an offset stands in their place and they follow behind.</summary>
    public virtual bool IsDynamic => false;

    /// <summary>How deep it nests: 0 for an elementary type.</summary>
    public virtual int Depth => 0;

    /// <summary>Bytes it takes in place: of the value, or of the offset of a dynamic type.</summary>
    public virtual int HeadBytes => WordBytes;

    /// <summary>The encoding of a value, without an offset to it.</summary>
    /// <param name="value">See the derived types for what they take.</param>
    /// <param name="path">Where it stands, for errors.</param>
    /// <exception cref="AbiException">Not a value of this type.</exception>
    public abstract byte[] Encode(object? value, string path);

    /// <summary>The value whose encoding begins at a place.</summary>
    /// <param name="data">All of it.</param>
    /// <param name="at">Where; moves behind the value.</param>
    /// <param name="path">Where it stands, for errors.</param>
    /// <exception cref="AbiException">Not an encoding of a value of this type.</exception>
    public abstract object Decode(ReadOnlySpan<byte> data, ref int at, string path);

    /// <inheritdoc/>
    public override string ToString() => Name;

    /// <summary>The next word.</summary>
    protected static ReadOnlySpan<byte> Word(ReadOnlySpan<byte> data, ref int at, string path)
    {
        if (data.Length - at < WordBytes)
            throw new AbiException($"{path}: the data ends at byte {data.Length}, within a word that begins at {at}");
        at += WordBytes;
        return data.Slice(at - WordBytes, WordBytes);
    }

    /// <summary>The next word as a length or offset.</summary>
    protected static int Length(ReadOnlySpan<byte> data, ref int at, string path)
    {
        var word = Word(data, ref at, path);
        var number = new BigInteger(word, isUnsigned: true, isBigEndian: true);
        return number <= int.MaxValue ? (int)number : throw new AbiException($"{path}: a length or offset of {number}");
    }

    /// <summary>A number as a word, in two's complement.</summary>
    protected static byte[] Word(BigInteger number)
    {
        var bytes = number.ToByteArray(isBigEndian: true);
        var word = new byte[WordBytes];
        if (number.Sign < 0)
            word.AsSpan().Fill(0xff);
        // A number of 256 bits has a 33rd byte for the sign.
        var significant = bytes.AsSpan(Math.Max(0, bytes.Length - WordBytes));
        significant.CopyTo(word.AsSpan(WordBytes - significant.Length));
        return word;
    }

    /// <summary>Fails with what was expected.</summary>
    protected AbiException NotOne(object? value, string path, string expected) =>
        new($"{path}: {value?.GetType().Name ?? "null"} where {Name} needs {expected}");
}
