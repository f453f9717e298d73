using Platone.Actors.Ethereum;
using Platone.Actors.Ethereum.Rpc;
using Platone.Actors.Notary.Anchoring.ChainAccounts;

namespace Platone.Actors.Notary.Anchoring.Chains;

/// <summary>
/// A chain as one of its nodes shows it. Every method may raise <see cref="ChainUnreachableException"/>; what was sent may then have
/// arrived all the same.
/// </summary>
internal interface IChain
{
    /// <summary>The chain's id (EIP-155).</summary>
    Task<ulong> ChainIdAsync(CancellationToken cancellation);

    /// <summary>The number of the newest block.</summary>
    Task<ulong> HeightAsync(CancellationToken cancellation);

    /// <summary>The number of the newest block the chain calls final; null if it calls none so.</summary>
    Task<ulong?> FinalisedAsync(CancellationToken cancellation);

    /// <summary>The block with a number, as the chain is now; null if there is none.</summary>
    Task<Block?> BlockAsync(ulong number, CancellationToken cancellation);

    /// <summary>How many transactions of an account are in blocks up to one.</summary>
    /// <param name="account">The account.</param>
    /// <param name="block">The block's number; null for the newest.</param>
    /// <param name="cancellation">Ends it.</param>
    Task<ulong> TransactionCountAsync(Address account, ulong? block, CancellationToken cancellation);

    /// <summary>What a transaction should offer now.</summary>
    Task<GasFees> FeesAsync(CancellationToken cancellation);

    /// <summary>How much gas a call would use as a transaction of an account.</summary>
    /// <exception cref="CallRefusedException">It would be reverted.</exception>
    Task<ulong> EstimateGasAsync(Address from, Address to, byte[] data, CancellationToken cancellation);

    /// <summary>Calls a view of a contract, as of the newest block.</summary>
    /// <exception cref="CallRefusedException">It was reverted.</exception>
    Task<byte[]> CallAsync(Address to, byte[] data, CancellationToken cancellation);

    /// <summary>Whether there is a contract at an address.</summary>
    Task<bool> IsContractAsync(Address address, CancellationToken cancellation);

    /// <summary>Whether there was a contract at an address as of a block; null where the node cannot say any more.</summary>
    Task<bool?> IsContractAsync(Address address, ulong block, CancellationToken cancellation);

    /// <summary>Hands a signed transaction to the node.</summary>
    Task<SendOutcome> SendAsync(byte[] raw, CancellationToken cancellation);

    /// <summary>Whether the node knows a transaction, in a block or waiting.</summary>
    Task<bool> KnowsAsync(Hash256 transaction, CancellationToken cancellation);

    /// <summary>Where a transaction was mined; null if it is in no block.</summary>
    Task<MinedTransaction?> ReceiptAsync(Hash256 transaction, CancellationToken cancellation);

    /// <summary>What a contract logged in some blocks, in their order, by one question: ask <see cref="Logs"/> instead.</summary>
    /// <param name="contract">The contract.</param>
    /// <param name="topics">At each place the topics that may stand there, 32 bytes each; null for any.</param>
    /// <param name="from">Number of the first block.</param>
    /// <param name="to">Number of the last.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="LogsRefusedException">The node refuses it; it may answer to a smaller range.</exception>
    Task<IReadOnlyList<ChainLog>> LogsAsync(Address contract, IReadOnlyList<IReadOnlyList<byte[]>?> topics, ulong from, ulong to,
        CancellationToken cancellation);

    /// <summary>What contracts logged, whatever the node's limits.</summary>
    ChainLogs Logs { get; }

    /// <summary>The proofs of a contract's storage slot as of a block (EIP-1186).</summary>
    Task<AccountProofs> ProofAsync(Address contract, HexBigInteger slot, ulong block, CancellationToken cancellation);
}

/// <summary>What a contract logged.</summary>
/// <param name="Topics">The event's topic and its indexed arguments.</param>
/// <param name="Data">Its other arguments.</param>
/// <param name="Receipt">Where.</param>
internal sealed record ChainLog(IReadOnlyList<byte[]> Topics, byte[] Data, ChainReceipt Receipt);

/// <summary>What a node said to a transaction.</summary>
/// <param name="Kind">In short.</param>
/// <param name="Text">In its own words.</param>
internal readonly record struct SendOutcome(SendOutcomeKind Kind, string Text);

/// <summary>What a node may say to a transaction.</summary>
internal enum SendOutcomeKind
{
    /// <summary>It took it, or had it already.</summary>
    Taken,

    /// <summary>The nonce is used: to be looked up.</summary>
    NonceUsed,

    /// <summary>It wants higher fees: to be replaced when its time has come.</summary>
    Underpriced,

    /// <summary>It refuses it for another reason.</summary>
    Refused,
}

/// <summary>A node of a chain does not answer, or not sensibly.</summary>
public sealed class ChainUnreachableException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>A contract reverts what it is asked.</summary>
internal sealed class CallRefusedException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>A node does not answer of so many blocks at once, or of these.</summary>
internal sealed class LogsRefusedException(string message, Exception? inner = null) : Exception(message, inner);
