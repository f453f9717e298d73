using Platone.Actors.Kernel;
using Platone.Actors.Kernel.Aggregates;
using Platone.Actors.Kernel.Identity;

namespace Platone.Actors.Metering.LightNodes;

/// <summary>
/// The actor of a <see cref="LightNode"/>: the shell, and the refusals that wait in memory until they may be recorded (once a minute).
/// </summary>
internal sealed class LightNodeActor : AggregateActor<LightNode, LightNodeCommand, LightNodeEvent>
{
    private readonly LightNodeId _id;
    private readonly MeteringRules _rules;
    private readonly TimeProvider _clock;
    private Refusals _refusals = Refusals.None;

    /// <summary>The actor of a node.</summary>
    public LightNodeActor(LightNodeId id, MeteringRules rules, ShellOptions options)
        : base($"{LightNodeCommand.EntityKind}-{id}", LightNode.Empty(id, rules), options)
    {
        (_id, _rules) = (id, rules);
        _clock = PlatoneSetup.Of(Context.System).Clock;
    }

    /// <inheritdoc/>
    protected override LightNode Restore(LightNode snapshot) => snapshot with { Rules = _rules };

    /// <inheritdoc/>
    protected override object? Report(LightNodeCommand command, LightNode before, LightNode after) => after.Report(command, before);

    /// <inheritdoc/>
    protected override LightNodeEvent? Merge(LightNodeEvent earlier, LightNodeEvent later) => LightNode.Merge(earlier, later);

    /// <inheritdoc/>
    protected override IAnswer? Answer(IQuery query) => query is GetLightNode ? State.View() : null;

    /// <inheritdoc/>
    protected override void OnAnswered(LightNodeCommand command, object? report)
    {
        if (report is ReadingsReport { Refused.IsEmpty: false } refusing)
            _refusals = _refusals.Add(refusing);
        // Any command is an occasion; the metering clock's CloseOverdue is one that comes without the node's doing.
        if (!_refusals.IsEmpty && State.MayRecordRefusals(command.At))
            RecordRefusals(command.At);
    }

    /// <inheritdoc/>
    protected override bool MayPassivate()
    {
        if (_refusals.IsEmpty)
            return true;
        RecordRefusals(_clock.GetUtcNow());
        return false;
    }

    private void RecordRefusals(DateTimeOffset at)
    {
        var command = _refusals.ToCommand(_id, at);
        _refusals = Refusals.None;
        Self.Tell(command, Akka.Actor.ActorRefs.NoSender);
    }
}
