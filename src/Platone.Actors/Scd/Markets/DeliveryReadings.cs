using LinqToDB;
using LinqToDB.Async;
using Platone.Actors.Kernel.Identity;
using Platone.Actors.Kernel.Time;
using Platone.Actors.Markets;
using Platone.Actors.Markets.Delivery;
using Platone.Actors.Markets.Sessions;
using Platone.Actors.Metering.QuarterHours;
using Platone.Actors.Scd.Markets.Baselines;
using Platone.Actors.Scd.Markets.Sessions;
using Platone.Actors.Scd.Metering.Readings;
using Platone.Actors.Scd.Storage;

namespace Platone.Actors.Scd.Markets;

/// <summary>What the watch over delivery reads, from the SCD.</summary>
/// <param name="store">The SCD.</param>
public sealed class DeliveryReadings(ScdStore store) : IDeliveryReadings
{
    private const int PodsInAQuery = 200;
    private static readonly string Activating = Words.Of(SessionPhase.Activating);

    /// <inheritdoc/>
    public async Task<IReadOnlyList<MarketSessionId>> DeliveringAsync(DateTimeOffset now, CancellationToken cancellation)
    {
        var (at, length) = (now.Us(), (long)QuarterHour.Length.TotalMicroseconds);
        await using var connection = await store.OpenAsync(cancellation).ConfigureAwait(false);
        var names = await connection.GetTable<SessionRecord>()
            .Where(s => s.Phase == Activating && s.StartUs <= at && s.StartUs + s.Intervals * length > at)
            .Select(s => s.Session).OrderBy(s => s).ToListAsync(cancellation).ConfigureAwait(false);
        return [.. names.Select(MarketSessionId.Parse)];
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyDictionary<PodId, RunningQuarterHour>> RunningAsync(IReadOnlyCollection<PodId> pods, QuarterHour quarterHour,
        DateTimeOffset baselinesBefore, CancellationToken cancellation)
    {
        await using var connection = await store.OpenAsync(cancellation).ConfigureAwait(false);
        await using var snapshot = await store.BeginReadAsync(connection, cancellation).ConfigureAwait(false);
        var needed = QuarterHourEnergy.NeededFor(quarterHour);
        var (from, to, start, gate) = (needed.Start.Us(), quarterHour.End.Us(), quarterHour.Start.Us(), baselinesBefore.UsNotBefore());
        var running = new Dictionary<PodId, RunningQuarterHour>();
        var baselines = connection.GetTable<BaselineRecord>();
        foreach (var some in pods.Distinct().Chunk(PodsInAQuery))
        {
            var names = some.Select(p => p.ToString()).ToArray();
            var readings = (await connection.GetTable<ReadingRecord>()
                .Where(r => names.Contains(r.Pod) && r.TimeUs >= from && r.TimeUs < to)
                .OrderBy(r => r.TimeUs).ThenBy(r => r.EventNr).ThenBy(r => r.Unit).ToListAsync(cancellation).ConfigureAwait(false))
                .ToLookup(r => r.Pod, ReadingQueries.ReadingOf);
            var set = (await baselines.Where(b => names.Contains(b.Pod) && b.StartUs == start && b.AtUs < gate
                    && b.EventNr == baselines.Where(x => x.Pod == b.Pod && x.StartUs == b.StartUs && x.AtUs < gate).Max(x => x.EventNr))
                .ToListAsync(cancellation).ConfigureAwait(false)).ToDictionary(b => b.Pod, b => b.PowerW);
            foreach (var (pod, name) in some.Zip(names))
            {
                running[pod] = RunningQuarterHour.Of(pod, quarterHour, set.TryGetValue(name, out var watts) ? watts : null, readings[name]);
            }
        }
        return running;
    }
}
