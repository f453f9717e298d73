using Akka.Event;
using Platone.Actors.Kernel;
using Platone.Actors.Kernel.Aggregates;
using Platone.Actors.Kernel.Journal;
using Platone.Actors.Kernel.Processes;
using Platone.Actors.Markets.Sessions;
using Platone.Actors.Metering.Pods;

namespace Platone.Actors.Markets.Processes;

/// <summary>Brings the set points a session issued to their PODs.</summary>
internal sealed class SchedulingProcess(ProcessOffsets offsets, IEntities entities, ILoggingAdapter log)
    : ProcessManager("scheduling", offsets, entities, log)
{
    /// <inheritdoc/>
    protected override Task<IReadOnlyList<ICommand>> ReactAsync(JournalEntry entry, CancellationToken cancellation)
    {
        if (entry.EventType != typeof(SetPointsIssued) || entry.Event is not SetPointsIssued e)
            return Task.FromResult<IReadOnlyList<ICommand>>([]);
        return Task.FromResult<IReadOnlyList<ICommand>>([.. e.SetPoints.GroupBy(s => s.Pod).OrderBy(g => g.Key)
            .Select(g => new ScheduleSetPoints(g.Key, g.Select(s => s.SetPoint).ToValueList(), entry.Id, e.RecordedAt))]);
    }
}
