using Platone.Actors.Kernel.Identity;
using Platone.Actors.Kernel.Journal;
using Platone.Actors.Kernel.Time;
using Platone.Actors.Metering;
using Platone.Actors.Metering.LightNodes;

namespace Platone.Actors.Scd.Metering.Readings;

/// <summary>The recorded readings of a light node from its stream in the journal: where the SCD no longer keeps their rows.</summary>
/// <param name="rows">The journal.</param>
internal sealed class JournalReadings(IJournalRows rows)
{
    private const int EventsAtOnce = 1_000;

    // No reading is taken that is more than a minute ahead of the time it came (RefusalReason.TimeInFuture), by whichever gateway's clock.
    private static readonly TimeSpan Ahead = TimeSpan.FromDays(1);

    /// <summary>Those measured in an interval, in the order of time, event and unit.</summary>
    /// <param name="node">The node.</param>
    /// <param name="within">The interval.</param>
    /// <param name="throughSequenceNr">An event that is there; 0 if none is known.</param>
    /// <param name="cancellation">Ends it.</param>
    public async Task<IReadOnlyList<Reading>> ReadAsync(LightNodeId node, Interval within, long throughSequenceNr,
        CancellationToken cancellation)
    {
        var stream = $"{LightNodeCommand.EntityKind}-{node}";
        var found = new List<Reading>();
        var from = within.Start < DateTimeOffset.UnixEpoch ? within.Start : within.Start - Ahead;
        var after = await LastBeforeAsync(stream, from, throughSequenceNr, cancellation).ConfigureAwait(false);
        while (await rows.StreamAsync(stream, after, EventsAtOnce, cancellation).ConfigureAwait(false) is { Count: > 0 } some)
        {
            foreach (var entry in some.Where(e => e.EventType == typeof(ReadingsRecorded)))
                found.AddRange(((ReadingsRecorded)entry.Event).Readings.Where(r => within.Contains(r.Time)));
            after = some[^1].Id.SequenceNr;
        }
        // Stable: those of one instant stay in the order they were recorded in.
        return [.. found.OrderBy(r => r.Time)];
    }

    // Events are recorded in the order of time, by and large: the search is for an event well before what is wanted.
    private async Task<long> LastBeforeAsync(string stream, DateTimeOffset time, long through, CancellationToken cancellation)
    {
        // At the ends: nothing is recorded before the first.
        if (time <= DateTimeOffset.UnixEpoch)
            return 0;
        var (before, from) = (0L, through + 1);
        while (from - before > 1)
        {
            var middle = before + (from - before) / 2;
            var entry = await rows.FindAsync(new EventId(stream, middle), cancellation).ConfigureAwait(false)
                ?? throw new JournalHoleException($"the journal has no {stream}#{middle}");
            if (entry.Open().RecordedAt < time)
                before = middle;
            else
                from = middle;
        }
        return before;
    }
}
