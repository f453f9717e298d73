using Platone.Actors.Kernel.Aggregates;
using Platone.Actors.Kernel.Identity;

namespace Platone.Actors.Metering.Pods;

/// <summary>Asks a POD who its owner on the ledger is; answered by <see cref="PodOwnerView"/>.</summary>
/// <param name="Id">The POD.</param>
public sealed record GetPodOwner(PodId Id) : IQuery
{
    /// <inheritdoc/>
    public string Kind => PodCommand.EntityKind;

    /// <inheritdoc/>
    public string EntityId => Id.ToString();
}

/// <summary>Who a POD's owner on the ledger is.</summary>
/// <param name="Id">The POD.</param>
/// <param name="IsRegistered">Whether it is registered and not erased.</param>
/// <param name="Link">What the owner signed last; null if nobody did, or it was revoked.</param>
public sealed record PodOwnerView(PodId Id, bool IsRegistered, OwnerLink? Link) : IAnswer;
