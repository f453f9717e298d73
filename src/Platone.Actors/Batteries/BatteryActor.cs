using Platone.Actors.Kernel.Aggregates;
using Platone.Actors.Kernel.Identity;

namespace Platone.Actors.Batteries;

/// <summary>The actor of a <see cref="Battery"/>: nothing but the shell.</summary>
internal sealed class BatteryActor(BatteryId id, ShellOptions options)
    : AggregateActor<Battery, BatteryCommand, BatteryEvent>($"{BatteryCommand.EntityKind}-{id}", Battery.Empty(id), options);
