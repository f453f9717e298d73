using Platone.Actors.Kernel.Aggregates;

namespace Platone.Actors.Notary.Anchoring.ContractAnchors;

/// <summary>The actor of a <see cref="ContractAnchor"/>: the shell, and its view as its answer.</summary>
internal sealed class ContractAnchorActor(ContractAnchorId id, ShellOptions options)
    : AggregateActor<ContractAnchor, ContractAnchorCommand, ContractAnchorEvent>(
        $"{ContractAnchorCommand.EntityKind}-{id}", ContractAnchor.Empty(id), options)
{
    /// <inheritdoc/>
    protected override IAnswer? Answer(IQuery query) => query switch
    {
        GetContractAnchor q => State.View(q.Page),
        GetTokenHolder q => State.HolderOf(q.Pod),
        _ => null,
    };
}
