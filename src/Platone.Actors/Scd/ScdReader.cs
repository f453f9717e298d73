using LinqToDB;
using LinqToDB.Async;
using LinqToDB.Data;
using Platone.Actors.Kernel.Identity;
using Platone.Actors.Kernel.Time;
using Platone.Actors.Notary.Anchoring.ContractAnchors;
using Platone.Actors.Scd.Aggregation;
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
    // What access is decided by: whose key it is, whose POD, in whose portfolio.
    private static readonly string[] OfParticipants = [ParticipantsProjection.ProjectionName];
    private static readonly string[] OfPods = [PodsProjection.ProjectionName, PortfoliosProjection.ProjectionName];
    private static readonly string[] OfLightNodes = [.. OfPods, LightNodesProjection.ProjectionName];

    /// <inheritdoc/>
    public async Task<IReadOnlyList<HeadsOnChain>> AnchoredHeadsAsync(ContractAnchorId contract, DateTimeOffset since, CancellationToken cancellation)
    {
        await using var connection = await store.OpenAsync(cancellation).ConfigureAwait(false);
        return await connection.AnchoredHeadsAsync(contract, since, cancellation).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public Task<PodRow?> PodAsync(PodId pod, CancellationToken cancellation) =>
        CompleteAsync(OfPods, c => Pods(c).OneAsync(pod, cancellation), cancellation);

    /// <inheritdoc/>
    public Task<Page<PodRow>> PodsAsync(ParticipantId? visibleTo, PageRequest page, CancellationToken cancellation) =>
        CompleteAsync(OfPods, c => Pods(c).PageAsync(visibleTo, page, cancellation), cancellation);

    /// <inheritdoc/>
    public Task<IReadOnlySet<PodId>> VisiblePodsAsync(ParticipantId? visibleTo, IReadOnlyCollection<PodId> among, CancellationToken cancellation) =>
        CompleteAsync(OfPods, c => Pods(c).VisibleAsync(visibleTo, among, cancellation), cancellation);

    /// <inheritdoc/>
    public Task<LightNodeRow?> LightNodeAsync(LightNodeId node, CancellationToken cancellation) =>
        CompleteAsync(OfLightNodes, c => LightNodes(c).OneAsync(node, cancellation), cancellation);

    /// <inheritdoc/>
    public Task<Page<LightNodeRow>> LightNodesAsync(ParticipantId? visibleTo, PageRequest page, CancellationToken cancellation) =>
        CompleteAsync(OfLightNodes, c => LightNodes(c).PageAsync(visibleTo, page, cancellation), cancellation);

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
    public Task<ParticipantRow?> ParticipantAsync(ParticipantId participant, CancellationToken cancellation) =>
        CompleteAsync(OfParticipants, c => new ParticipantQueries(c).OneAsync(participant, cancellation), cancellation);

    /// <inheritdoc/>
    public Task<Page<ParticipantRow>> ParticipantsAsync(PageRequest page, CancellationToken cancellation) =>
        CompleteAsync(OfParticipants, c => new ParticipantQueries(c).PageAsync(page, cancellation), cancellation);

    /// <inheritdoc/>
    public async Task<Page<OperatorActionRow>> OperatorActionsAsync(OperatorJournalId month, PageRequest page, CancellationToken cancellation)
    {
        await using var connection = await store.OpenAsync(cancellation).ConfigureAwait(false);
        return await connection.OperatorActionsAsync(month, page, cancellation).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public Task<ParticipantRow?> HolderOfKeyAsync(string keyHash, CancellationToken cancellation) =>
        CompleteAsync(OfParticipants, c => new ParticipantQueries(c).HolderAsync(keyHash, cancellation), cancellation);

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
        var filling = await Completeness.IncompleteAsync(connection, offsets, cancellation).ConfigureAwait(false);
        var kept = await ReadingRetention.DroppedBeforeAsync(connection, cancellation).ConfigureAwait(false);
        return
        [
            .. names.Select(name => new ProjectionRow(name, offsets.GetValueOrDefault(name),
                name == ReadingsProjection.ProjectionName ? kept : null, filling.Contains(name))),
            new ProjectionRow(AllProjections.Certification, certified ?? 0),
        ];
    }

    // Rows and offsets as of one instant: nobody reads a table as empty that a rebuild empties meanwhile.
    private async Task<T> CompleteAsync<T>(IEnumerable<string> projections, Func<DataConnection, Task<T>> read, CancellationToken cancellation)
    {
        await using var connection = await store.OpenAsync(cancellation).ConfigureAwait(false);
        await using var snapshot = await store.BeginReadAsync(connection, cancellation).ConfigureAwait(false);
        await Completeness.DemandAsync(connection, projections, cancellation).ConfigureAwait(false);
        var found = await read(connection).ConfigureAwait(false);
        await snapshot.CommitAsync(cancellation).ConfigureAwait(false);
        return found;
    }

    private PodQueries Pods(DataConnection connection) => new(connection, clock.GetUtcNow());

    private LightNodeQueries LightNodes(DataConnection connection) => new(connection, Pods(connection));
}
