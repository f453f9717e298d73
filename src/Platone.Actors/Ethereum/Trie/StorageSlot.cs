using System.Numerics;

namespace Platone.Actors.Ethereum.Trie;

/// <summary>Where Solidity keeps variables (Solidity documentation, "Layout of State Variables in Storage").</summary>
public static class StorageSlot
{
    private const int SlotBytes = 32;
    private static readonly BigInteger Slots = BigInteger.Pow(2, 8 * SlotBytes);

    /// <summary>The slot of a mapping's value: keccak256(key || slot of the mapping), for keys of value types.</summary>
    /// <param name="key">As a number; an address or <c>bytesN</c> as its word.</param>
    /// <param name="mapping">The slot of the mapping itself.</param>
    public static BigInteger OfMapping(BigInteger key, BigInteger mapping) =>
        Number(Keccak256.Hash([.. ToBytes(key), .. ToBytes(mapping)]));

    /// <summary>The slot of an element of a dynamic array: keccak256(slot of the array) + index x slots an element.</summary>
    /// <param name="array">The slot of the array itself, which holds its length.</param>
    /// <param name="index">The element.</param>
    /// <param name="slotsPerElement">1 for a value of 17 to 32 bytes; smaller ones share slots.</param>
    public static BigInteger OfElement(BigInteger array, BigInteger index, int slotsPerElement = 1) =>
        (Number(Keccak256.Hash(ToBytes(array))) + (index * slotsPerElement)) % Slots;

    internal static byte[] ToBytes(BigInteger number)
    {
        if (number.Sign < 0 || number >= Slots)
            throw new ArgumentOutOfRangeException(nameof(number), number, "a number from 0 to 2^256 - 1");
        var bytes = number.ToByteArray(isUnsigned: true, isBigEndian: true);
        return [.. new byte[SlotBytes - bytes.Length], .. bytes];
    }

    private static BigInteger Number(byte[] bytes) => new(bytes, isUnsigned: true, isBigEndian: true);
}
