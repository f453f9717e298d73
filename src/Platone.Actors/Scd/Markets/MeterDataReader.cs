using LinqToDB;
using LinqToDB.Async;
using LinqToDB.Data;
using Platone.Actors.Kernel;
using Platone.Actors.Kernel.Identity;
using Platone.Actors.Kernel.Time;
using Platone.Actors.Markets;
using Platone.Actors.Notary;
using Platone.Actors.Scd.Following;
using Platone.Actors.Scd.Markets.Baselines;
using Platone.Actors.Scd.Metering.QuarterHours;
using Platone.Actors.Scd.Storage;

namespace Platone.Actors.Scd.Markets;

/// <summary>
/// Baselines and metered energy of PODs, from the SCD. Waits until the SCD has read as much of the journal as the caller.
/// </summary>
/// <param name="store">The SCD.</param>
/// <param name="logSize">How many entries the log has.</param>
/// <param name="clock">For the pauses of the wait.</param>
public sealed class MeterDataReader(ScdStore store, Func<CancellationToken, Task<long>> logSize, TimeProvider clock) : IMeterData
{
    private const int PodsInAQuery = 1_000;

    private static readonly string[] Read = [BaselinesProjection.ProjectionName, QuarterHoursProjection.ProjectionName];

    /// <summary>A reader.</summary>
    /// <param name="store">The SCD.</param>
    /// <param name="notary">The log.</param>
    /// <param name="clock">For the pauses of the wait.</param>
    public MeterDataReader(ScdStore store, INotary notary, TimeProvider clock)
        : this(store, async stop => (await notary.HeadAsync(stop).ConfigureAwait(false)).Size, clock)
    {
    }

    /// <inheritdoc/>
    public async Task<MeterData> ReadAsync(IReadOnlyCollection<PodId> pods, QuarterHour first, int count, DateTimeOffset baselinesBefore,
        DateTimeOffset meteredBefore, long throughOrdering, CancellationToken cancellation)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        await using var connection = await store.OpenAsync(cancellation).ConfigureAwait(false);
        var read = await Catching.UpAsync(clock,
            () => TryReadAsync(connection, pods, first, count, baselinesBefore, meteredBefore, throughOrdering, cancellation),
            cancellation).ConfigureAwait(false);
        return new MeterData(read, await logSize(cancellation).ConfigureAwait(false));
    }

    private async Task<Dictionary<PodId, PodMeterData>?> TryReadAsync(DataConnection connection, IReadOnlyCollection<PodId> pods,
        QuarterHour first, int count, DateTimeOffset baselinesBefore, DateTimeOffset meteredBefore, long throughOrdering,
        CancellationToken cancellation)
    {
        // One snapshot: the offsets are those of the rows.
        await using var snapshot = await store.BeginReadAsync(connection, cancellation).ConfigureAwait(false);
        var offsets = await Offsets.ReadAsync(connection, Read, cancellation).ConfigureAwait(false);
        if (Read.Any(name => offsets.GetValueOrDefault(name) < throughOrdering))
            return null;

        var parts = pods.Distinct().ToDictionary(p => p.ToString(), p => new Part(p, count));
        var (from, to, gate) = (first.Start.Us(), new QuarterHour(first.Index + count).Start.Us(), baselinesBefore.UsNotBefore());
        var limit = meteredBefore.UsNotBefore();
        foreach (var some in parts.Keys.Chunk(PodsInAQuery))
        {
            var set = await connection.GetTable<BaselineRecord>()
                .Where(b => some.Contains(b.Pod) && b.StartUs >= from && b.StartUs < to && b.AtUs < gate)
                .ToListAsync(cancellation).ConfigureAwait(false);
            foreach (var b in set)
                parts[b.Pod].Baseline(IntervalOf(b.StartUs), b.PowerW, b.EventNr);
            var metered = await connection.GetTable<QuarterHourRecord>()
                .Where(q => some.Contains(q.Pod) && q.StartUs >= from && q.StartUs < to).ToListAsync(cancellation).ConfigureAwait(false);
            foreach (var q in metered.Where(q => q.AtUs < limit))
                parts[q.Pod].Metered(IntervalOf(q.StartUs), q.EnergyJ, q.EventNr);
            if (metered.All(q => q.AtUs < limit))
                continue;
            // Of what was corrected too late the value before counts, if that came in time.
            var earlier = await connection.GetTable<QuarterHourBeforeRecord>()
                .Where(q => some.Contains(q.Pod) && q.StartUs >= from && q.StartUs < to && q.AtUs < limit)
                .OrderBy(q => q.EventNr).ToListAsync(cancellation).ConfigureAwait(false);
            var late = metered.Where(q => q.AtUs >= limit).Select(q => (q.Pod, q.StartUs)).ToHashSet();
            foreach (var q in earlier.Where(q => late.Contains((q.Pod, q.StartUs))))
                parts[q.Pod].Metered(IntervalOf(q.StartUs), q.EnergyJ, q.EventNr);
        }
        return parts.Values.Select(p => p.Data()).ToDictionary(p => p.Pod);

        int IntervalOf(long startUs) => (int)(QuarterHour.Of(startUs.At()).Index - first.Index);
    }

    private sealed class Part(PodId pod, int count)
    {
        private readonly long?[] _baseline = new long?[count];
        private readonly long[] _baselineNr = new long[count];
        private readonly long?[] _metered = new long?[count];
        private long _through;

        // Of those set for an interval the last counts. The rows come in any order: few are ever set twice, and sorting is dearer.
        public void Baseline(int interval, long powerW, long eventNr)
        {
            if (eventNr > _baselineNr[interval])
                (_baseline[interval], _baselineNr[interval]) = (powerW, eventNr);
            _through = Math.Max(_through, eventNr);
        }

        public void Metered(int interval, long joules, long eventNr) =>
            (_metered[interval], _through) = (joules, Math.Max(_through, eventNr));

        public PodMeterData Data() => new(pod, ValueList.Of<long?>(_baseline), ValueList.Of<long?>(_metered), _through);
    }
}
