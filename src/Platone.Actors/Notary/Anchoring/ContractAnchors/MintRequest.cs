using System.Buffers.Binary;
using System.Security.Cryptography;
using Platone.Actors.Kernel;
using Platone.Actors.Kernel.Identity;

namespace Platone.Actors.Notary.Anchoring.ContractAnchors;

/// <summary>Tokens that a settlement's batch is to mint and burn.</summary>
/// <param name="Settlement">The batch's id in the contract, which settles each once.</param>
/// <param name="Cause">The event that granted them.</param>
/// <param name="Entries">One a holder.</param>
public sealed record MintRequest(Hash256 Settlement, EventId Cause, ValueList<TokenEntry> Entries)
{
    /// <summary>Holders a batch may have, as the contract caps it.</summary>
    public const int MostEntries = 250;

    /// <summary>Its job's name.</summary>
    public string JobName => $"mint-{Settlement}";

    /// <summary>What it is, to compare by: SHA-256 over holder, minted and burned of each entry.</summary>
    public Hash256 Content()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Span<byte> amounts = stackalloc byte[16];
        foreach (var entry in Entries)
        {
            hash.AppendData(entry.Holder.ToBytes());
            BinaryPrimitives.WriteUInt64BigEndian(amounts, entry.MintedWh);
            BinaryPrimitives.WriteUInt64BigEndian(amounts[8..], entry.BurnedWh);
            hash.AppendData(amounts);
        }
        return new Hash256(hash.GetHashAndReset());
    }
}
