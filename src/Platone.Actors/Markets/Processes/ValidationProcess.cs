using Akka.Event;
using Platone.Actors.Kernel.Aggregates;
using Platone.Actors.Kernel.Journal;
using Platone.Actors.Kernel.Processes;
using Platone.Actors.Markets.Sessions;

namespace Platone.Actors.Markets.Processes;

/// <summary>Has the grid operator validate what was cleared, and tells the session what it said.</summary>
internal sealed class ValidationProcess(ProcessOffsets offsets, IEntities entities, IOutcomeValidator validator, TimeProvider clock, ILoggingAdapter log)
    : ProcessManager("validation", offsets, entities, log)
{
    private readonly IEntities _entities = entities;

    /// <inheritdoc/>
    protected override async Task<IReadOnlyList<ICommand>> ReactAsync(JournalEntry entry, CancellationToken cancellation)
    {
        if (entry.EventType != typeof(SessionCleared) || entry.Event is not SessionCleared e)
            return [];
        var outcome = await _entities.AskAsync<SessionOutcome>(new GetOutcome(e.Id), cancellation).ConfigureAwait(false);
        if (outcome.Phase != SessionPhase.Cleared || outcome.Round != e.Round)
            return [];
        var verdicts = await validator.ValidateAsync(outcome, entry.Id, cancellation).ConfigureAwait(false);
        return [new RecordValidation(e.Id, e.Round, verdicts, clock.GetUtcNow())];
    }
}
