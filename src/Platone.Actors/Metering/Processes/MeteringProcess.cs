using System.Collections.Immutable;
using Akka.Event;
using Platone.Actors.Kernel.Aggregates;
using Platone.Actors.Kernel.Identity;
using Platone.Actors.Kernel.Journal;
using Platone.Actors.Kernel.Processes;
using Platone.Actors.Metering.LightNodes;
using Platone.Actors.Metering.Pods;
using Platone.Actors.Metering.QuarterHours;

namespace Platone.Actors.Metering.Processes;

/// <summary>
/// From light node to POD: the quarter hours a node's event completed are metered at its POD; closed ones that late readings change are
/// computed again from all their readings and corrected.
/// </summary>
internal sealed class MeteringProcess(ProcessOffsets offsets, IEntities entities, IReadingHistory history, ILoggingAdapter log)
    : ProcessManager("metering", offsets, entities, log)
{
    /// <inheritdoc/>
    protected override async Task<IReadOnlyList<ICommand>> ReactAsync(JournalEntry entry, CancellationToken cancellation)
    {
        if (!entry.Id.PersistenceId.StartsWith(LightNodeCommand.EntityKind, StringComparison.Ordinal))
            return [];
        switch (entry.Event)
        {
            case ReadingsRecorded e:
                var commands = Metered(e.Pod, e.Closed, entry.Id, e.RecordedAt);
                if (e.Late.IsDefaultOrEmpty || e.Readings.IsEmpty)
                    return commands;
                return [.. commands, .. await CorrectedAsync(e, entry.Id, cancellation).ConfigureAwait(false)];
            case QuarterHoursClosed e:
                return Metered(e.Pod, e.Closed, entry.Id, e.RecordedAt);
            default:
                return [];
        }
    }

    private static IReadOnlyList<ICommand> Metered(PodId pod, ImmutableArray<MeasuredQuarterHour> closed, EventId cause, DateTimeOffset at) =>
        closed.IsDefaultOrEmpty ? [] : [new MeterQuarterHours(pod, closed, cause, at)];

    private async Task<IReadOnlyList<ICommand>> CorrectedAsync(ReadingsRecorded e, EventId cause, CancellationToken cancellation)
    {
        var corrected = ImmutableArray.CreateBuilder<MeasuredQuarterHour>(e.Late.Length);
        foreach (var quarterHour in e.Late)
        {
            var readings = await history.ReadingsAsync(e.Id, QuarterHourEnergy.NeededFor(quarterHour), cause.SequenceNr, cancellation)
                .ConfigureAwait(false);
            var samples = readings.Select(Sample.Of).Where(s => s.SaysSomething).ToArray();
            if (QuarterHourEnergy.Compute(quarterHour, samples) is { } measured)
                corrected.Add(measured);
        }
        return corrected.Count == 0 ? [] : [new CorrectQuarterHours(e.Pod, corrected.DrainToImmutable(), cause, e.RecordedAt)];
    }
}
