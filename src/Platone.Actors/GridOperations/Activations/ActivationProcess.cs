using Akka.Event;
using Platone.Actors.Kernel.Aggregates;
using Platone.Actors.Kernel.Journal;
using Platone.Actors.Kernel.Processes;
using Platone.Actors.Markets;
using Platone.Actors.Markets.Sessions;

namespace Platone.Actors.GridOperations.Activations;

/// <summary>Splits what was called for into POD set points and has the session issue them.</summary>
internal sealed class ActivationProcess(ProcessOffsets offsets, IEntities entities, IMeterData meters, TimeProvider clock, ILoggingAdapter log)
    : ProcessManager("activation", offsets, entities, log)
{
    private readonly IEntities _entities = entities;

    /// <inheritdoc/>
    protected override async Task<IReadOnlyList<ICommand>> ReactAsync(JournalEntry entry, CancellationToken cancellation)
    {
        if (entry.EventType != typeof(ActivationRequested) || entry.Event is not ActivationRequested e)
            return [];
        var outcome = await _entities.AskAsync<SessionOutcome>(new GetOutcome(e.Id), cancellation).ConfigureAwait(false);
        if (outcome.SetPointsIssuedFor.Contains(e.Activation.Id))
            return [];
        var terms = outcome.Terms!;
        var data = await meters.ReadAsync(SetPointSplit.Pods(outcome, e.Activation), terms.First, terms.Intervals, terms.GateClosesAt,
            entry.Ordering, cancellation).ConfigureAwait(false);
        return [new IssueSetPoints(e.Id, e.Activation.Id, SetPointSplit.Of(outcome, e.Activation, data), clock.GetUtcNow())];
    }
}
