using System.Numerics;
using Platone.Actors.Ethereum;
using Platone.Actors.Ethereum.Abi;
using Platone.Actors.Ethereum.Rpc;
using Platone.Actors.Ethereum.Trie;
using Platone.Actors.Kernel;
using Platone.Actors.Kernel.Identity;
using Platone.Actors.Notary.Anchoring;
using Platone.Actors.Notary.Anchoring.Chains;
using Platone.Actors.Notary.Anchoring.ContractAnchors;
using Platone.Actors.Notary.Anchoring.Driving;
using Platone.Actors.Notary.Bundles;
using Platone.Actors.Notary.Log;
using Platone.Actors.Notary.Merkle;

namespace Platone.Actors.Notary.Monitoring;

/// <summary>An anchor that the journal calls final and that is not what it should be.</summary>
/// <param name="Event">The event that says so.</param>
/// <param name="Ordering">Its place in the journal.</param>
/// <param name="What">What of it.</param>
/// <param name="Recorded">What is recorded.</param>
/// <param name="Follows">What the log or the chain has.</param>
internal sealed record AnchorDifference(EventId Event, long Ordering, string What, string Recorded, string Follows);

/// <summary>What of a contract's heads is proved in the state of a trusted block.</summary>
/// <param name="Size">Leaves of the largest head that is; 0 for none.</param>
/// <param name="Text">In which block, or why none is.</param>
/// <param name="Differences">Heads that are proved not to be there, or to be others.</param>
internal sealed record AnchorProven(ulong Size, string Text, IReadOnlyList<AnchorDifference> Differences);

/// <summary>The heads that a contract has for good, by the journal: held against the log, and against the chain.</summary>
internal sealed class AnchorHistory
{
    private const int AtOnce = 8;
    private const int SlotsAtOnce = 16;
    private static readonly FunctionAbi HeadOf = FunctionAbi.Parse("headOf(uint64)");

    private readonly List<(EventId Id, long Ordering, AnchorFinalised Event)> _heads = [];
    private ulong? _chainId;

    /// <summary>How many heads are final.</summary>
    public int Count => _heads.Count;

    /// <summary>Takes an event of the contract's stream.</summary>
    public void Add(EventId id, long ordering, object @event)
    {
        if (@event is ContractOpened opened)
            _chainId = opened.ChainId;
        else if (@event is AnchorFinalised final)
            _heads.Add((id, ordering, final));
        else if (@event is AnchorUndone undone)
            _heads.RemoveAll(h => h.Event.Head.Seq >= undone.Anchor.Seq);
    }

    /// <summary>Whether the contract is one of a trust file's, on the chain it is on.</summary>
    public bool IsTrusted(TrustFile trust) => _heads.Count > 0
        && trust.Chains.Any(c => c.ChainId == _chainId && c.Contract == _heads[0].Event.Id.Contract);

    /// <summary>Every head is one the log had: the checkpoint extends it.</summary>
    public async Task<IReadOnlyList<AnchorDifference>> AgainstLogAsync(LogStore log, StoredCheckpoint checkpoint, CancellationToken cancellation)
    {
        var differences = new List<AnchorDifference>();
        foreach (var (id, ordering, e) in _heads)
        {
            var head = e.Head;
            if (head.Size > (ulong)checkpoint.Size)
            {
                differences.Add(new AnchorDifference(id, ordering, $"anchor {head.Seq}", $"{head.Size} leaves", $"at most {checkpoint.Size}: the log was set back"));
                continue;
            }
            IReadOnlyList<byte[]> proof;
            try
            {
                proof = await log.HashesAsync(MerkleProof.Consistency(head.Size, (ulong)checkpoint.Size), cancellation).ConfigureAwait(false);
            }
            catch (LogCorruptException x)
            {
                differences.Add(new AnchorDifference(id, ordering, $"anchor {head.Seq}", $"root {head.Root}", x.Message));
                continue;
            }
            if (!MerkleProof.VerifyConsistency(head.Size, (ulong)checkpoint.Size, head.Root.ToBytes(), checkpoint.Root, proof))
            {
                differences.Add(new AnchorDifference(id, ordering, $"anchor {head.Seq}", $"root {head.Root} of {head.Size} leaves",
                    "another history: the checkpoint does not extend it"));
            }
        }
        return differences;
    }

    /// <summary>
    /// Every head is in the contract, in the block that is recorded: by the node's word. Null if the contract is of another chain than the node.
    /// </summary>
    /// <param name="url">A node of the chain.</param>
    /// <param name="cancellation">Gives it up.</param>
    /// <exception cref="ChainNotAskedException">The node cannot be asked.</exception>
    public async Task<IReadOnlyList<AnchorDifference>?> AgainstChainAsync(Uri url, CancellationToken cancellation)
    {
        using var client = new RpcClient(url);
        var chain = new JsonRpcChain(client, FeeProfile.Eip1559);
        try
        {
            if (await chain.ChainIdAsync(cancellation).ConfigureAwait(false) != _chainId)
                return null;
            var differences = new List<AnchorDifference>();
            foreach (var some in _heads.Chunk(AtOnce))
            {
                var found = await Task.WhenAll(some.Select(h => AskAsync(chain, h.Id, h.Ordering, h.Event, cancellation))).ConfigureAwait(false);
                differences.AddRange(found.SelectMany(f => f));
            }
            return differences;
        }
        catch (Exception e) when (e is ChainUnreachableException or CallRefusedException)
        {
            throw new ChainNotAskedException($"{client.Name}: {e.Message}", e);
        }
    }

    /// <summary>
    /// What of the heads is in the state of a block that a trust file has of this contract. The node only brings header and proofs: what it
    /// says counts for nothing that does not follow from the block's hash.
    /// </summary>
    /// <exception cref="ChainNotAskedException">The node cannot be asked.</exception>
    public async Task<AnchorProven> ProveAsync(Uri url, TrustFile trust, CancellationToken cancellation)
    {
        using var client = new RpcClient(url);
        var best = new AnchorProven(0, "the trust file has no block of it", []);
        foreach (var block in trust.Chains.Where(c => c.ChainId == _chainId && _heads.Count > 0 && c.Contract == _heads[0].Event.Id.Contract))
        {
            AnchorProven proven;
            try
            {
                proven = await ProveAsync(client, block, cancellation).ConfigureAwait(false);
            }
            catch (Exception e) when (e is FormatException or RpcResponseException)
            {
                // A node without the block's state, or one that makes something up: neither proves anything.
                proven = new AnchorProven(0, $"{client.Name} does not prove what is in block {block.BlockHash}: {OneLine.Short(e.Message)}", []);
            }
            catch (Exception e) when (e is RpcClientUnknownException or RpcClientTimeoutException)
            {
                throw new ChainNotAskedException(OneLine.Short($"{client.Name}: {e.Message}"), e);
            }
            best = (proven.Size >= best.Size ? proven : best) with { Differences = [.. best.Differences, .. proven.Differences] };
        }
        return best;
    }

    private async Task<AnchorProven> ProveAsync(RpcClient client, TrustedBlock trusted, CancellationToken cancellation)
    {
        var request = new RpcRequest("eth_getBlockByHash", trusted.BlockHash.ToString(), false) { MayBeNull = true };
        if (await client.SendRequestAsync<Block?>(request, cancellation).ConfigureAwait(false) is not { } block)
            return new AnchorProven(0, $"{client.Name} does not know block {trusted.BlockHash}", []);
        var header = BlockHeader.Of(block);
        if (header.Hash != trusted.BlockHash.ToString())
            return new AnchorProven(0, $"{client.Name} gives a header for block {trusted.BlockHash} that has another hash", []);

        var differences = new List<AnchorDifference>();
        // From the newest on; where the journal says in which block a head came, those of later blocks cannot be there.
        var heads = _heads.Where(h => !(h.Event.Head.Receipt is { } receipt && receipt.Block.Number > header.Number))
            .OrderByDescending(h => h.Event.Head.Seq);
        foreach (var some in heads.Chunk(SlotsAtOnce))
        {
            var slots = some.Select(h => new HexBigInteger(AnchorCheck.SlotOf(h.Event.Head.Seq))).ToList();
            var proofs = await client.SendRequestAsync<AccountProofs>(
                EthGetProof.Request(trusted.Contract, slots, new BlockParameter(header.Number)), cancellation).ConfigureAwait(false);
            if (proofs.StorageProof.Count != slots.Count || proofs.StorageProof.Any(p => p is null))
                throw new TrieException($"{slots.Count} slots were asked for, {proofs.StorageProof.Count} are answered");
            // Of what is answered only the nodes count: the account and the slots are those that were asked for.
            var account = StateProof.VerifyAccount(header.StateRoot, trusted.Contract, proofs.AccountProof)
                ?? throw new TrieException($"there is no {trusted.Contract}");
            foreach (var ((id, ordering, e), slot, proof) in some.Zip(slots, proofs.StorageProof))
            {
                var head = e.Head;
                var kept = StateProof.VerifyStorage(account.StorageRoot, slot.Value, proof.Proof);
                var expected = EventLogWork.HeadHash(head.Size, head.Root);
                if (kept == new BigInteger(expected.ToBytes(), isUnsigned: true, isBigEndian: true))
                    return new AnchorProven(head.Size, $"head {head.Seq} of {head.Size} leaves is proved in block {header.Number} of the trust file", differences);
                if (!kept.IsZero || head.Receipt is not null)
                {
                    differences.Add(new AnchorDifference(id, ordering, $"anchor {head.Seq} in {trusted.Contract}, in block {header.Number} of the trust file",
                        expected.ToString(), kept.IsZero ? "nothing" : new HexBigInteger(kept).HexValue));
                }
            }
        }
        return new AnchorProven(0, $"block {header.Number} of the trust file has no head of it", differences);
    }

    private static async Task<IReadOnlyList<AnchorDifference>> AskAsync(JsonRpcChain chain, EventId id, long ordering, AnchorFinalised final,
        CancellationToken cancellation)
    {
        var (head, differences) = (final.Head, new List<AnchorDifference>());
        var answer = await chain.CallAsync(final.Id.Contract, HeadOf.EncodeCall([head.Seq]), cancellation).ConfigureAwait(false);
        var expected = EventLogWork.HeadHash(head.Size, head.Root).ToString();
        var kept = answer.Length == Hash256.Bytes ? new Hash256(answer).ToString() : "nothing: there is no EventLog";
        if (kept != expected)
            differences.Add(new AnchorDifference(id, ordering, $"anchor {head.Seq} in {final.Id.Contract}", expected, kept));
        if (head.Receipt is { } receipt)
        {
            var block = await chain.BlockAsync(receipt.Block.Number, cancellation).ConfigureAwait(false);
            if (!string.Equals(block?.Hash, receipt.Block.Hash.ToString(), StringComparison.OrdinalIgnoreCase))
            {
                differences.Add(new AnchorDifference(id, ordering, $"block of anchor {head.Seq}", receipt.Block.ToString(),
                    block?.Hash is { } hash ? OneLine.Short(hash) : "no such block"));
            }
        }
        return differences;
    }
}

/// <summary>A node of a chain could not be asked.</summary>
/// <param name="message">Why.</param>
/// <param name="inner">What it was found by.</param>
public sealed class ChainNotAskedException(string message, Exception inner) : Exception(message, inner);
