using Platone.Actors.Notary.Anchoring.ChainAccounts;
using Platone.Actors.Notary.Anchoring.ContractAnchors;

namespace Platone.Actors.Notary.Anchoring;

/// <summary>The ledgers of the configuration, as account and contracts stand in the journal.</summary>
public interface ILedgers
{
    /// <summary>The contract of the tokens, and the chain it is on; null if no ledger has one.</summary>
    (ContractAnchorId Contract, ulong ChainId)? Token { get; }

    /// <summary>Where each ledger stands, in the order of their names; empty if none is used.</summary>
    Task<IReadOnlyList<LedgerStatus>> StatusAsync(CancellationToken cancellation);
}

/// <summary>Where a ledger stands.</summary>
/// <param name="Id">Its name.</param>
/// <param name="Node">The node it is reached by, without anything secret in its URL.</param>
/// <param name="ChainId">The chain (EIP-155).</param>
/// <param name="Account">The account that sends.</param>
/// <param name="EventLog">The contract of the heads; null for none.</param>
/// <param name="FlexToken">The contract of the tokens; null for none.</param>
/// <param name="SealedSize">Leaves under the newest checkpoint.</param>
/// <param name="WaitingSince">When the oldest head that is not anchored for good was sealed; null if none waits, or there is no contract.</param>
public sealed record LedgerStatus(LedgerId Id, string Node, ulong ChainId, ChainAccountView Account, ContractAnchorView? EventLog,
    ContractAnchorView? FlexToken, long SealedSize, DateTimeOffset? WaitingSince)
{
    /// <summary>Raised alarms of both contracts.</summary>
    public IEnumerable<LedgerAlarm> Alarms => (EventLog?.Alarms ?? []).Concat(FlexToken?.Alarms ?? []);
}
