using Platone.Actors.Kernel.Aggregates;
using Platone.Actors.Kernel.Identity;

namespace Platone.Actors.Metering.Pods;

/// <summary>The actor of a <see cref="Pod"/>: nothing but the shell.</summary>
internal sealed class PodActor(PodId id, ShellOptions options)
    : AggregateActor<Pod, PodCommand, PodEvent>($"{PodCommand.EntityKind}-{id}", Pod.Empty(id), options);
