using Platone.Actors.Notary.Anchoring.Resuming;

namespace Platone.Host.Rest.Ledgers;

/// <summary>An operator's word to go on with a ledger.</summary>
/// <param name="Reason">Why, 1 to 200 characters of one line; nothing personal, for the operator journal keeps it for ever.</param>
internal sealed record ResumeBody(string? Reason);

/// <summary>What a chain lost of what was final.</summary>
/// <param name="Ledger">The ledger.</param>
/// <param name="IsSetBack">Whether it lost anything.</param>
/// <param name="Height">Number of the chain's newest block.</param>
/// <param name="LastBlock">Number of the newest block with something final that the chain has still; null if it has none of them.</param>
/// <param name="Heads">How many heads of the log it lost.</param>
/// <param name="Mints">How many batches of tokens.</param>
/// <param name="Calls">How many other calls.</param>
/// <param name="Messages">How many messages of the bridge.</param>
/// <param name="FinalTransactions">How many transactions of the account were final.</param>
/// <param name="Transactions">How many the chain has.</param>
internal sealed record LedgerSetBackView(string Ledger, bool IsSetBack, ulong Height, ulong? LastBlock, int Heads, int Mints, int Calls, int Messages,
    ulong FinalTransactions, ulong Transactions)
{
    /// <summary>The view of it.</summary>
    public static LedgerSetBackView Of(LedgerSetBack s) =>
        new(s.Ledger.Value, s.IsSetBack, s.Height, s.LastBlock?.Number, s.Heads, s.Mints, s.Calls, s.Messages, s.Final, s.Transactions);
}
