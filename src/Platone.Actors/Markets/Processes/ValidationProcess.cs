using Akka.Event;
using Platone.Actors.Kernel.Aggregates;
using Platone.Actors.Kernel.Journal;
using Platone.Actors.Kernel.Processes;
using Platone.Actors.Markets.Sessions;

namespace Platone.Actors.Markets.Processes;

/// <summary>
/// Has the grid operator validate what was cleared, and tells the session what it said. Where it does not answer in time, the session is told
/// that, and <see cref="ValidationWatch"/> goes on asking. Sessions are asked about side by side: one grid operator that hangs holds up no others
/// for longer, however many sessions it has.
/// </summary>
internal sealed class ValidationProcess(ProcessOffsets offsets, IEntities entities, TimedValidation validation, ILoggingAdapter log)
    : ProcessManager("validation", offsets, entities, log)
{
    /// <inheritdoc/>
    protected override int ReactionsAtOnce => 128;

    /// <inheritdoc/>
    protected override async Task<IReadOnlyList<ICommand>> ReactAsync(JournalEntry entry, CancellationToken cancellation) =>
        entry.EventType == typeof(SessionCleared) && entry.Event is SessionCleared e
        && await validation.AskAsync(e.Id, entry.Id, e.Round, cancellation).ConfigureAwait(false) is { } answer
            ? [answer]
            : [];
}
