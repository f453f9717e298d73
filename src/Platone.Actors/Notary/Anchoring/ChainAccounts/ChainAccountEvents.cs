using Platone.Actors.Kernel.Aggregates;

namespace Platone.Actors.Notary.Anchoring.ChainAccounts;

/// <summary>What can happen to an account.</summary>
/// <param name="Id">The account.</param>
/// <param name="RecordedAt">When, UTC.</param>
public abstract record ChainAccountEvent(ChainAccountId Id, DateTimeOffset RecordedAt) : IDomainEvent;

/// <summary>The account was tied to a chain.</summary>
/// <param name="Id">The account.</param>
/// <param name="ChainId">The chain (EIP-155).</param>
/// <param name="NextNonce">The first nonce it may use.</param>
/// <param name="RecordedAt">When.</param>
public sealed record AccountOpened(ChainAccountId Id, ulong ChainId, ulong NextNonce, DateTimeOffset RecordedAt) : ChainAccountEvent(Id, RecordedAt);

/// <summary>A transaction was signed; it may be sent from now on.</summary>
/// <param name="Id">The account.</param>
/// <param name="Job">What it is for.</param>
/// <param name="Nonce">Its nonce.</param>
/// <param name="Transaction">It.</param>
/// <param name="RecordedAt">When.</param>
public sealed record TransactionSigned(ChainAccountId Id, ChainJob Job, ulong Nonce, OutgoingTransaction Transaction, DateTimeOffset RecordedAt)
    : ChainAccountEvent(Id, RecordedAt);

/// <summary>A node took what was signed last.</summary>
/// <param name="Id">The account.</param>
/// <param name="Nonce">Its nonce.</param>
/// <param name="Hash">Its hash.</param>
/// <param name="RecordedAt">When.</param>
public sealed record TransactionSubmitted(ChainAccountId Id, ulong Nonce, Hash256 Hash, DateTimeOffset RecordedAt) : ChainAccountEvent(Id, RecordedAt);

/// <summary>A transaction with the same nonce and higher fees was signed; it may be sent from now on.</summary>
/// <param name="Id">The account.</param>
/// <param name="Nonce">The nonce of both.</param>
/// <param name="Replaced">Hash of what it replaces.</param>
/// <param name="Transaction">The replacement.</param>
/// <param name="RecordedAt">When.</param>
public sealed record TransactionReplaced(ChainAccountId Id, ulong Nonce, Hash256 Replaced, OutgoingTransaction Transaction, DateTimeOffset RecordedAt)
    : ChainAccountEvent(Id, RecordedAt);

/// <summary>A transaction was found in a block.</summary>
/// <param name="Id">The account.</param>
/// <param name="Nonce">Its nonce.</param>
/// <param name="Mined">Where.</param>
/// <param name="RecordedAt">When.</param>
public sealed record TransactionMined(ChainAccountId Id, ulong Nonce, MinedTransaction Mined, DateTimeOffset RecordedAt)
    : ChainAccountEvent(Id, RecordedAt);

/// <summary>The block a transaction was in is no longer of the chain.</summary>
/// <param name="Id">The account.</param>
/// <param name="Nonce">Its nonce.</param>
/// <param name="Block">Hash of the block that went.</param>
/// <param name="RecordedAt">When.</param>
public sealed record TransactionReorged(ChainAccountId Id, ulong Nonce, Hash256 Block, DateTimeOffset RecordedAt) : ChainAccountEvent(Id, RecordedAt);

/// <summary>A transaction can no longer go.</summary>
/// <param name="Id">The account.</param>
/// <param name="Nonce">Its nonce.</param>
/// <param name="Receipt">Which, where.</param>
/// <param name="RecordedAt">When.</param>
public sealed record TransactionFinalised(ChainAccountId Id, ulong Nonce, ChainReceipt Receipt, DateTimeOffset RecordedAt)
    : ChainAccountEvent(Id, RecordedAt);

/// <summary>A nonce was used by somebody else who has the key.</summary>
/// <param name="Id">The account.</param>
/// <param name="Nonce">The nonce.</param>
/// <param name="RecordedAt">When.</param>
public sealed record NonceLost(ChainAccountId Id, ulong Nonce, DateTimeOffset RecordedAt) : ChainAccountEvent(Id, RecordedAt);

/// <summary>Nonces were used by somebody else who has the key, before the account came to them.</summary>
/// <param name="Id">The account.</param>
/// <param name="NextNonce">The first that was not.</param>
/// <param name="RecordedAt">When.</param>
public sealed record NoncesSkipped(ChainAccountId Id, ulong NextNonce, DateTimeOffset RecordedAt) : ChainAccountEvent(Id, RecordedAt);

/// <summary>
/// The chain was set back behind what was final, and lost transactions of the account: it goes on with the first nonce that is free now, and
/// what was signed is forgotten. Its jobs, and those that were done by what is lost, get new transactions. An operator said so.
/// </summary>
/// <param name="Id">The account.</param>
/// <param name="NextNonce">The first nonce it may use.</param>
/// <param name="RecordedAt">When.</param>
public sealed record AccountSetBack(ChainAccountId Id, ulong NextNonce, DateTimeOffset RecordedAt) : ChainAccountEvent(Id, RecordedAt);
