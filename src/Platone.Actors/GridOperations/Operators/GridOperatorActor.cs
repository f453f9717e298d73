using Platone.Actors.Kernel.Aggregates;
using Platone.Actors.Kernel.Identity;

namespace Platone.Actors.GridOperations.Operators;

/// <summary>The actor of a <see cref="GridOperator"/>: the shell, and the verdicts as its answer.</summary>
internal sealed class GridOperatorActor(NetworkId id, ShellOptions options)
    : AggregateActor<GridOperator, GridOperatorCommand, GridOperatorEvent>(
        $"{GridOperatorCommand.EntityKind}-{id}", GridOperator.Empty(id), options)
{
    /// <inheritdoc/>
    protected override object? Report(GridOperatorCommand command, GridOperator before, GridOperator after) =>
        command is ValidateAwards validate ? after.Report(validate) : null;
}
