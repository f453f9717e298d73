using Platone.Actors.Kernel.Aggregates;

namespace Platone.Actors.Notary.Anchoring.ChainAccounts;

/// <summary>What an account can be asked to do. Each records a step before it is taken, or after it was seen on the chain.</summary>
/// <param name="Id">The account.</param>
/// <param name="At">When the command was given, UTC.</param>
public abstract record ChainAccountCommand(ChainAccountId Id, DateTimeOffset At) : ICommand
{
    /// <summary>The shard type, and the first part of the persistence id.</summary>
    public const string EntityKind = "chain-account";

    /// <inheritdoc/>
    public string Kind => EntityKind;

    /// <inheritdoc/>
    public string EntityId => Id.ToString();
}

/// <summary>Ties the account to a chain. Repeatable; another chain is refused.</summary>
/// <param name="Id">The account.</param>
/// <param name="ChainId">The chain (EIP-155).</param>
/// <param name="NextNonce">The first nonce the account has not used yet.</param>
/// <param name="At">When.</param>
public sealed record OpenAccount(ChainAccountId Id, ulong ChainId, ulong NextNonce, DateTimeOffset At) : ChainAccountCommand(Id, At);

/// <summary>Records a transaction for a job before it is sent. Where one is under way for it already this has no effect.</summary>
/// <param name="Id">The account.</param>
/// <param name="Job">What it is for.</param>
/// <param name="Nonce">Its nonce: the account's next.</param>
/// <param name="Transaction">It.</param>
/// <param name="At">When.</param>
public sealed record SignTransaction(ChainAccountId Id, ChainJob Job, ulong Nonce, OutgoingTransaction Transaction, DateTimeOffset At)
    : ChainAccountCommand(Id, At);

/// <summary>Records that a node took what was signed last. Repeatable.</summary>
/// <param name="Id">The account.</param>
/// <param name="Nonce">Its nonce.</param>
/// <param name="Hash">Its hash.</param>
/// <param name="At">When.</param>
public sealed record SubmitTransaction(ChainAccountId Id, ulong Nonce, Hash256 Hash, DateTimeOffset At) : ChainAccountCommand(Id, At);

/// <summary>Records a replacement with higher fees before it is sent.</summary>
/// <param name="Id">The account.</param>
/// <param name="Nonce">The nonce of both.</param>
/// <param name="Replaced">Hash of what it replaces: what was signed last.</param>
/// <param name="Transaction">The replacement.</param>
/// <param name="MostReplacements">How often a transaction may be replaced.</param>
/// <param name="At">When.</param>
public sealed record ReplaceTransaction(ChainAccountId Id, ulong Nonce, Hash256 Replaced, OutgoingTransaction Transaction, int MostReplacements,
    DateTimeOffset At) : ChainAccountCommand(Id, At);

/// <summary>Records that a transaction is in a block. In another block than before: the chain was reorganised in between.</summary>
/// <param name="Id">The account.</param>
/// <param name="Nonce">Its nonce.</param>
/// <param name="Mined">Where.</param>
/// <param name="At">When.</param>
public sealed record MineTransaction(ChainAccountId Id, ulong Nonce, MinedTransaction Mined, DateTimeOffset At) : ChainAccountCommand(Id, At);

/// <summary>Records that the block a transaction was in is no longer of the chain: it is under way again, with the same nonce.</summary>
/// <param name="Id">The account.</param>
/// <param name="Nonce">Its nonce.</param>
/// <param name="Block">Hash of the block that went.</param>
/// <param name="At">When.</param>
public sealed record ReorgTransaction(ChainAccountId Id, ulong Nonce, Hash256 Block, DateTimeOffset At) : ChainAccountCommand(Id, At);

/// <summary>Records that a mined transaction can no longer go: deep enough, its block's hash looked at again. Repeatable.</summary>
/// <param name="Id">The account.</param>
/// <param name="Nonce">Its nonce.</param>
/// <param name="Receipt">Which, where.</param>
/// <param name="At">When.</param>
public sealed record FinaliseTransaction(ChainAccountId Id, ulong Nonce, ChainReceipt Receipt, DateTimeOffset At) : ChainAccountCommand(Id, At);

/// <summary>
/// Records that a nonce was used by a transaction that this account's journal does not know (the key was used elsewhere): its job is free
/// for another nonce. The contract, not the nonce, is what keeps a job from being done twice.
/// </summary>
/// <param name="Id">The account.</param>
/// <param name="Nonce">The nonce.</param>
/// <param name="At">When.</param>
public sealed record LoseNonce(ChainAccountId Id, ulong Nonce, DateTimeOffset At) : ChainAccountCommand(Id, At);

/// <summary>Records that nonces were used elsewhere before this account came to them. Repeatable.</summary>
/// <param name="Id">The account.</param>
/// <param name="NextNonce">The first nonce that was not.</param>
/// <param name="At">When.</param>
public sealed record SkipNonces(ChainAccountId Id, ulong NextNonce, DateTimeOffset At) : ChainAccountCommand(Id, At);

/// <summary>
/// Has the account go on with a nonce below those that were final, for the chain lost these. Repeatable. For an operator's word only.
/// </summary>
/// <param name="Id">The account.</param>
/// <param name="NextNonce">How many transactions of the account the chain has.</param>
/// <param name="At">When.</param>
public sealed record SetAccountBack(ChainAccountId Id, ulong NextNonce, DateTimeOffset At) : ChainAccountCommand(Id, At);
