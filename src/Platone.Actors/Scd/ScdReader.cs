using LinqToDB;
using LinqToDB.Async;
using LinqToDB.Data;
using Platone.Actors.Kernel.Identity;
using Platone.Actors.Kernel.Time;
using Platone.Actors.Notary.Anchoring.ContractAnchors;
using Platone.Actors.Scd.Communities;
using Platone.Actors.Scd.Following;
using Platone.Actors.Scd.Listings;
using Platone.Actors.Scd.Metering.LightNodes;
using Platone.Actors.Scd.Metering.Pods;
using Platone.Actors.Scd.Metering.QuarterHours;
using Platone.Actors.Scd.Metering.Readings;
using Platone.Actors.Scd.Notary;
using Platone.Actors.Scd.Participants;
using Platone.Actors.Scd.Participants.OperatorJournals;
using Platone.Actors.Scd.Retention;
using Platone.Actors.Scd.Storage;

namespace Platone.Actors.Scd;

/// <summary>
/// The queries of the SCD. A listing throws <see cref="ArgumentException"/> naming <c>cursor</c> or <c>limit</c> for a page it cannot give.
/// </summary>
/// <param name="store">The SCD.</param>
/// <param name="clock">Portfolios are looked at as of now.</param>
public sealed class ScdReader(ScdStore store, TimeProvider clock) : IScd
{
    /// <inheritdoc/>
    public async Task<IReadOnlyList<HeadsOnChain>> AnchoredHeadsAsync(ContractAnchorId contract, DateTimeOffset since, CancellationToken cancellation)
    {
        await using var connection = await store.OpenAsync(cancellation).ConfigureAwait(false);
        return await connection.AnchoredHeadsAsync(contract, since, cancellation).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async Task<PodRow?> PodAsync(PodId pod, CancellationToken cancellation)
    {
        await using var connection = await store.OpenAsync(cancellation).ConfigureAwait(false);
        return await Pods(connection).OneAsync(pod, cancellation).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async Task<Page<PodRow>> PodsAsync(ParticipantId? visibleTo, PageRequest page, CancellationToken cancellation)
    {
        await using var connection = await store.OpenAsync(cancellation).ConfigureAwait(false);
        return await Pods(connection).PageAsync(visibleTo, page, cancellation).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async Task<IReadOnlySet<PodId>> VisiblePodsAsync(ParticipantId? visibleTo, IReadOnlyCollection<PodId> among, CancellationToken cancellation)
    {
        await using var connection = await store.OpenAsync(cancellation).ConfigureAwait(false);
        return await Pods(connection).VisibleAsync(visibleTo, among, cancellation).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async Task<LightNodeRow?> LightNodeAsync(LightNodeId node, CancellationToken cancellation)
    {
        await using var connection = await store.OpenAsync(cancellation).ConfigureAwait(false);
        return await LightNodes(connection).OneAsync(node, cancellation).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async Task<Page<LightNodeRow>> LightNodesAsync(ParticipantId? visibleTo, PageRequest page, CancellationToken cancellation)
    {
        await using var connection = await store.OpenAsync(cancellation).ConfigureAwait(false);
        return await LightNodes(connection).PageAsync(visibleTo, page, cancellation).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async Task<Page<ReadingRow>> ReadingsAsync(PodId pod, Interval within, PageRequest page, CancellationToken cancellation)
    {
        await using var connection = await store.OpenAsync(cancellation).ConfigureAwait(false);
        return await new ReadingQueries(connection).ReadingsAsync(pod, within, page, cancellation).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async Task<Page<QuarterHourRow>> QuarterHoursAsync(PodId pod, Interval within, PageRequest page, CancellationToken cancellation)
    {
        await using var connection = await store.OpenAsync(cancellation).ConfigureAwait(false);
        return await new QuarterHourQueries(connection).QuarterHoursAsync(pod, within, page, cancellation).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async Task<Page<EnergyRow>> DaysAsync(PodId pod, DateOnly from, DateOnly to, PageRequest page, CancellationToken cancellation)
    {
        await using var connection = await store.OpenAsync(cancellation).ConfigureAwait(false);
        return await connection.EnergyAsync<DayRecord>(pod, from, to, page, cancellation).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async Task<Page<EnergyRow>> MonthsAsync(PodId pod, DateOnly from, DateOnly to, PageRequest page, CancellationToken cancellation)
    {
        await using var connection = await store.OpenAsync(cancellation).ConfigureAwait(false);
        return await connection.EnergyAsync<MonthRecord>(pod, from, to, page, cancellation).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async Task<ParticipantRow?> ParticipantAsync(ParticipantId participant, CancellationToken cancellation)
    {
        await using var connection = await store.OpenAsync(cancellation).ConfigureAwait(false);
        return await new ParticipantQueries(connection).OneAsync(participant, cancellation).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async Task<Page<ParticipantRow>> ParticipantsAsync(PageRequest page, CancellationToken cancellation)
    {
        await using var connection = await store.OpenAsync(cancellation).ConfigureAwait(false);
        return await new ParticipantQueries(connection).PageAsync(page, cancellation).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async Task<Page<OperatorActionRow>> OperatorActionsAsync(OperatorJournalId month, PageRequest page, CancellationToken cancellation)
    {
        await using var connection = await store.OpenAsync(cancellation).ConfigureAwait(false);
        return await connection.OperatorActionsAsync(month, page, cancellation).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async Task<ParticipantRow?> HolderOfKeyAsync(string keyHash, CancellationToken cancellation)
    {
        await using var connection = await store.OpenAsync(cancellation).ConfigureAwait(false);
        return await new ParticipantQueries(connection).HolderAsync(keyHash, cancellation).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async Task<CommunityRow?> CommunityAsync(CommunityId community, CancellationToken cancellation)
    {
        await using var connection = await store.OpenAsync(cancellation).ConfigureAwait(false);
        return await new CommunityQueries(connection).OneAsync(community, cancellation).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async Task<Page<CommunityRow>> CommunitiesAsync(PageRequest page, CancellationToken cancellation)
    {
        await using var connection = await store.OpenAsync(cancellation).ConfigureAwait(false);
        return await new CommunityQueries(connection).PageAsync(page, cancellation).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<ProjectionRow>> ProjectionsAsync(CancellationToken cancellation)
    {
        await using var connection = await store.OpenAsync(cancellation).ConfigureAwait(false);
        var names = AllProjections.All.Select(p => p.Name).ToList();
        var offsets = await Offsets.ReadAsync(connection, names, cancellation).ConfigureAwait(false);
        var certified = await connection.GetTable<SealRecord>().Select(s => (long?)s.ThroughOrdering).MaxAsync(cancellation)
            .ConfigureAwait(false);
        var kept = await ReadingRetention.DroppedBeforeAsync(connection, cancellation).ConfigureAwait(false);
        return
        [
            .. names.Select(name => new ProjectionRow(name, offsets.GetValueOrDefault(name),
                name == ReadingsProjection.ProjectionName ? kept : null)),
            new ProjectionRow(AllProjections.Certification, certified ?? 0),
        ];
    }

    private PodQueries Pods(DataConnection connection) => new(connection, clock.GetUtcNow());

    private LightNodeQueries LightNodes(DataConnection connection) => new(connection, Pods(connection));
}
