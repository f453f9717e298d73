using Platone.Actors.Kernel.Identity;
using Platone.Actors.Notary.Anchoring.ChainAccounts;
using Platone.Actors.Notary.Anchoring.Chains;
using Platone.Actors.Notary.Anchoring.ContractAnchors;
using Platone.Actors.Notary.Anchoring.Registry;
using Platone.Actors.Notary.Anchoring.Resuming;

namespace Platone.Actors.Notary.Anchoring;

/// <summary>The ledgers of the configuration, as account and contracts stand in the journal.</summary>
public interface ILedgers
{
    /// <summary>The contract of a kind, and the chain it is on; null if no ledger has one. Of two the service ledger's, of registries the access
    /// ledger's.</summary>
    (ContractAnchorId Contract, ulong ChainId)? Find(ContractKind kind);

    /// <summary>The contract of a kind on a ledger, and its chain; null if there is none.</summary>
    (ContractAnchorId Contract, ulong ChainId)? Find(LedgerId ledger, ContractKind kind);

    /// <summary>The registry of PODs, to be asked; null if no ledger has one.</summary>
    IPodRegistry? Registry { get; }

    /// <summary>What a POD's account has of tokens on the chain, as of its newest block; null if no ledger has a contract of them.</summary>
    /// <exception cref="ChainUnreachableException">The node of the chain does not answer.</exception>
    Task<TokenHolding?> HoldingAsync(PodId pod, CancellationToken cancellation);

    /// <summary>What a ledger's chain lost of what was final; null if no such ledger is used.</summary>
    /// <exception cref="ChainUnreachableException">The node of the chain does not answer.</exception>
    /// <exception cref="LedgerNotResumableException">It is of another chain, or a contract is not there.</exception>
    Task<LedgerSetBack?> SetBackAsync(LedgerId ledger, CancellationToken cancellation);

    /// <summary>Has all done again that a ledger's chain lost, and returns what that was when it is durable; null if no such ledger is used.
    /// Repeatable.</summary>
    /// <exception cref="ChainUnreachableException">The node of the chain does not answer.</exception>
    /// <exception cref="LedgerNotResumableException">It is of another chain, or a contract is not there.</exception>
    Task<LedgerSetBack?> ResumeAsync(LedgerId ledger, CancellationToken cancellation);

    /// <summary>Where each ledger stands, in the order of their names; empty if none is used.</summary>
    Task<IReadOnlyList<LedgerStatus>> StatusAsync(CancellationToken cancellation);

    /// <summary>How far a ledger's chain is now, asked of its node; null if there is no such ledger.</summary>
    /// <exception cref="ChainUnreachableException">The node of the chain does not answer.</exception>
    Task<ChainLook?> LookAsync(LedgerId ledger, CancellationToken cancellation);
}

/// <summary>Where a ledger stands.</summary>
/// <param name="Id">Its name.</param>
/// <param name="Node">The node it is reached by, without anything secret in its URL.</param>
/// <param name="ChainId">The chain (EIP-155).</param>
/// <param name="Account">The account that sends.</param>
/// <param name="Contracts">Its contracts.</param>
/// <param name="SealedSize">Leaves under the newest checkpoint.</param>
/// <param name="WaitingSince">When the oldest head that is not anchored for good was sealed; null if none waits, or there is no contract.</param>
public sealed record LedgerStatus(LedgerId Id, string Node, ulong ChainId, ChainAccountView Account,
    IReadOnlyDictionary<ContractKind, ContractAnchorView> Contracts, long SealedSize, DateTimeOffset? WaitingSince)
{
    /// <summary>Raised alarms of all contracts.</summary>
    public IEnumerable<LedgerAlarm> Alarms => Contracts.Values.SelectMany(c => c.Alarms);

    /// <summary>How it is used.</summary>
    public LedgerTerms Terms { get; init; } = new(FeeProfile.Eip1559, 0, false, default, default);
}

/// <summary>How a ledger is used, as configured.</summary>
/// <param name="Profile">How transactions pay.</param>
/// <param name="Confirmations">Blocks a transaction must have to be final, its own among them.</param>
/// <param name="AwaitsFinalized">Whether the chain itself must call the block final besides.</param>
/// <param name="Interval">How often the chain is looked at.</param>
/// <param name="LagAlarm">How long a sealed head may wait to be anchored for good before there is an alarm.</param>
public sealed record LedgerTerms(FeeProfile Profile, ulong Confirmations, bool AwaitsFinalized, TimeSpan Interval, TimeSpan LagAlarm);

/// <summary>How far a chain is.</summary>
/// <param name="Height">Number of its newest block.</param>
/// <param name="Final">Number of the newest block that can no longer go, by the ledger's own terms; null if none.</param>
/// <param name="SupplyWh">All tokens that there are, Wh: thousandths of a token; null where the ledger has no contract of them.</param>
public sealed record ChainLook(ulong Height, ulong? Final, decimal? SupplyWh);
