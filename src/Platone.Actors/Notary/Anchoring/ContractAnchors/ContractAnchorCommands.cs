using Platone.Actors.Kernel;
using Platone.Actors.Kernel.Aggregates;

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

/// <summary>Asks for tokens. The same again has no effect; the same settlement with other content is a conflict.</summary>
/// <param name="Id">The contract.</param>
/// <param name="Mint">What.</param>
/// <param name="At">When.</param>
public sealed record RequestMint(ContractAnchorId Id, MintRequest Mint, DateTimeOffset At) : ContractAnchorCommand(Id, At);

/// <summary>Records that tokens are minted for good. Repeatable.</summary>
/// <param name="Id">The contract.</param>
/// <param name="Settlement">Which batch's.</param>
/// <param name="Receipt">The transaction that did it.</param>
/// <param name="At">When.</param>
public sealed record FinaliseMint(ContractAnchorId Id, Hash256 Settlement, ChainReceipt Receipt, DateTimeOffset At) : ContractAnchorCommand(Id, At);

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
