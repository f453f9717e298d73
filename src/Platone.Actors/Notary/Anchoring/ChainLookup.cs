using Platone.Actors.Ethereum.Abi;
using Platone.Actors.Ethereum.Rpc;
using Platone.Actors.Kernel;
using Platone.Actors.Notary.Anchoring.Chains;
using Platone.Actors.Notary.Anchoring.Driving;
using Platone.Actors.Notary.Bundles;

namespace Platone.Actors.Notary.Anchoring;

/// <summary>Holds what a bundle says of a chain against a node of that chain.</summary>
public static class ChainLookup
{
    private static readonly FunctionAbi HeadOf = FunctionAbi.Parse("headOf(uint64)");

    /// <summary>Asks a node whether the bundle's block is of its chain, and whether the contract still has the head.</summary>
    /// <param name="url">The node: <c>http://</c> or <c>https://</c>.</param>
    /// <param name="anchor">What the bundle proves.</param>
    /// <param name="cancellation">Gives it up.</param>
    /// <returns>The steps. A node that cannot be reached is a step that failed: nothing was found out.</returns>
    /// <exception cref="ArgumentException">Another kind of URL.</exception>
    public static async Task<IReadOnlyList<VerificationCheck>> CheckAsync(Uri url, ProvenAnchor anchor, CancellationToken cancellation)
    {
        using var client = new RpcClient(url);
        var chain = new JsonRpcChain(client, FeeProfile.Eip1559);
        var checks = new List<VerificationCheck>();
        try
        {
            var chainId = await chain.ChainIdAsync(cancellation).ConfigureAwait(false);
            var isChain = anchor.ChainId is not { } trusted || trusted == chainId;
            checks.Add(new VerificationCheck("node", isChain, $"{client.Name} is of chain {chainId}" + (isChain ? "" : $", not of {anchor.ChainId}")));
            var block = await chain.BlockAsync(anchor.Block, cancellation).ConfigureAwait(false);
            var isBlock = string.Equals(block?.Hash, anchor.BlockHash.ToString(), StringComparison.OrdinalIgnoreCase);
            checks.Add(new VerificationCheck("block", isBlock, isBlock
                ? $"block {anchor.Block} of the chain is {anchor.BlockHash}"
                : $"block {anchor.Block} of the chain is {(block?.Hash is { } other ? OneLine.Short(other) : "not there")}, in the bundle it is {anchor.BlockHash}"));
            var kept = new Hash256(await chain.CallAsync(anchor.Contract, HeadOf.EncodeCall([anchor.Seq]), cancellation).ConfigureAwait(false));
            var head = EventLogWork.HeadHash(anchor.Size, anchor.Root);
            checks.Add(new VerificationCheck("contract", kept == head, kept == head
                ? $"{anchor.Contract} has head {anchor.Seq} of {anchor.Size} leaves, root {anchor.Root}"
                : $"{anchor.Contract} keeps {kept} as head {anchor.Seq}, not {head}"));
        }
        catch (Exception e) when (e is ChainUnreachableException or CallRefusedException or ArgumentException)
        {
            checks.Add(new VerificationCheck("node", false, e.Message));
        }
        return checks;
    }
}
