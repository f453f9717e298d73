using System.Buffers.Binary;
using System.Security.Cryptography;
using Platone.Actors.Ethereum.Abi;
using Platone.Actors.Kernel;
using Platone.Actors.Kernel.Aggregates;
using Platone.Actors.Notary.Anchoring.Chains;
using Platone.Actors.Notary.Anchoring.ContractAnchors;
using Platone.Actors.Notary.Merkle;

namespace Platone.Actors.Notary.Anchoring.Driving;

/// <summary>
/// Anchors the log's heads in an <c>EventLog</c>, one after another. Heads that are sealed while one is under way wait, and the newest of
/// them goes next: it covers the others.
/// </summary>
/// <param name="id">The contract.</param>
/// <param name="chain">Its chain.</param>
/// <param name="notary">The log.</param>
/// <param name="proofs">Keeps what the chain proves of them.</param>
/// <param name="entities">The contract's journal.</param>
/// <param name="clock">The clock.</param>
internal sealed class EventLogWork(ContractAnchorId id, IChain chain, INotary notary, AnchorProofs proofs, IEntities entities, TimeProvider clock)
    : IContractWork
{
    private static readonly FunctionAbi Anchor = FunctionAbi.Parse("anchor(uint64,uint64,bytes32,bytes32[])");
    private static readonly FunctionAbi HeadSeq = FunctionAbi.Parse("headSeq()");
    private static readonly FunctionAbi HeadSize = FunctionAbi.Parse("headSize()");
    private static readonly FunctionAbi HeadOf = FunctionAbi.Parse("headOf(uint64)");
    private static readonly byte[] Anchored = Ethereum.Keccak256.Hash("Anchored(uint64,uint64,bytes32)");

    /// <inheritdoc/>
    public ContractAnchorId Id => id;

    /// <summary>What the contract keeps of a head: SHA-256(size as 8 bytes, big-endian || root).</summary>
    public static Hash256 HeadHash(ulong size, Hash256 root)
    {
        Span<byte> bytes = stackalloc byte[sizeof(ulong) + Hash256.Bytes];
        BinaryPrimitives.WriteUInt64BigEndian(bytes, size);
        root.ToBytes().CopyTo(bytes[sizeof(ulong)..]);
        return new Hash256(SHA256.HashData(bytes));
    }

    /// <inheritdoc/>
    public async Task<string?> CheckAsync(ContractAnchorView view, ulong chainId, CancellationToken cancellation)
    {
        if (!await chain.IsContractAsync(id.Contract, cancellation).ConfigureAwait(false))
            return $"there is no contract at {id.Contract}";
        if (view.Head is null)
            return await OpenAsync(chainId, cancellation).ConfigureAwait(false);
        if (view.ChainId != chainId)
            return $"the journal's anchors are on chain {view.ChainId}, not on {chainId}";
        var seq = await NumberAsync(HeadSeq, cancellation).ConfigureAwait(false);
        if (seq < view.Head.Seq)
            return $"the contract has {seq} heads where {view.Head.Seq} were final: the chain was set back";
        if (seq > view.Head.Seq + (view.Anchor is null ? 0u : 1) + (ulong)view.Behind.Count)
            return $"the contract has {seq} heads where the journal knows of {view.Head.Seq}: somebody else anchors there, or the journal was set back";
        if (view.Head.Seq > 0 && await HeadOfAsync(view.Head.Seq, cancellation).ConfigureAwait(false) != HeadHash(view.Head.Size, view.Head.Root))
            return $"the contract's head {view.Head.Seq} is not the one that was final: {view.Head.Size} leaves, root {view.Head.Root}";
        return await RewrittenAsync(view.Head, cancellation).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<ContractCall>> DueAsync(CancellationToken cancellation)
    {
        var view = await ViewAsync(cancellation).ConfigureAwait(false);
        await proofs.CollectAsync(view, cancellation).ConfigureAwait(false);
        if (view is { Anchor: null, Head: { } head }
            && (await notary.SealsAsync((long)head.Size, cancellation).ConfigureAwait(false)).LastOrDefault() is { } seal)
        {
            await RequestAsync(head, seal, cancellation).ConfigureAwait(false);
            view = await ViewAsync(cancellation).ConfigureAwait(false);
        }
        return view.Anchor is { } anchor
            ? [new ContractCall(new ChainJob(id, anchor.JobName),
                Anchor.EncodeCall([anchor.Seq, anchor.Size, anchor.Root.ToBytes(), anchor.Proof.Select(p => p.ToBytes()).ToArray()]))]
            : [];
    }

    /// <inheritdoc/>
    public async Task<ChainReceipt?> DoneAsync(ContractCall call, CancellationToken cancellation)
    {
        var view = await ViewAsync(cancellation).ConfigureAwait(false);
        if (view.Anchor is not { } anchor || anchor.JobName != call.Job.Name
            || await NumberAsync(HeadSeq, cancellation).ConfigureAwait(false) < anchor.Seq
            || await HeadOfAsync(anchor.Seq, cancellation).ConfigureAwait(false) != HeadHash(anchor.Size, anchor.Root))
            return null;
        var argument = new byte[Hash256.Bytes];
        BinaryPrimitives.WriteUInt64BigEndian(argument.AsSpan(Hash256.Bytes - sizeof(ulong)), anchor.Seq);
        return await chain.Logs.LastAsync(id.Contract, Anchored, argument, cancellation).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async Task FinaliseAsync(string jobName, ChainReceipt receipt, CancellationToken cancellation)
    {
        var view = await ViewAsync(cancellation).ConfigureAwait(false);
        if (view.Anchor is { } anchor && anchor.JobName == jobName)
            await entities.DoAsync(new FinaliseAnchor(id, anchor.Seq, receipt, clock.GetUtcNow()), cancellation).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async Task<DateTimeOffset?> WaitingSinceAsync(ContractAnchorView view, CancellationToken cancellation) =>
        (await notary.SealsAsync((long)(view.Head?.Size ?? 0), cancellation).ConfigureAwait(false)).FirstOrDefault()?.SealedAt;

    private Task<ContractAnchorView> ViewAsync(CancellationToken cancellation) =>
        entities.AskAsync<ContractAnchorView>(new GetContractAnchor(id), cancellation);

    // The head a contract has when it is first used: none, or its predecessor's, which must be of this log.
    private async Task<string?> OpenAsync(ulong chainId, CancellationToken cancellation)
    {
        var (seq, size) = (await NumberAsync(HeadSeq, cancellation).ConfigureAwait(false),
            await NumberAsync(HeadSize, cancellation).ConfigureAwait(false));
        var (known, _) = await notary.HeadAsync(cancellation).ConfigureAwait(false);
        if (size > (ulong)known)
            return $"the contract has a head of {size} leaves, the log only {known}: it is another log's, or the log was set back";
        var root = size == 0 ? new Hash256(MerkleHash.Empty) : new Hash256(await notary.RootAsync((long)size, cancellation).ConfigureAwait(false));
        if (seq > 0 && await HeadOfAsync(seq, cancellation).ConfigureAwait(false) != HeadHash(size, root))
            return $"the contract's head {seq} of {size} leaves is of another history than the log's, whose root is {root} there";
        await entities.DoAsync(new OpenContract(id, chainId, new AnchoredHead(seq, size, root, null), clock.GetUtcNow()), cancellation)
            .ConfigureAwait(false);
        return null;
    }

    // The contract would refuse what follows; here it is known why.
    private async Task<string?> RewrittenAsync(AnchoredHead head, CancellationToken cancellation)
    {
        var (size, _) = await notary.HeadAsync(cancellation).ConfigureAwait(false);
        if ((ulong)size < head.Size)
            return $"the log has {size} leaves, {head.Size} were anchored: it was set back";
        var root = new Hash256(await notary.RootAsync((long)head.Size, cancellation).ConfigureAwait(false));
        return root == head.Root ? null : $"the log's root at {head.Size} leaves is {root}, {head.Root} was anchored: the log was rewritten";
    }

    private async Task RequestAsync(AnchoredHead head, Seal seal, CancellationToken cancellation)
    {
        var proof = head.Size == 0
            ? []
            : await notary.ConsistencyAsync((long)head.Size, seal.TreeSize, cancellation).ConfigureAwait(false);
        await entities.DoAsync(new RequestAnchor(id, (ulong)seal.TreeSize, Hash256.Parse("0x" + seal.RootHex),
            proof.Select(p => new Hash256(p)).ToValueList(), clock.GetUtcNow()), cancellation).ConfigureAwait(false);
    }

    private async Task<ulong> NumberAsync(FunctionAbi function, CancellationToken cancellation) =>
        BinaryPrimitives.ReadUInt64BigEndian((await WordAsync(function.EncodeCall([]), cancellation).ConfigureAwait(false)).AsSpan(24));

    private async Task<Hash256> HeadOfAsync(ulong seq, CancellationToken cancellation) =>
        new(await WordAsync(HeadOf.EncodeCall([seq]), cancellation).ConfigureAwait(false));

    private async Task<byte[]> WordAsync(byte[] call, CancellationToken cancellation)
    {
        var word = await chain.CallAsync(id.Contract, call, cancellation).ConfigureAwait(false);
        return word.Length == Hash256.Bytes ? word : throw new CallRefusedException($"{id.Contract} does not answer as an EventLog");
    }
}
