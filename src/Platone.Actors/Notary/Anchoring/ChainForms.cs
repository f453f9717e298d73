using Google.Protobuf;
using Platone.Actors.Serialization;

namespace Platone.Actors.Notary.Anchoring;

/// <summary>Between values of a chain and their stored form.</summary>
internal static class ChainForms
{
    /// <summary>The bytes of a hash.</summary>
    public static ByteString ToWire(this Hash256 hash) => ByteString.CopyFrom(hash.ToBytes());

    /// <summary>The hash of stored bytes.</summary>
    /// <exception cref="ArgumentException">They are not 32.</exception>
    public static Hash256 Hash(ByteString stored) => new(stored.Span);

    /// <summary>Where something was done.</summary>
    public static ChainReceipt Receipt(ByteString transaction, ulong block, ByteString blockHash) =>
        new(Hash(transaction), new BlockRef(block, Hash(blockHash)));

    /// <summary>A message that must be there.</summary>
    /// <exception cref="CorruptEventException">It is not.</exception>
    public static T Required<T>(T? stored)
        where T : class => stored ?? throw new CorruptEventException($"a stored event has no {typeof(T).Name} where one is needed");
}
