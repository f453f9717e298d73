using Platone.Actors.Kernel;
using Platone.Actors.Kernel.Aggregates;
using Platone.Actors.Kernel.Identity;

namespace Platone.Actors.Notary.Anchoring.ContractAnchors;

/// <summary>What can happen to a contract.</summary>
/// <param name="Id">The contract.</param>
/// <param name="RecordedAt">When, UTC.</param>
public abstract record ContractAnchorEvent(ContractAnchorId Id, DateTimeOffset RecordedAt) : IDomainEvent;

/// <summary>The contract was tied to its chain and the head it has.</summary>
/// <param name="Id">The contract.</param>
/// <param name="ChainId">The chain (EIP-155).</param>
/// <param name="Head">The head it had.</param>
/// <param name="RecordedAt">When.</param>
public sealed record ContractOpened(ContractAnchorId Id, ulong ChainId, AnchoredHead Head, DateTimeOffset RecordedAt)
    : ContractAnchorEvent(Id, RecordedAt);

/// <summary>A head is to be anchored.</summary>
/// <param name="Id">The contract.</param>
/// <param name="Anchor">Which, with the proof that it extends the one before.</param>
/// <param name="RecordedAt">When.</param>
public sealed record AnchorRequested(ContractAnchorId Id, AnchorRequest Anchor, DateTimeOffset RecordedAt) : ContractAnchorEvent(Id, RecordedAt);

/// <summary>A head is anchored for good.</summary>
/// <param name="Id">The contract.</param>
/// <param name="Head">Which, and where.</param>
/// <param name="RecordedAt">When.</param>
public sealed record AnchorFinalised(ContractAnchorId Id, AnchoredHead Head, DateTimeOffset RecordedAt) : ContractAnchorEvent(Id, RecordedAt);

/// <summary>Tokens are to be minted and burned.</summary>
/// <param name="Id">The contract.</param>
/// <param name="Mint">Which.</param>
/// <param name="Waiting">What of the batch waits for an account; grants of PODs that were erased since are missing.</param>
/// <param name="RecordedAt">When.</param>
public sealed record MintRequested(ContractAnchorId Id, MintRequest Mint, ValueList<HolderGrant> Waiting, DateTimeOffset RecordedAt)
    : ContractAnchorEvent(Id, RecordedAt);

/// <summary>An account was linked to a POD. What waited for it is asked for in the event that follows.</summary>
/// <param name="Id">The contract.</param>
/// <param name="Link">Which to which; null once the POD was erased.</param>
/// <param name="RecordedAt">When.</param>
public sealed record HolderLinked(ContractAnchorId Id, HolderLink? Link, DateTimeOffset RecordedAt) : ContractAnchorEvent(Id, RecordedAt);

/// <summary>What had waited for a POD's account is to be minted and burned.</summary>
/// <param name="Id">The contract.</param>
/// <param name="Waiting">Which; null once the POD was erased.</param>
/// <param name="RecordedAt">When.</param>
public sealed record WaitingRequested(ContractAnchorId Id, WaitingMint? Waiting, DateTimeOffset RecordedAt)
    : ContractAnchorEvent(Id, RecordedAt);

/// <summary>A POD was erased: the contract knows no account of it and nothing that waits for one, and takes neither any more.</summary>
/// <param name="Id">The contract.</param>
/// <param name="Pod">The POD.</param>
/// <param name="RecordedAt">When.</param>
public sealed record HolderErased(ContractAnchorId Id, PodId Pod, DateTimeOffset RecordedAt) : ContractAnchorEvent(Id, RecordedAt);

/// <summary>Tokens are minted and burned for good.</summary>
/// <param name="Id">The contract.</param>
/// <param name="Settlement">Which batch's.</param>
/// <param name="Receipt">Where.</param>
/// <param name="RecordedAt">When.</param>
public sealed record TokensMinted(ContractAnchorId Id, Hash256 Settlement, ChainReceipt Receipt, DateTimeOffset RecordedAt)
    : ContractAnchorEvent(Id, RecordedAt);

/// <summary>A call is to be made.</summary>
/// <param name="Id">The contract.</param>
/// <param name="Call">Which.</param>
/// <param name="RecordedAt">When.</param>
public sealed record CallRequested(ContractAnchorId Id, CallRequest Call, DateTimeOffset RecordedAt) : ContractAnchorEvent(Id, RecordedAt);

/// <summary>A call has taken effect for good.</summary>
/// <param name="Id">The contract.</param>
/// <param name="Name">Which.</param>
/// <param name="Receipt">Where.</param>
/// <param name="RecordedAt">When.</param>
public sealed record CallFinalised(ContractAnchorId Id, string Name, ChainReceipt Receipt, DateTimeOffset RecordedAt)
    : ContractAnchorEvent(Id, RecordedAt);

/// <summary>A call was given up: it can never take effect.</summary>
/// <param name="Id">The contract.</param>
/// <param name="Name">Which.</param>
/// <param name="Reason">Why.</param>
/// <param name="RecordedAt">When.</param>
public sealed record CallAbandoned(ContractAnchorId Id, string Name, string Reason, DateTimeOffset RecordedAt) : ContractAnchorEvent(Id, RecordedAt);

/// <summary>A bridge was read: what it sent for good, and how far.</summary>
/// <param name="Id">The access ledger's bridge.</param>
/// <param name="Through">Number of the last block that was read.</param>
/// <param name="Messages">Those that were not known; often none.</param>
/// <param name="RecordedAt">When.</param>
public sealed record MessagesRead(ContractAnchorId Id, ulong Through, ValueList<BridgeMessage> Messages, DateTimeOffset RecordedAt)
    : ContractAnchorEvent(Id, RecordedAt);

/// <summary>It is known for good what the other ledger made of a message.</summary>
/// <param name="Id">The access ledger's bridge.</param>
/// <param name="Number">The message.</param>
/// <param name="Outcome">What.</param>
/// <param name="Receipt">Where on the other ledger.</param>
/// <param name="RecordedAt">When.</param>
public sealed record MessageAnswered(ContractAnchorId Id, ulong Number, BridgeOutcome Outcome, ChainReceipt Receipt,
    DateTimeOffset RecordedAt) : ContractAnchorEvent(Id, RecordedAt);

/// <summary>A message ended on its own ledger for good.</summary>
/// <param name="Id">The access ledger's bridge.</param>
/// <param name="Number">The message.</param>
/// <param name="End">How.</param>
/// <param name="Receipt">Where.</param>
/// <param name="RecordedAt">When.</param>
public sealed record MessageEnded(ContractAnchorId Id, ulong Number, BridgeEnd End, ChainReceipt Receipt, DateTimeOffset RecordedAt)
    : ContractAnchorEvent(Id, RecordedAt);

/// <summary>
/// The chain was set back behind what was final, and lost a head: it is under way again, before those that were. An operator said so.
/// </summary>
/// <param name="Id">The contract.</param>
/// <param name="Anchor">The head, as it was asked for.</param>
/// <param name="Before">The head before it: the last one now.</param>
/// <param name="RecordedAt">When.</param>
public sealed record AnchorUndone(ContractAnchorId Id, AnchorRequest Anchor, AnchoredHead Before, DateTimeOffset RecordedAt)
    : ContractAnchorEvent(Id, RecordedAt);

/// <summary>The chain was set back and lost a batch of tokens: it is under way again. An operator said so.</summary>
/// <param name="Id">The contract.</param>
/// <param name="Mint">The batch, as it was asked for.</param>
/// <param name="RecordedAt">When.</param>
public sealed record TokensUndone(ContractAnchorId Id, MintRequest Mint, DateTimeOffset RecordedAt) : ContractAnchorEvent(Id, RecordedAt);

/// <summary>The chain was set back and lost a call: it is under way again, before all that are. An operator said so.</summary>
/// <param name="Id">The contract.</param>
/// <param name="Call">The call, as it was asked for.</param>
/// <param name="RecordedAt">When.</param>
public sealed record CallUndone(ContractAnchorId Id, CallRequest Call, DateTimeOffset RecordedAt) : ContractAnchorEvent(Id, RecordedAt);

/// <summary>
/// The access ledger was set back and lost messages of its bridge, or blocks that were read: these are read again, and what was to end those
/// messages is forgotten, for their ids will be given again. An operator said so.
/// </summary>
/// <param name="Id">The access ledger's bridge.</param>
/// <param name="From">Id of the first message that is gone; one more than that of the newest where none is.</param>
/// <param name="Through">Number of the last block that needs not be read again.</param>
/// <param name="Lost">How many messages for each settlement are gone.</param>
/// <param name="RecordedAt">When.</param>
public sealed record MessagesUndone(ContractAnchorId Id, ulong From, ulong Through, ValueList<LostMessages> Lost, DateTimeOffset RecordedAt)
    : ContractAnchorEvent(Id, RecordedAt);

/// <summary>Something keeps the contract from what it is to do.</summary>
/// <param name="Id">The contract.</param>
/// <param name="Alarm">What.</param>
/// <param name="Detail">One sentence with the values concerned.</param>
/// <param name="RecordedAt">When.</param>
public sealed record LedgerAlarmRaised(ContractAnchorId Id, LedgerAlarmKind Alarm, string Detail, DateTimeOffset RecordedAt)
    : ContractAnchorEvent(Id, RecordedAt);

/// <summary>That is over.</summary>
/// <param name="Id">The contract.</param>
/// <param name="Alarm">What.</param>
/// <param name="RecordedAt">When.</param>
public sealed record LedgerAlarmCleared(ContractAnchorId Id, LedgerAlarmKind Alarm, DateTimeOffset RecordedAt) : ContractAnchorEvent(Id, RecordedAt);
