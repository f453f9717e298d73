using System.Globalization;
using System.Numerics;
using Platone.Actors.Ethereum;
using Platone.Actors.Ethereum.Rlp;
using Platone.Actors.Ethereum.Trie;
using Platone.Actors.Notary.Anchoring;
using Platone.Actors.Notary.Anchoring.Driving;
using Platone.Actors.Notary.Checkpoints;
using Platone.Actors.Notary.Merkle;

namespace Platone.Actors.Notary.Bundles;

/// <summary>The part of a verification that is about the chain: steps 8 and 9 of <c>docs/proofs.md</c>.</summary>
internal static class AnchorCheck
{
    /// <summary>The slot of the mapping <c>headOf</c> in the storage of <c>EventLog</c> (contracts/artifacts/EventLog.json, storage.headOf).</summary>
    public const int HeadOfSlot = 4;

    private const string Name = "anchor";
    private const int LeastHeaderFields = 15;
    private const int StateRootField = 3;
    private const int NumberField = 8;

    /// <summary>The storage slot in which <c>EventLog</c> keeps a head.</summary>
    public static BigInteger SlotOf(ulong seq) => StorageSlot.OfMapping(seq, HeadOfSlot);

    /// <summary>Whether the anchored head is of the checkpoint's history and covers the leaf, and the contract had it in the block's state.</summary>
    /// <param name="checks">Takes the step.</param>
    /// <param name="anchor">The part.</param>
    /// <param name="index">The leaf that matters.</param>
    /// <param name="checkpoint">The bundle's checkpoint.</param>
    /// <returns>What is proven; null if it is not.</returns>
    public static ProvenAnchor? Check(List<VerificationCheck> checks, BundleAnchor anchor, long index, Checkpoint checkpoint)
    {
        try
        {
            var proven = Proven(anchor, index, checkpoint);
            checks.Add(new VerificationCheck(Name, true,
                $"head {anchor.Seq} of {anchor.Size} leaves in {proven.Contract}, block {proven.Block} ({proven.BlockHash})"));
            return proven;
        }
        catch (Exception e) when (e is AnchorFault or RlpException or TrieException)
        {
            checks.Add(new VerificationCheck(Name, false, e.Message));
            return null;
        }
    }

    /// <summary>Whether the trust file knows the block.</summary>
    /// <param name="checks">Takes the step.</param>
    /// <param name="anchor">What is proven of the chain; null if the proof has no such part.</param>
    /// <param name="chains">The trust file's.</param>
    /// <returns>The id of the chain, which the trust file says; null if the block is none of its.</returns>
    public static ulong? Trusted(List<VerificationCheck> checks, ProvenAnchor? anchor, IReadOnlyList<TrustedBlock> chains)
    {
        const string name = "chain";
        if (anchor is null)
        {
            checks.Add(new VerificationCheck(name, false, "the trust file asks for an anchor, and the proof has none"));
            return null;
        }
        var known = chains.Where(c => c.Contract == anchor.Contract && c.BlockHash == anchor.BlockHash).ToList();
        if (known.Count == 0)
        {
            checks.Add(new VerificationCheck(name, false,
                string.Create(CultureInfo.InvariantCulture, $"no chain of the trust file has block {anchor.Block} ({anchor.BlockHash}) with {anchor.Contract}")));
            return null;
        }
        checks.Add(new VerificationCheck(name, true, string.Create(CultureInfo.InvariantCulture, $"a block of chain {known[0].ChainId} of the trust file")));
        return known[0].ChainId;
    }

    private static ProvenAnchor Proven(BundleAnchor anchor, long index, Checkpoint checkpoint)
    {
        if (anchor.Size <= index)
            throw new AnchorFault($"the anchored head has {anchor.Size} leaves: it does not cover leaf {index}");
        var (size, contract) = ((ulong)anchor.Size, new Address(anchor.Contract));
        var isConsistent = size <= checkpoint.Size
            ? MerkleProof.VerifyConsistency(size, checkpoint.Size, anchor.Root, checkpoint.Root, anchor.Consistency)
            : MerkleProof.VerifyConsistency(checkpoint.Size, size, checkpoint.Root, anchor.Root, anchor.Consistency);
        if (!isConsistent)
            throw new AnchorFault($"the anchored head of {size} leaves is not of the history of the checkpoint of {checkpoint.Size}");

        if (!Keccak256.Hash(anchor.Header).AsSpan().SequenceEqual(anchor.BlockHash))
            throw new AnchorFault("the block's header does not have the block's hash");
        var (stateRoot, block) = Header(anchor.Header);
        var account = StateProof.VerifyAccount(stateRoot.Span, contract, anchor.AccountProof, isByHashOnly: true)
            ?? throw new AnchorFault($"there is no account {contract} in the block's state");
        var kept = StateProof.VerifyStorage(account.StorageRoot, SlotOf((ulong)anchor.Seq), anchor.StorageProof, isByHashOnly: true);
        var head = EventLogWork.HeadHash(size, new Hash256(anchor.Root));
        return kept == new BigInteger(head.ToBytes(), isUnsigned: true, isBigEndian: true)
            ? new ProvenAnchor(contract, (ulong)anchor.Seq, size, new Hash256(anchor.Root), block, new Hash256(anchor.BlockHash))
            : throw new AnchorFault($"{contract} has another head as {anchor.Seq} than that of {size} leaves, or none");
    }

    // Of a header only what is needed, for forks add fields at its end, and a bundle is to hold for good (docs/proofs.md, step 8.2).
    private static (ReadOnlyMemory<byte> StateRoot, ulong Number) Header(byte[] header)
    {
        var fields = RlpDecoder.Decode(header).Items;
        return fields.Count >= LeastHeaderFields
            ? (fields[StateRootField].BytesOf("stateRoot", Keccak256.HashBytes), (ulong)fields[NumberField].Number("number", sizeof(ulong)))
            : throw new AnchorFault($"a block's header has {LeastHeaderFields} fields or more, not {fields.Count}");
    }

    private sealed class AnchorFault(string message) : Exception(message);
}
