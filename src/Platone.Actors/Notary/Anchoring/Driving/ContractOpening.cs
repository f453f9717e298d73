using Platone.Actors.Kernel.Aggregates;
using Platone.Actors.Notary.Anchoring.Chains;
using Platone.Actors.Notary.Anchoring.ContractAnchors;

namespace Platone.Actors.Notary.Anchoring.Driving;

/// <summary>Ties a contract that has no heads to its chain.</summary>
internal static class ContractOpening
{
    /// <summary>Ties it if it is not yet, and looks whether it is there and of the chain that the journal says.</summary>
    /// <returns>Null if all is well; else what is not.</returns>
    public static async Task<string?> CheckAsync(ContractAnchorId id, ContractAnchorView view, ulong chainId, IChain chain, IEntities entities,
        TimeProvider clock, CancellationToken cancellation)
    {
        if (!await chain.IsContractAsync(id.Contract, cancellation).ConfigureAwait(false))
            return $"there is no contract at {id.Contract}";
        if (view.ChainId is { } known)
            return known == chainId ? null : $"what the journal has of {id} is on chain {known}, not on {chainId}";
        await entities.DoAsync(new OpenContract(id, chainId, new AnchoredHead(0, 0, default, null), clock.GetUtcNow()), cancellation)
            .ConfigureAwait(false);
        return null;
    }
}
