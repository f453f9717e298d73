using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Platone.Actors.Kernel;
using Platone.Actors.Kernel.Identity;

namespace Platone.Actors.Notary.Anchoring.ContractAnchors;

/// <summary>Tokens that a settlement's batch is to mint and burn.</summary>
/// <param name="Settlement">The batch's id in the contract, which settles each once.</param>
/// <param name="Cause">The event that granted them.</param>
/// <param name="Entries">One a holder; empty where all of them wait for an account.</param>
public sealed record MintRequest(Hash256 Settlement, EventId Cause, ValueList<TokenEntry> Entries)
{
    /// <summary>Holders a batch may have, as the contract caps it.</summary>
    public const int MostEntries = 250;

    /// <summary>Its job's name.</summary>
    public string JobName => $"mint-{Settlement}";

    /// <summary>What a batch was, to compare by: SHA-256 over pseudonym, minted and burned of each grant.</summary>
    public static Hash256 ContentOf(ValueList<HolderGrant> grants)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Span<byte> amounts = stackalloc byte[16];
        foreach (var grant in grants)
        {
            hash.AppendData(Encoding.ASCII.GetBytes(grant.Pod.ToString()));
            BinaryPrimitives.WriteUInt64BigEndian(amounts, grant.MintedWh);
            BinaryPrimitives.WriteUInt64BigEndian(amounts[8..], grant.BurnedWh);
            hash.AppendData(amounts);
        }
        return new Hash256(hash.GetHashAndReset());
    }

    /// <summary>The id under which a grant follows its batch, once its POD has an account: SHA-256(batch id || pseudonym).</summary>
    public static Hash256 IdOf(WaitingGrant waiting) => IdOf(waiting.Settlement, waiting.Grant.Pod);

    /// <summary>The id under which a POD's grant follows its batch.</summary>
    /// <param name="settlement">The batch's id.</param>
    /// <param name="pod">The POD.</param>
    public static Hash256 IdOf(Hash256 settlement, PodId pod) =>
        new(SHA256.HashData([.. settlement.ToBytes(), .. Encoding.ASCII.GetBytes(pod.ToString())]));
}
