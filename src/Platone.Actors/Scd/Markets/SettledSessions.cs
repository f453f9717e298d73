using LinqToDB;
using LinqToDB.Async;
using LinqToDB.Data;
using Platone.Actors.Kernel;
using Platone.Actors.Kernel.Identity;
using Platone.Actors.Kernel.Time;
using Platone.Actors.Markets;
using Platone.Actors.Markets.Settlement;
using Platone.Actors.Scd.Following;
using Platone.Actors.Scd.Markets.Settlement;
using Platone.Actors.Scd.Storage;

namespace Platone.Actors.Scd.Markets;

/// <summary>Which sessions were settled with what, from the SCD.</summary>
/// <param name="store">The SCD.</param>
/// <param name="clock">For the pauses of the wait.</param>
public sealed class SettledSessions(ScdStore store, TimeProvider clock) : ISettledSessions
{
    private const int KeysInAQuery = 2_000;

    private sealed record Key(string Pod, long StartUs);

    /// <inheritdoc/>
    public async Task<IReadOnlyList<MarketSessionId>> WithLinesAsync(
        IReadOnlyCollection<(PodId Pod, QuarterHour QuarterHour)> quarterHours, long throughOrdering, CancellationToken cancellation)
    {
        await using var connection = await store.OpenAsync(cancellation).ConfigureAwait(false);
        await Catching.UpAsync(clock, async () =>
        {
            var offsets = await Offsets.ReadAsync(connection, [SettlementsProjection.ProjectionName], cancellation).ConfigureAwait(false);
            return offsets.GetValueOrDefault(SettlementsProjection.ProjectionName) < throughOrdering ? null : offsets;
        }, cancellation).ConfigureAwait(false);

        var names = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var some in quarterHours.Select(q => new Key(q.Pod.ToString(), q.QuarterHour.Start.Us())).Distinct().Chunk(KeysInAQuery))
        {
            names.UnionWith(await connection.GetTable<SettlementLineRecord>()
                .Join(some, l => new { l.Pod, l.StartUs }, k => new { k.Pod, k.StartUs }, (l, k) => l.Session).Distinct()
                .ToListAsync(cancellation).ConfigureAwait(false));
        }
        return [.. names.Select(MarketSessionId.Parse)];
    }

    /// <inheritdoc/>
    public async Task<ValueList<SettlementLine>?> LinesAsync(MarketSessionId session, int version, CancellationToken cancellation)
    {
        await using var connection = await store.OpenAsync(cancellation).ConfigureAwait(false);
        var read = await Catching.UpAsync(clock, () => TryReadAsync(connection, session, version, cancellation), cancellation)
            .ConfigureAwait(false);
        return read.Version.Lines == read.Lines.Count ? read.Lines.Select(SettlementQueries.Line).ToValueList() : null;
    }

    private async Task<Found?> TryReadAsync(DataConnection connection, MarketSessionId session, int version, CancellationToken cancellation)
    {
        await using var snapshot = await store.BeginReadAsync(connection, cancellation).ConfigureAwait(false);
        var found = await connection.GetTable<SettlementVersionRecord>()
            .SingleOrDefaultAsync(v => v.Session == session.Value && v.Version == version, cancellation).ConfigureAwait(false);
        return found is null ? null : new Found(found, await connection.GetTable<SettlementLineRecord>()
            .Where(l => l.Session == session.Value && l.Version == version).OrderBy(l => l.LineNr)
            .ToListAsync(cancellation).ConfigureAwait(false));
    }

    private sealed record Found(SettlementVersionRecord Version, List<SettlementLineRecord> Lines);
}
