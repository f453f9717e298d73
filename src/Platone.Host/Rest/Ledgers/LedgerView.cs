using Platone.Actors.Notary.Anchoring;
using Platone.Actors.Notary.Anchoring.ChainAccounts;
using Platone.Actors.Notary.Anchoring.ContractAnchors;

namespace Platone.Host.Rest.Ledgers;

/// <summary>Where a ledger stands.</summary>
/// <param name="Ledger"><c>service</c> or <c>access</c>.</param>
/// <param name="Node">The node it is reached by.</param>
/// <param name="ChainId">The chain.</param>
/// <param name="Account">Address of the account that sends.</param>
/// <param name="NextNonce">The nonce of its next transaction.</param>
/// <param name="UnderWay">Its transactions that are not final.</param>
/// <param name="Heads">The contract of the log's heads; null for none.</param>
/// <param name="Tokens">The contract of the tokens; null for none.</param>
/// <param name="Calls">Its other contracts.</param>
/// <param name="SealedSize">Leaves under the newest checkpoint.</param>
/// <param name="WaitingSince">When the oldest head that is not anchored for good was sealed; null if none waits.</param>
/// <param name="Alarms">What keeps it from its work.</param>
internal sealed record LedgerView(string Ledger, string Node, ulong ChainId, string Account, ulong NextNonce, IReadOnlyList<UnderWayView> UnderWay,
    HeadsView? Heads, TokensView? Tokens, IReadOnlyList<CallsView> Calls, long SealedSize, DateTimeOffset? WaitingSince, IReadOnlyList<LedgerAlarmView> Alarms)
{
    /// <summary>The view of a status.</summary>
    public static LedgerView Of(LedgerStatus s) => new(s.Id.Value, s.Node, s.ChainId, s.Account.Id.Account.ToString(), s.Account.NextNonce,
        [.. s.Account.UnderWay.Select(UnderWayView.Of)], s.Contracts.TryGetValue(ContractKind.EventLog, out var heads) ? HeadsView.Of(heads) : null,
        s.Contracts.TryGetValue(ContractKind.FlexToken, out var tokens) ? TokensView.Of(tokens) : null,
        [.. s.Contracts.Where(c => c.Key is not (ContractKind.EventLog or ContractKind.FlexToken)).Select(c => CallsView.Of(c.Key, c.Value))], s.SealedSize, s.WaitingSince,
        [.. s.Alarms.Select(a => new LedgerAlarmView(Json.ApiJson.Name(a.Kind), a.Detail, a.Since))]);
}

/// <summary>A transaction that is not final.</summary>
/// <param name="Nonce">Its nonce.</param>
/// <param name="Job">What it is for.</param>
/// <param name="Transaction">Hash of what was signed last.</param>
/// <param name="Replaced">How often it was replaced.</param>
/// <param name="Block">Number of the block it is in; null if it is in none.</param>
internal sealed record UnderWayView(ulong Nonce, string Job, string Transaction, int Replaced, ulong? Block)
{
    /// <summary>The view of one.</summary>
    public static UnderWayView Of(ChainTransaction t) =>
        new(t.Nonce, t.Job.Name, t.Last.Hash.ToString(), t.Signed.Count - 1, t.Mined?.Receipt.Block.Number);
}

/// <summary>The contract of the log's heads.</summary>
/// <param name="Contract">Its address.</param>
/// <param name="Seq">Number of the head anchored last for good.</param>
/// <param name="Size">Its leaves.</param>
/// <param name="Root">Its root; null while there is no contact yet.</param>
/// <param name="Transaction">The transaction that brought it, if any did.</param>
/// <param name="Block">The block that is in.</param>
/// <param name="UnderWay">Leaves of the head under way; null if none is.</param>
internal sealed record HeadsView(string Contract, ulong Seq, ulong Size, string? Root, string? Transaction, ulong? Block, ulong? UnderWay)
{
    /// <summary>The view of one.</summary>
    public static HeadsView Of(ContractAnchorView c) => new(c.Id.Contract.ToString(), c.Head?.Seq ?? 0, c.Head?.Size ?? 0, c.Head?.Root.ToString(),
        c.Head?.Receipt?.Transaction.ToString(), c.Head?.Receipt?.Block.Number, c.Anchor?.Size);
}

/// <summary>The contract of the tokens.</summary>
/// <param name="Contract">Its address.</param>
/// <param name="Minted">Batches that are final.</param>
/// <param name="UnderWay">Batches that are not.</param>
/// <param name="Waiting">Grants of PODs to which no account is linked.</param>
internal sealed record TokensView(string Contract, int Minted, int UnderWay, int Waiting)
{
    /// <summary>The view of one.</summary>
    public static TokensView Of(ContractAnchorView c) => new(c.Id.Contract.ToString(), c.Minted, c.Mints.Count + c.OtherMints, c.Waiting);
}

/// <summary>A contract that is called for what is done in the market, and by whom.</summary>
/// <param name="Kind"><c>flex-market</c>, <c>pod-registry</c> or <c>bridge</c>.</param>
/// <param name="Contract">Its address.</param>
/// <param name="Done">Calls that are final.</param>
/// <param name="UnderWay">Calls that are not.</param>
/// <param name="Abandoned">Calls given up, since they can never take effect.</param>
/// <param name="Messages">Of the access ledger's bridge: the messages it sent; null of others.</param>
internal sealed record CallsView(string Kind, string Contract, int Done, int UnderWay, int Abandoned, MessagesView? Messages)
{
    /// <summary>The view of one.</summary>
    public static CallsView Of(ContractKind kind, ContractAnchorView c) =>
        new(Json.ApiJson.Name(kind), c.Id.Contract.ToString(), c.Called, c.Calls.Count + c.OtherCalls, c.Abandoned,
            c.ReadThrough is { } through ? new MessagesView(c.LastMessage, through, c.Messages.Count, c.Aborted.Count) : null);
}

/// <summary>Messages by which tokens are released from the access ledger to the service ledger.</summary>
/// <param name="Sent">How many were sent for good.</param>
/// <param name="ReadThrough">Number of the last block that was read for them.</param>
/// <param name="UnderWay">Those that are neither committed nor aborted for good.</param>
/// <param name="Aborted">Settlements whose last message was aborted and that the token would not take.</param>
internal sealed record MessagesView(ulong Sent, ulong ReadThrough, int UnderWay, int Aborted);

/// <summary>What keeps a ledger from its work.</summary>
/// <param name="Kind">Which kind of trouble.</param>
/// <param name="Detail">One sentence, as it was when it began.</param>
/// <param name="Since">When that was.</param>
internal sealed record LedgerAlarmView(string Kind, string Detail, DateTimeOffset Since);
