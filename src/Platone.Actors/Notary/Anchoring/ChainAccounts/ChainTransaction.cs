using Platone.Actors.Kernel;

namespace Platone.Actors.Notary.Anchoring.ChainAccounts;

/// <summary>A transaction that is under way: everything that was signed with one nonce.</summary>
/// <param name="Nonce">The nonce.</param>
/// <param name="Job">What it is for.</param>
/// <param name="Signed">What was signed, each replacing the one before; at least one.</param>
/// <param name="SubmittedAt">When a node took the last of them; null if none has yet.</param>
/// <param name="Mined">Where it was mined; null if it was not, or not any more.</param>
public sealed record ChainTransaction(ulong Nonce, ChainJob Job, ValueList<OutgoingTransaction> Signed, DateTimeOffset? SubmittedAt,
    MinedTransaction? Mined)
{
    /// <summary>What was signed last: what is sent.</summary>
    public OutgoingTransaction Last => Signed[^1];

    /// <summary>How often it was replaced by a dearer one.</summary>
    public int Raised => Signed.Zip(Signed.Skip(1), (before, after) => after.Fees.Outbid(before.Fees)).Count(isDearer => isDearer);
}

/// <summary>A transaction in a block.</summary>
/// <param name="Receipt">Which, where.</param>
/// <param name="Succeeded">Whether it took effect; false if it was reverted (its nonce is used all the same).</param>
/// <param name="GasUsed">Gas it used.</param>
public sealed record MinedTransaction(ChainReceipt Receipt, bool Succeeded, ulong GasUsed);
