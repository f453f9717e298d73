using Platone.Actors.Kernel;

namespace Platone.Actors.Scd.Ledgers;

/// <summary>What of a session a <c>FlexMarket</c> was asked for, and has.</summary>
/// <param name="Ledger">The ledger.</param>
/// <param name="Contract">Address of the contract.</param>
/// <param name="Requests">That its requests are fixed; null before the gate closed.</param>
/// <param name="Offers">That its offers are fixed; null before the gate closed.</param>
/// <param name="Outcome">That its outcome is fixed; null before it was published.</param>
/// <param name="Proved">That every award of it is proved, with the last proof; null before it was published.</param>
/// <param name="Settlements">The versions of its settlement, in their order.</param>
public sealed record SessionLedgerRow(string Ledger, string Contract, LedgerCallRow? Requests, LedgerCallRow? Offers, LedgerCallRow? Outcome,
    LedgerCallRow? Proved, ValueList<LedgerSettlementRow> Settlements);

/// <summary>A version of a settlement on a ledger.</summary>
/// <param name="Version">Which.</param>
/// <param name="Call">Where it stands.</param>
public sealed record LedgerSettlementRow(int Version, LedgerCallRow Call);

/// <summary>The call that proves an award.</summary>
/// <param name="Ledger">The ledger.</param>
/// <param name="Contract">Address of its <c>FlexMarket</c>.</param>
/// <param name="Name">Its name: <c>market-session-{id}/awards-2-of-3</c>.</param>
/// <param name="Call">Where it stands.</param>
public sealed record AwardLedgerRow(string Ledger, string Contract, string Name, LedgerCallRow Call);

/// <summary>Where a call of a contract stands.</summary>
/// <param name="RequestedAt">When it was asked for.</param>
/// <param name="TransactionHash">The transaction that did it for good; null while none has.</param>
/// <param name="BlockNumber">The block that is in.</param>
/// <param name="BlockHash">That block's hash.</param>
/// <param name="FinalAt">When it was seen that it can no longer go.</param>
/// <param name="GivenUp">Why it was given up; null if it was not.</param>
public sealed record LedgerCallRow(DateTimeOffset RequestedAt, string? TransactionHash, long? BlockNumber, string? BlockHash, DateTimeOffset? FinalAt,
    string? GivenUp)
{
    /// <summary>Whether it took effect for good.</summary>
    public bool IsFinal => TransactionHash is not null;
}
