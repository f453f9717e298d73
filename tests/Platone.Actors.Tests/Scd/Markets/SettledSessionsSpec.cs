using Platone.Actors.Kernel.Aggregates;
using Platone.Actors.Kernel.Identity;
using Platone.Actors.Kernel.Storage;
using Platone.Actors.Kernel.Time;
using Platone.Actors.Kernel.Units;
using Platone.Actors.Markets;
using Platone.Actors.Markets.Disputes;
using Platone.Actors.Markets.Sessions;
using Platone.Actors.Markets.Settlement;
using Platone.Actors.Metering;
using Platone.Actors.Metering.Pods;
using Platone.Actors.Scd.Listings;
using Platone.Actors.Scd.Markets;
using Platone.Actors.Scd.Markets.Notices;
using Platone.Actors.Tests.Scd.World;

namespace Platone.Actors.Tests.Scd.Markets;

/// <summary>Versions of a settlement as the SCD shows them: what each changed, late data, disputes, and what a month adds up to.</summary>
public abstract class SettledSessionsSpec(DatabaseProvider provider)
{
    private static readonly PageRequest All = new(null, 1_000);
    private static readonly MarketSessionId Id = new("rt-1");
    private static readonly QuarterHour First = QuarterHour.Of(new DateTimeOffset(2026, 5, 31, 22, 0, 0, TimeSpan.Zero));
    private static readonly ParticipantId Agg = new("agg-1");

    [SkippableFact]
    public async Task Late_data_counts_inside_the_window_and_is_counted_after_it()
    {
        using var world = await ScdWorld.OpenAsync(provider);
        var tale = await SettledAsync(world);
        var reader = new MeterDataReader(world.Store, _ => Task.FromResult(42L), world.Clock);
        var until = tale.State.Outcome().CorrectionsUntil;
        var pod = tale.State.Awards[0].Parts[0].Pod;
        var (inTime, late) = (until.AddTicks(-10), until);
        await world.RecordAsync(Metered(pod, 1, 900, inTime.AddHours(-1)), Corrected(pod, 1, 1_800, inTime), Corrected(pod, 1, 2_700, late),
            Metered(pod, 2, 3_600, late), Metered(pod, 3, 4_500, inTime));
        var read = (await reader.ReadAsync([pod], tale.Terms.First, 4, tale.Gate, until, world.Journal.LastOrdering, default)).Pods[pod];
        Assert.Equal([null, 1_800, null, 4_500], read.MeteredJoules);
        Assert.Equal([null, 2_700, 3_600, 4_500],
            (await reader.ReadAsync([pod], tale.Terms.First, 4, tale.Gate, world.Journal.LastOrdering, default)).Pods[pod].MeteredJoules);
        var history = await world.Market.SettlementHistoryAsync(Id, default);
        Assert.Equal((until, 2), (history.CorrectionsUntil, history.LateQuarterHours));
    }

    [SkippableFact]
    public async Task A_session_is_found_by_its_lines_and_what_a_version_changed_is_told()
    {
        using var world = await ScdWorld.OpenAsync(provider);
        var events = new List<IDomainEvent>();
        var tale = await SettledAsync(world, events);
        var sessions = new SettledSessions(world.Store, world.Clock);
        var line = tale.Lines[0];
        var (pod, at) = (line.Order.Pod, new QuarterHour(line.Order.Period.Index));
        Assert.Equal([Id], await sessions.WithLinesAsync([(pod, at), (pod, at)], world.Journal.LastOrdering, default));
        Assert.Empty(await sessions.WithLinesAsync([(pod, new QuarterHour(at.Index + 9)), (Given.Pod(9), at)], world.Journal.LastOrdering, default));
        Assert.Equal(tale.Lines, await sessions.LinesAsync(Id, 1, default));

        var before = tale.Lines;
        tale.Settle((p, i) => p == pod && i == (int)(at.Index - tale.Terms.First.Index) ? 4_900 * 900 : null);
        await world.RecordAsync(events);
        Assert.Equal(tale.Lines, await sessions.LinesAsync(Id, 2, default));
        var deltas = (await world.Market.DeltasAsync(Id, null, null, All, default)).Items;
        Assert.Equal(StatementDelta.Between(before.Items, tale.Lines.Items), deltas.Select(d => d.Delta));
        Assert.NotEmpty(deltas);
        Assert.Empty((await world.Market.DeltasAsync(Id, 1, null, All, default)).Items);
        Assert.Empty((await world.Market.DeltasAsync(Id, 2, new ParticipantId("stranger"), All, default)).Items);
        Assert.Equal([(1, 0), (2, deltas.Count)], (await world.Market.SettlementHistoryAsync(Id, default)).Versions.Select(v => (v.Version, v.ChangedLines)));
        Assert.Equal(tale.Lines.Select(l => l.Order.Pod).Distinct().Order(), (await world.Market.CutAsync(Id, 2, null, default)).Select(c => c.Pod));

        // Of an erased POD's lines nothing is left to settle again.
        await world.RecordAsync(new PodErased(pod, ScdWorld.Now));
        Assert.Null(await sessions.LinesAsync(Id, 2, default));
    }

    [SkippableFact]
    public async Task A_month_has_the_last_version_of_each_session_by_its_own_time_zone()
    {
        using var world = await ScdWorld.OpenAsync(provider);
        var events = new List<IDomainEvent>();
        // 22:00Z on 31 May is midnight of 1 June in Rome.
        var tale = await SettledAsync(world, events);
        tale.Settle((_, _) => 4_800 * 900);
        await world.RecordAsync(events);
        Assert.Empty(await world.Market.MonthlyStatementsAsync(new DateOnly(2026, 5, 1), null, default));
        var month = await world.Market.MonthlyStatementsAsync(new DateOnly(2026, 6, 1), null, default);
        var statements = await world.Market.StatementsAsync(Id, 2, null, default);
        Assert.Equal(statements.Select(s => (s.Participant, s.Total, s.Version)), month.Select(m => (m.Participant, m.Total, m.Version)));
        Assert.Equal(0, month.Sum(m => m.Total.Amount));
        Assert.Equal(Agg, Assert.Single(await world.Market.MonthlyStatementsAsync(new DateOnly(2026, 6, 1), Agg, default)).Participant);
        Assert.Contains(NoticeKind.SettlementCorrected, (await world.Market.NoticesAsync(Agg, All, default)).Items.Select(n => n.Kind));
    }

    [SkippableFact]
    public async Task A_dispute_is_told_to_the_parties_of_its_line()
    {
        using var world = await ScdWorld.OpenAsync(provider);
        var tale = await SettledAsync(world);
        var line = tale.Lines[0].Order;
        var about = new DisputedLine(line.Key, "The meter stood still.");
        await world.RecordAsync(new SettlementDisputed(Id, new DisputeId("d-1"), Agg, 1, about, ScdWorld.Now));
        var open = Assert.Single((await world.Market.DisputesAsync(Id, null, All, default)).Items);
        Assert.Equal((Agg, about, DisputeState.Open, null), (open.By, open.Line, open.State, open.Resolution));
        var resolution = new DisputeResolution(line.Pod, "Read by hand.", new CorrectedInput(null, 12));
        await world.RecordAsync(new DisputeResolved(Id, new DisputeId("d-1"), true, resolution, ScdWorld.Now.AddHours(1)));
        foreach (var party in new[] { line.Requester, line.Aggregator, line.Customer!.Value })
        {
            var dispute = Assert.Single((await world.Market.DisputesAsync(Id, party, All, default)).Items);
            Assert.Equal((DisputeState.Accepted, resolution, ScdWorld.Now.AddHours(1)), (dispute.State, dispute.Resolution, dispute.ResolvedAt));
            var kinds = (await world.Market.NoticesAsync(party, All, default)).Items.Select(n => n.Kind).ToList();
            Assert.Contains(NoticeKind.SettlementDisputed, kinds);
            Assert.Contains(NoticeKind.DisputeResolved, kinds);
            Assert.Equal([0, 1], await world.Market.UnitsAsync(Id, dispute.Event.SequenceNr, party, default));
        }
        Assert.Empty((await world.Market.DisputesAsync(Id, new ParticipantId("stranger"), All, default)).Items);
        await world.RecordAsync(new PodErased(line.Pod, ScdWorld.Now));
        Assert.Empty((await world.Market.DisputesAsync(Id, null, All, default)).Items);
    }

    private static async Task<MarketTale> SettledAsync(ScdWorld world, List<IDomainEvent>? events = null)
    {
        events ??= [];
        var tale = new MarketTale(Id, First, events.Add);
        tale.Open();
        tale.Place(MarketTale.Request("request-1", "dso-1", 300));
        tale.Place(MarketTale.Offer("offer-1", "agg-1", 50, Direction.Up, (1, 600), (2, 600)));
        tale.CloseGate();
        tale.Clear();
        tale.Validate();
        tale.Publish();
        tale.Activate(0, 1, 3);
        tale.EndDelivery();
        tale.Settle();
        await world.RecordAsync(events);
        events.Clear();
        return tale;
    }

    private static MeasuredQuarterHour Measured(int interval, long joules) =>
        new(new QuarterHour(First.Index + interval), new Energy(joules), EnergyMethod.Registers, 900, QuarterHourQuality.Good);

    private static QuarterHourMetered Metered(PodId pod, int interval, long joules, DateTimeOffset at) =>
        new(pod, Measured(interval, joules), new EventId("light-node-a", 1), at);

    private static QuarterHourCorrected Corrected(PodId pod, int interval, long joules, DateTimeOffset at) =>
        new(pod, Measured(interval, joules), new EventId("light-node-a", 1), at);

    public sealed class OnSqlite() : SettledSessionsSpec(DatabaseProvider.Sqlite);

    public sealed class OnPostgreSql() : SettledSessionsSpec(DatabaseProvider.PostgreSql);
}
