using Platone.Actors.Ethereum;
using Platone.Actors.Kernel;
using Platone.Actors.Kernel.Aggregates;
using Platone.Actors.Kernel.Identity;

namespace Platone.Actors.Notary.Anchoring.ContractAnchors;

/// <summary>What can be asked for of a contract, and what was seen of it.</summary>
/// <param name="Id">The contract.</param>
/// <param name="At">When the command was given, UTC.</param>
public abstract record ContractAnchorCommand(ContractAnchorId Id, DateTimeOffset At) : ICommand
{
    /// <summary>The shard type, and the first part of the persistence id.</summary>
    public const string EntityKind = "contract-anchor";

    /// <inheritdoc/>
    public string Kind => EntityKind;

    /// <inheritdoc/>
    public string EntityId => Id.ToString();
}

/// <summary>Ties the contract to its chain and to the head it has. Repeatable; another chain is refused.</summary>
/// <param name="Id">The contract.</param>
/// <param name="ChainId">The chain (EIP-155).</param>
/// <param name="Head">The head it has, of this log's history; of a contract without heads: 0, 0 and the root of no leaves.</param>
/// <param name="At">When.</param>
public sealed record OpenContract(ContractAnchorId Id, ulong ChainId, AnchoredHead Head, DateTimeOffset At) : ContractAnchorCommand(Id, At);

/// <summary>Asks for a head to be anchored. While another is under way it is refused: a later head covers an earlier one.</summary>
/// <param name="Id">The contract.</param>
/// <param name="Size">Number of leaves.</param>
/// <param name="Root">Their root.</param>
/// <param name="Proof">RFC 9162 consistency proof from the size anchored last.</param>
/// <param name="At">When.</param>
public sealed record RequestAnchor(ContractAnchorId Id, ulong Size, Hash256 Root, ValueList<Hash256> Proof, DateTimeOffset At)
    : ContractAnchorCommand(Id, At);

/// <summary>Records that a head is anchored for good. Repeatable.</summary>
/// <param name="Id">The contract.</param>
/// <param name="Seq">Its number.</param>
/// <param name="Receipt">The transaction that brought it.</param>
/// <param name="At">When.</param>
public sealed record FinaliseAnchor(ContractAnchorId Id, ulong Seq, ChainReceipt Receipt, DateTimeOffset At) : ContractAnchorCommand(Id, At);

/// <summary>
/// Asks for a batch of tokens. The same again has no effect, whatever accounts were linked and PODs erased since; while it is under way,
/// the same batch of another cause is a conflict. Grants of PODs without an account wait for one.
/// </summary>
/// <param name="Id">The contract.</param>
/// <param name="Settlement">The batch's id.</param>
/// <param name="Cause">The event that granted it.</param>
/// <param name="Grants">1 to 250, one a POD.</param>
/// <param name="At">When.</param>
public sealed record RequestMint(ContractAnchorId Id, Hash256 Settlement, EventId Cause, ValueList<HolderGrant> Grants, DateTimeOffset At)
    : ContractAnchorCommand(Id, At);

/// <summary>
/// Links an account to a POD: it gets the POD's tokens from now on, and those that waited. Whoever sends this has checked the signature.
/// While a batch that takes tokens from the account before it is under way, another is refused.
/// </summary>
/// <param name="Id">The contract.</param>
/// <param name="Pod">The POD.</param>
/// <param name="Account">The account.</param>
/// <param name="Signature">The account's own, by which it agreed (EIP-712): evidence, 65 bytes.</param>
/// <param name="At">When.</param>
public sealed record LinkHolder(ContractAnchorId Id, PodId Pod, Address Account, ValueList<byte> Signature, DateTimeOffset At)
    : ContractAnchorCommand(Id, At)
{
    /// <summary>How many accounts the POD had before, as it was signed.</summary>
    public ulong Nonce { get; init; }

    /// <summary>Until when the signature is good, whole seconds since 1970, as it was signed.</summary>
    public long Deadline { get; init; }

    /// <summary>
    /// The id under which what waited is asked for (<see cref="Registry.PodCommitments.FollowUpOf"/>); needed only where something waits.
    /// </summary>
    public Hash256 FollowUp { get; init; }
}

/// <summary>Forgets a POD that was erased: its account and what waits for one. Repeatable.</summary>
/// <param name="Id">The contract.</param>
/// <param name="Pod">The POD.</param>
/// <param name="At">When.</param>
public sealed record EraseHolder(ContractAnchorId Id, PodId Pod, DateTimeOffset At) : ContractAnchorCommand(Id, At);

/// <summary>Records that tokens are minted for good. Repeatable.</summary>
/// <param name="Id">The contract.</param>
/// <param name="Settlement">Which batch's.</param>
/// <param name="Receipt">The transaction that did it.</param>
/// <param name="At">When.</param>
public sealed record FinaliseMint(ContractAnchorId Id, Hash256 Settlement, ChainReceipt Receipt, DateTimeOffset At) : ContractAnchorCommand(Id, At);

/// <summary>
/// Asks for calls, all of them or none. One that was asked for before has no effect; another call under its name is a conflict.
/// </summary>
/// <param name="Id">The contract.</param>
/// <param name="Calls">At least one; those of a lane in their order.</param>
/// <param name="At">When.</param>
public sealed record RequestCalls(ContractAnchorId Id, ValueList<CallRequest> Calls, DateTimeOffset At) : ContractAnchorCommand(Id, At);

/// <summary>Records that a call has taken effect for good. Repeatable.</summary>
/// <param name="Id">The contract.</param>
/// <param name="Name">Which.</param>
/// <param name="Receipt">The transaction that did it.</param>
/// <param name="At">When.</param>
public sealed record FinaliseCall(ContractAnchorId Id, string Name, ChainReceipt Receipt, DateTimeOffset At) : ContractAnchorCommand(Id, At);

/// <summary>Gives a call up that can never take effect, so that those behind it go on. Repeatable.</summary>
/// <param name="Id">The contract.</param>
/// <param name="Name">Which.</param>
/// <param name="Reason">Why, one sentence.</param>
/// <param name="At">When.</param>
public sealed record AbandonCall(ContractAnchorId Id, string Name, string Reason, DateTimeOffset At) : ContractAnchorCommand(Id, At);

/// <summary>
/// Asks for a settlement's tokens to be released on the access ledger. Repeatable, with whatever certificate: while a message for the
/// settlement is under way or after one took effect, and where this release was asked for, it has no effect.
/// </summary>
/// <param name="Id">The access ledger's bridge.</param>
/// <param name="Settlement">The settlement.</param>
/// <param name="Attempt">1, or one more than messages for it were aborted.</param>
/// <param name="Data">The call of <c>release</c>.</param>
/// <param name="Cause">The event that granted the tokens.</param>
/// <param name="At">When.</param>
public sealed record RequestRelease(ContractAnchorId Id, Hash256 Settlement, int Attempt, ValueList<byte> Data, EventId Cause,
    DateTimeOffset At) : ContractAnchorCommand(Id, At);

/// <summary>Records what a bridge sent for good, and how far it was read. Messages known before have no effect.</summary>
/// <param name="Id">The access ledger's bridge.</param>
/// <param name="Through">Number of the last block that was read.</param>
/// <param name="Messages">Those in the blocks since, in their order.</param>
/// <param name="At">When.</param>
public sealed record ReadMessages(ContractAnchorId Id, ulong Through, ValueList<BridgeMessage> Messages, DateTimeOffset At)
    : ContractAnchorCommand(Id, At);

/// <summary>Records what the other ledger made of a message for good. Repeatable.</summary>
/// <param name="Id">The access ledger's bridge.</param>
/// <param name="Number">The message.</param>
/// <param name="Outcome">What.</param>
/// <param name="Receipt">The transaction on the other ledger.</param>
/// <param name="At">When.</param>
public sealed record AnswerMessage(ContractAnchorId Id, ulong Number, BridgeOutcome Outcome, ChainReceipt Receipt, DateTimeOffset At)
    : ContractAnchorCommand(Id, At);

/// <summary>Records how a message ended on its own ledger for good. Repeatable.</summary>
/// <param name="Id">The access ledger's bridge.</param>
/// <param name="Number">The message.</param>
/// <param name="End">How.</param>
/// <param name="Receipt">The transaction that ended it.</param>
/// <param name="At">When.</param>
public sealed record EndMessage(ContractAnchorId Id, ulong Number, BridgeEnd End, ChainReceipt Receipt, DateTimeOffset At)
    : ContractAnchorCommand(Id, At);

/// <summary>Has a head that the chain lost anchored again: the last one that is final. Repeatable. For an operator's word only.</summary>
/// <param name="Id">The contract.</param>
/// <param name="Anchor">The head, as it was asked for.</param>
/// <param name="Before">The head before it.</param>
/// <param name="At">When.</param>
public sealed record UndoAnchor(ContractAnchorId Id, AnchorRequest Anchor, AnchoredHead Before, DateTimeOffset At) : ContractAnchorCommand(Id, At);

/// <summary>Has a batch of tokens that the chain lost settled again. Repeatable. For an operator's word only.</summary>
/// <param name="Id">The contract.</param>
/// <param name="Mint">The batch, as it was asked for.</param>
/// <param name="At">When.</param>
public sealed record UndoMint(ContractAnchorId Id, MintRequest Mint, DateTimeOffset At) : ContractAnchorCommand(Id, At);

/// <summary>
/// Has calls that the chain lost made again, before all that are under way; all of them or none, so that none is seen without those before it.
/// Repeatable. For an operator's word only.
/// </summary>
/// <param name="Id">The contract.</param>
/// <param name="Calls">The calls of a lane in their order, as they were asked for; they may be given another lane.</param>
/// <param name="At">When.</param>
public sealed record UndoCalls(ContractAnchorId Id, ValueList<CallRequest> Calls, DateTimeOffset At) : ContractAnchorCommand(Id, At);

/// <summary>Forgets messages that the chain lost, and has blocks read again. Repeatable. For an operator's word only.</summary>
/// <param name="Id">The access ledger's bridge.</param>
/// <param name="From">Id of the first message that is gone; one more than that of the newest where none is.</param>
/// <param name="Through">Number of the last block that needs not be read again.</param>
/// <param name="Lost">How many messages for each settlement are gone.</param>
/// <param name="At">When.</param>
public sealed record UndoMessages(ContractAnchorId Id, ulong From, ulong Through, ValueList<LostMessages> Lost, DateTimeOffset At)
    : ContractAnchorCommand(Id, At);

/// <summary>Raises an alarm, unless one of its kind is raised.</summary>
/// <param name="Id">The contract.</param>
/// <param name="Alarm">What.</param>
/// <param name="Detail">One sentence with the values concerned.</param>
/// <param name="At">When.</param>
public sealed record RaiseLedgerAlarm(ContractAnchorId Id, LedgerAlarmKind Alarm, string Detail, DateTimeOffset At) : ContractAnchorCommand(Id, At);

/// <summary>Clears an alarm. Repeatable.</summary>
/// <param name="Id">The contract.</param>
/// <param name="Alarm">What.</param>
/// <param name="At">When.</param>
public sealed record ClearLedgerAlarm(ContractAnchorId Id, LedgerAlarmKind Alarm, DateTimeOffset At) : ContractAnchorCommand(Id, At);
