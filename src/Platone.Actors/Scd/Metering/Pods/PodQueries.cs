using LinqToDB;
using LinqToDB.Async;
using LinqToDB.Data;
using Platone.Actors.Kernel.Identity;
using Platone.Actors.Scd.Aggregation;
using Platone.Actors.Scd.Listings;
using Platone.Actors.Scd.Notary;
using Platone.Actors.Scd.Storage;

namespace Platone.Actors.Scd.Metering.Pods;

/// <summary>Queries for PODs.</summary>
/// <param name="connection">The SCD.</param>
/// <param name="now">Portfolios are looked at as of now.</param>
internal sealed class PodQueries(DataConnection connection, DateTimeOffset now)
{
    private const int PodsInAQuery = 1_000;

    private readonly long _now = now.Us();

    /// <summary>One POD, or null.</summary>
    public async Task<PodRow?> OneAsync(PodId pod, CancellationToken cancellation)
    {
        var name = pod.ToString();
        var rows = await connection.GetTable<PodRecord>().Where(p => p.Pod == name).ToListAsync(cancellation).ConfigureAwait(false);
        return (await RowsAsync(rows, cancellation).ConfigureAwait(false)).SingleOrDefault();
    }

    /// <summary>A page of those visible to someone.</summary>
    public async Task<Page<PodRow>> PageAsync(ParticipantId? visibleTo, PageRequest page, CancellationToken cancellation)
    {
        var pods = Visible(visibleTo);
        if (page.Cursor is { } cursor)
        {
            var after = Cursor.Read(cursor, 1)[0];
            pods = pods.Where(p => p.Pod.CompareTo(after) > 0);
        }

        var records = await pods.OrderBy(p => p.Pod).Take(page.RowsToRead()).ToListAsync(cancellation).ConfigureAwait(false);
        var rows = await RowsAsync(records, cancellation).ConfigureAwait(false);
        return page.Page(rows, p => Cursor.Write(p.Pod.ToString()), p => p);
    }

    /// <summary>PODs of an owner, and those in a portfolio of an aggregator now; all for null.</summary>
    public IQueryable<PodRecord> Visible(ParticipantId? to)
    {
        var pods = connection.GetTable<PodRecord>();
        if (to is not { Value: var participant })
            return pods;
        var stays = StaysNow().Where(s => s.Aggregator == participant);
        return pods.Where(p => p.Owner == participant || stays.Any(s => s.Pod == p.Pod));
    }

    /// <summary>Which of some are visible to someone.</summary>
    public async Task<IReadOnlySet<PodId>> VisibleAsync(ParticipantId? to, IReadOnlyCollection<PodId> among, CancellationToken cancellation)
    {
        var visible = new HashSet<PodId>();
        foreach (var some in among.Select(p => p.ToString()).Distinct().Chunk(PodsInAQuery))
        {
            visible.UnionWith((await Visible(to).Where(p => some.Contains(p.Pod)).Select(p => p.Pod).ToListAsync(cancellation).ConfigureAwait(false))
                .Select(PodId.Parse));
        }
        return visible;
    }

    private IQueryable<Stay> StaysNow() =>
        from stay in connection.GetTable<PortfolioPodRecord>()
        where stay.ValidFromUs <= _now && (stay.ValidUntilUs == null || stay.ValidUntilUs > _now)
        join portfolio in connection.GetTable<PortfolioRecord>() on stay.Portfolio equals portfolio.Portfolio
        select new Stay { Pod = stay.Pod, Portfolio = stay.Portfolio, Aggregator = portfolio.Aggregator, ValidFromUs = stay.ValidFromUs };

    private async Task<List<PodRow>> RowsAsync(List<PodRecord> pods, CancellationToken cancellation)
    {
        // A POD should be in one portfolio at a time; if two claim it, it is in the one it joined last.
        var stays = new Dictionary<string, Stay>();
        foreach (var some in pods.Select(p => p.Pod).Chunk(PodsInAQuery))
        {
            var found = await StaysNow().Where(s => some.Contains(s.Pod)).OrderBy(s => s.ValidFromUs).ThenBy(s => s.Portfolio)
                .ToListAsync(cancellation).ConfigureAwait(false);
            foreach (var stay in found)
                stays[stay.Pod] = stay;
        }
        var seals = await Certifications.ReadAsync(connection, pods.Select(p => p.Ordering), cancellation).ConfigureAwait(false);
        var links = await new PodLinkQueries(connection).OfAsync(pods.Select(p => p.Pod), cancellation).ConfigureAwait(false);
        return [.. pods.Select(p => Row(p, stays.GetValueOrDefault(p.Pod), seals) with { Link = links.GetValueOrDefault(p.Pod) })];
    }

    private static PodRow Row(PodRecord pod, Stay? stay, Certifications seals) => new(
        PodId.Parse(pod.Pod), pod.ValidFromUs.At(), pod.Bus, pod.TimeZone, pod.ConnectionW,
        pod.Owner is { } owner ? new ParticipantId(owner) : null,
        stay is null ? null : new PortfolioId(stay.Portfolio),
        stay is null ? null : new ParticipantId(stay.Aggregator),
        seals.Of(pod.Ordering));

    private sealed class Stay
    {
        public string Pod { get; init; } = "";

        public string Portfolio { get; init; } = "";

        public string Aggregator { get; init; } = "";

        public long ValidFromUs { get; init; }
    }
}
