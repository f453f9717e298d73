using LinqToDB;
using LinqToDB.Async;
using Platone.Actors.Kernel.Identity;
using Platone.Actors.Kernel.Time;
using Platone.Actors.Markets;
using Platone.Actors.Markets.Sessions;
using Platone.Actors.Scd.Following;
using Platone.Actors.Scd.Markets.Sessions;
using Platone.Actors.Scd.Storage;

namespace Platone.Actors.Scd.Markets;

/// <summary>The sessions of an area, from the SCD.</summary>
/// <param name="store">The SCD.</param>
/// <param name="clock">For the pauses of the wait.</param>
public sealed class SessionList(ScdStore store, TimeProvider clock) : ISessionList
{
    // No session is longer: one that begins earlier has ended.
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds((long)SessionTerms.MaximumIntervals * QuarterHour.Seconds);

    /// <inheritdoc/>
    public async Task<IReadOnlyList<ListedSession>> OfAreaAsync(MarketAreaId area, DateTimeOffset from, DateTimeOffset until,
        long throughOrdering, CancellationToken cancellation)
    {
        var (earliest, last, name) = ((from - Longest).Us(), until.Us(), area.Value);
        await using var connection = await store.OpenAsync(cancellation).ConfigureAwait(false);
        var sessions = await Catching.UpAsync(clock, TryReadAsync, cancellation).ConfigureAwait(false);
        return [.. sessions.Select(Listed).Where(s => s.End > from)];

        async Task<List<SessionRecord>?> TryReadAsync()
        {
            await using var snapshot = await store.BeginReadAsync(connection, cancellation).ConfigureAwait(false);
            var offsets = await Offsets.ReadAsync(connection, [SessionsProjection.ProjectionName], cancellation).ConfigureAwait(false);
            if (offsets.GetValueOrDefault(SessionsProjection.ProjectionName) < throughOrdering)
                return null;
            return await connection.GetTable<SessionRecord>().Where(s => s.Area == name && s.StartUs > earliest && s.StartUs < last)
                .OrderBy(s => s.StartUs).ThenBy(s => s.Session).ToListAsync(cancellation).ConfigureAwait(false);
        }
    }

    private static ListedSession Listed(SessionRecord s) => new(new MarketSessionId(s.Session), Words.Read<SessionKind>(s.Kind),
        Words.Read<SessionPhase>(s.Phase), s.StartUs.At(), s.StartUs.At().AddSeconds((long)s.Intervals * QuarterHour.Seconds));
}
