using Platone.Actors.Kernel.Aggregates;
using Platone.Actors.Kernel.Identity;

namespace Platone.Actors.GridOperations.Sensors;

/// <summary>The actor of a <see cref="GridSensor"/>: nothing but the shell.</summary>
internal sealed class GridSensorActor(GridSensorId id, ShellOptions options)
    : AggregateActor<GridSensor, GridSensorCommand, GridSensorEvent>($"{GridSensorCommand.EntityKind}-{id}", GridSensor.Empty(id), options);
