using Platone.Actors.Ethereum;
using Platone.Actors.Kernel;
using Platone.Actors.Kernel.Aggregates;
using Platone.Actors.Kernel.Identity;

namespace Platone.Actors.Notary.Anchoring.ContractAnchors;

/// <summary>Asks a contract where it stands; answered by <see cref="ContractAnchorView"/>.</summary>
/// <param name="Id">The contract.</param>
public sealed record GetContractAnchor(ContractAnchorId Id) : IQuery
{
    /// <inheritdoc/>
    public string Kind => ContractAnchorCommand.EntityKind;

    /// <inheritdoc/>
    public string EntityId => Id.ToString();

    /// <summary>Which part of what is under way is wanted, from 0 (<see cref="ContractAnchorView.NextPage"/>).</summary>
    public int Page { get; init; }
}

/// <summary>Asks a contract of tokens for a POD's account; answered by <see cref="TokenHolderView"/>.</summary>
/// <param name="Id">The contract.</param>
/// <param name="Pod">The POD.</param>
public sealed record GetTokenHolder(ContractAnchorId Id, PodId Pod) : IQuery
{
    /// <inheritdoc/>
    public string Kind => ContractAnchorCommand.EntityKind;

    /// <inheritdoc/>
    public string EntityId => Id.ToString();
}

/// <summary>Whose account a POD's tokens go to.</summary>
/// <param name="Id">The contract.</param>
/// <param name="Pod">The POD.</param>
/// <param name="Account">The account; null if none is linked.</param>
/// <param name="Waiting">How many grants wait for one.</param>
/// <param name="UnderWay">Batches of the whole contract that are not final: some may be the POD's.</param>
public sealed record TokenHolderView(ContractAnchorId Id, PodId Pod, Address? Account, int Waiting, int UnderWay) : IAnswer
{
    /// <summary>How many accounts the POD had so far: the nonce that the next signs.</summary>
    public ulong Links { get; init; }
}

/// <summary>Where a contract stands.</summary>
/// <param name="Id">The contract.</param>
/// <param name="ChainId">The chain it is tied to; null if it is not yet.</param>
/// <param name="Head">The head anchored last for good; null before it is tied to a chain.</param>
/// <param name="Anchor">The head under way, if any.</param>
/// <param name="Mints">Tokens under way, in the order of their ids; of many a part.</param>
/// <param name="Minted">How many batches of tokens are final.</param>
/// <param name="Waiting">How many grants wait for an account.</param>
/// <param name="Calls">Calls under way, in the order they were asked for; of many a part.</param>
/// <param name="Called">How many calls are final.</param>
/// <param name="Abandoned">How many calls were given up.</param>
/// <param name="Alarms">Raised alarms.</param>
public sealed record ContractAnchorView(ContractAnchorId Id, ulong? ChainId, AnchoredHead? Head, AnchorRequest? Anchor, ValueList<MintRequest> Mints,
    int Minted, int Waiting, ValueList<CallRequest> Calls, int Called, int Abandoned, ValueList<LedgerAlarm> Alarms) : IAnswer
{
    /// <summary>Heads that the chain lost and that are anchored again after the one under way, in their order.</summary>
    public ValueList<AnchorRequest> Behind { get; init; }

    /// <summary>How many batches are under way that are not among <see cref="Mints"/>.</summary>
    public int OtherMints { get; init; }

    /// <summary>How many calls are under way that are not among <see cref="Calls"/>.</summary>
    public int OtherCalls { get; init; }

    /// <summary>The page with more of what is under way; 0 behind the last (<see cref="GetContractAnchor.Page"/>).</summary>
    public int NextPage { get; init; }

    /// <summary>Of a bridge that sends: number of the last block that was read for messages; null before the first.</summary>
    public ulong? ReadThrough { get; init; }

    /// <summary>Of a bridge that sends: id of the newest message; 0 for none.</summary>
    public ulong LastMessage { get; init; }

    /// <summary>Of a bridge that sends: messages that have not ended, in their order.</summary>
    public ValueList<PendingMessage> Messages { get; init; }

    /// <summary>Of a bridge that sends: settlements whose last message was aborted and that were not released again.</summary>
    public ValueList<AbortedRelease> Aborted { get; init; }
}
