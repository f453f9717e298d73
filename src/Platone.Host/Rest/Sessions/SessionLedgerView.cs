using Platone.Actors.Scd.Ledgers;

namespace Platone.Host.Rest.Sessions;

/// <summary>Where a session stands on a ledger.</summary>
/// <param name="Ledger">The ledger.</param>
/// <param name="Contract">Address of its <c>FlexMarket</c>.</param>
/// <param name="Requests">That its requests are fixed there; null before its gate closed.</param>
/// <param name="Offers">That its offers are fixed there; null before its gate closed.</param>
/// <param name="Outcome">That its outcome is fixed there; null before it was published.</param>
/// <param name="Proved">That the contract has proved every award of it; null before it was published.</param>
/// <param name="Settlements">Versions of its settlement, in order.</param>
internal sealed record SessionLedgerView(string Ledger, string Contract, LedgerCallView? Requests, LedgerCallView? Offers, LedgerCallView? Outcome,
    LedgerCallView? Proved, IReadOnlyList<LedgerSettlementView> Settlements)
{
    /// <summary>The view of a row.</summary>
    public static SessionLedgerView? Of(SessionLedgerRow? row) => row is null ? null : new(row.Ledger, row.Contract, LedgerCallView.Of(row.Requests),
        LedgerCallView.Of(row.Offers), LedgerCallView.Of(row.Outcome), LedgerCallView.Of(row.Proved),
        [.. row.Settlements.Select(s => new LedgerSettlementView(s.Version, LedgerCallView.Of(s.Call)!))]);
}

/// <summary>A version of a settlement on a ledger.</summary>
/// <param name="Version">Which.</param>
/// <param name="Call">Where it stands.</param>
internal sealed record LedgerSettlementView(int Version, LedgerCallView Call);

/// <summary>Where something stands that a contract was asked for.</summary>
/// <param name="State">under-way, final or given-up.</param>
/// <param name="Transaction">The transaction that did it for good; null while none has.</param>
/// <param name="Block">The block that is in.</param>
/// <param name="BlockHash">That block's hash.</param>
/// <param name="Reason">Why it was given up; null if it was not.</param>
internal sealed record LedgerCallView(LedgerCallState State, string? Transaction, long? Block, string? BlockHash, string? Reason)
{
    /// <summary>The view of a row.</summary>
    public static LedgerCallView? Of(LedgerCallRow? row) => row is null ? null : new(
        row.IsFinal ? LedgerCallState.Final : row.GivenUp is not null ? LedgerCallState.GivenUp : LedgerCallState.UnderWay,
        row.TransactionHash, row.BlockNumber, row.BlockHash, row.GivenUp);
}

/// <summary>Where a call stands.</summary>
internal enum LedgerCallState
{
    /// <summary>Asked for.</summary>
    UnderWay,

    /// <summary>It took effect for good.</summary>
    Final,

    /// <summary>It can never take effect.</summary>
    GivenUp,
}
