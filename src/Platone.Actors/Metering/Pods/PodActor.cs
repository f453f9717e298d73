using Platone.Actors.Kernel.Aggregates;
using Platone.Actors.Kernel.Identity;

namespace Platone.Actors.Metering.Pods;

/// <summary>The actor of a <see cref="Pod"/>: the shell, and the answer to who its owner is.</summary>
internal sealed class PodActor(PodId id, ShellOptions options)
    : AggregateActor<Pod, PodCommand, PodEvent>($"{PodCommand.EntityKind}-{id}", Pod.Empty(id), options)
{
    /// <inheritdoc/>
    protected override IAnswer? Answer(IQuery query) => query is GetPodOwner ? State.OwnerView() : null;
}
