namespace Platone.Actors.Notary.Anchoring.Resuming;

/// <summary>What a chain lost of what was final: it was set back, or another was put in its place.</summary>
/// <param name="Ledger">The ledger.</param>
/// <param name="Height">Number of the chain's newest block.</param>
/// <param name="LastBlock">The newest block with something final that the chain has still; null if it has none of them.</param>
/// <param name="Heads">How many heads it lost.</param>
/// <param name="Mints">How many batches of tokens.</param>
/// <param name="Calls">How many other calls.</param>
/// <param name="Messages">How many messages of the bridge, of the access ledger.</param>
/// <param name="Final">How many transactions of the account were final.</param>
/// <param name="Transactions">How many transactions of the account the chain has.</param>
public sealed record LedgerSetBack(LedgerId Ledger, ulong Height, BlockRef? LastBlock, int Heads, int Mints, int Calls, int Messages, ulong Final,
    ulong Transactions)
{
    /// <summary>Whether it lost anything.</summary>
    public bool IsSetBack => Heads + Mints + Calls + Messages > 0 || Transactions < Final;
}

/// <summary>A ledger cannot be gone on with: what is there is not the chain or the contracts of the journal.</summary>
/// <param name="message">Why.</param>
public sealed class LedgerNotResumableException(string message) : Exception(message);
