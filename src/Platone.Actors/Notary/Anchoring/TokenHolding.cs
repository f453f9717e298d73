using Platone.Actors.Ethereum;

namespace Platone.Actors.Notary.Anchoring;

/// <summary>What a POD's account has on the chain.</summary>
/// <param name="ChainId">The chain.</param>
/// <param name="Contract">The contract of the tokens.</param>
/// <param name="Account">The account; null if none is linked.</param>
/// <param name="BalanceWh">What it holds as of the newest block, Wh: thousandths of a token.</param>
/// <param name="DebtWh">What was to be burned and is owed, Wh: later tokens are set off against it.</param>
/// <param name="Waiting">Grants of the POD that wait for an account.</param>
/// <param name="UnderWay">Batches of the contract that are not final: some may be the POD's.</param>
public sealed record TokenHolding(ulong ChainId, Address Contract, Address? Account, decimal BalanceWh, decimal DebtWh, int Waiting, int UnderWay)
{
    /// <summary>How many accounts the POD had so far: the nonce that the next signs.</summary>
    public ulong Links { get; init; }
}
