using Platone.Actors.Aggregation.Portfolios;
using Platone.Actors.Kernel.Identity;
using Platone.Actors.Kernel.Storage;
using Platone.Actors.Kernel.Time;
using Platone.Actors.Metering;
using Platone.Actors.Metering.LightNodes;
using Platone.Actors.Participants;
using Platone.Actors.Participants.OperatorJournals;
using Platone.Actors.Scd.Following;
using Platone.Actors.Scd.Listings;
using Platone.Actors.Scd.Metering.LightNodes;
using Platone.Actors.Scd.Metering.Pods;
using Platone.Actors.Scd.Notary;
using Platone.Actors.Scd.Participants;
using Platone.Actors.Tests.Scd.World;

namespace Platone.Actors.Tests.Scd;

/// <summary>Participants, PODs, portfolios and light nodes as they are read.</summary>
public abstract class CustomersSpec(DatabaseProvider provider)
{
    private static readonly ParticipantId Agg = new("agg-1");
    private static readonly PortfolioId Folio = new("folio-1");
    private static readonly DateTimeOffset T0 = Given.Epoch;
    private static readonly PageRequest All = new(null, 1_000);

    [SkippableFact]
    public async Task A_participant_is_read_and_its_keys_open_until_revoked_or_suspended()
    {
        using var world = await ScdWorld.OpenAsync(provider);
        await world.RecordAsync(new ParticipantAdmitted(Agg, "Green Energy", Role.Aggregator, T0),
            new ApiKeyIssued(Agg, "aa", T0), new ApiKeyIssued(Agg, "bb", T0));
        var row = new ParticipantRow(Agg, "Green Energy", Role.Aggregator, false);
        Assert.Equal(row, await world.Reader.ParticipantAsync(Agg, default));
        Assert.Equal(row, await world.Reader.HolderOfKeyAsync("aa", default));
        Assert.Null(await world.Reader.HolderOfKeyAsync("cc", default));
        Assert.Null(await world.Reader.ParticipantAsync(new ParticipantId("nobody"), default));

        await world.RecordAsync(new ApiKeyRevoked(Agg, "aa", T0));
        Assert.Null(await world.Reader.HolderOfKeyAsync("aa", default));
        Assert.NotNull(await world.Reader.HolderOfKeyAsync("bb", default));

        await world.RecordAsync(new ParticipantSuspended(Agg, "bill", T0));
        Assert.Null(await world.Reader.HolderOfKeyAsync("bb", default));
        Assert.Equal(row with { IsSuspended = true }, await world.Reader.ParticipantAsync(Agg, default));

        await world.RecordAsync(new ParticipantReinstated(Agg, T0));
        Assert.Equal(row, await world.Reader.HolderOfKeyAsync("bb", default));
    }

    [SkippableFact]
    public async Task Participants_come_in_the_order_of_their_ids_and_a_name_may_be_gone()
    {
        using var world = await ScdWorld.OpenAsync(provider);
        string[] ids = ["b", "B", "a-2", "a_1", "Z", "a.9"];
        await world.RecordAsync(ids.Select(id => new ParticipantAdmitted(new ParticipantId(id), id, Role.Customer, T0)));
        Assert.Equal(ids.Order(StringComparer.Ordinal),
            await Pages.AllAsync(p => world.Reader.ParticipantsAsync(p, default), 2, p => p.Id.Value));

        world.Keys.Erase("participant-b", T0);
        await new ProjectionRebuild(world.Store).ResetAsync("participants", default);
        await world.FollowAsync(world.Follower);
        Assert.Equal(new ParticipantRow(new ParticipantId("b"), null, Role.Customer, false),
            await world.Reader.ParticipantAsync(new ParticipantId("b"), default));
    }

    [SkippableFact]
    public async Task What_operators_did_is_read_by_month_in_the_order_of_its_recording()
    {
        using var world = await ScdWorld.OpenAsync(provider);
        var (month, next) = (OperatorJournalId.Of(T0), OperatorJournalId.Of(T0.AddMonths(1)));
        OperatorActed Acted(OperatorJournalId journal, int n) => new(journal, new OperatorActionId(Pseudonym.From(Guid.Parse($"{n:x32}").ToByteArray())),
            Agg, $"market clear -s {n}", "akka://platone", T0.AddMinutes(n));
        await world.RecordAsync(Acted(month, 1), Acted(month, 2), Acted(month, 3));
        await world.RecordAsync(Acted(next, 4));

        var rows = (await world.Reader.OperatorActionsAsync(month, All, default)).Items;
        Assert.Equal(["market clear -s 1", "market clear -s 2", "market clear -s 3"], rows.Select(r => r.Command));
        Assert.Equal((Acted(month, 2).Action, Agg, "akka://platone", T0.AddMinutes(2), new EventId($"operator-journal-{month}", 2)),
            (rows[1].Id, rows[1].Operator, rows[1].Node, rows[1].At, rows[1].Event));
        Assert.Equal([1L, 2, 3], await Pages.AllAsync(p => world.Reader.OperatorActionsAsync(month, p, default), 1, r => r.Event.SequenceNr));
        Assert.Equal(4, Assert.Single((await world.Reader.OperatorActionsAsync(next, All, default)).Items).At.Minute);
    }

    [SkippableFact]
    public async Task A_pod_shows_its_registration_and_the_portfolio_it_is_in_now()
    {
        using var world = await ScdWorld.OpenAsync(provider);
        await world.RecordAsync(Given.PodRegistered(1, owner: "mario"), new PortfolioOpened(Folio, Agg, T0));
        var row = await world.Reader.PodAsync(Given.Pod(1), default);
        Assert.Equal(new PodRow(Given.Pod(1), T0, "bus-1", "Europe/Rome", 6_000, new ParticipantId("mario"), null, null,
            new Certification(world.Journal.OrderingOf(world.Journal.Last($"pod-{Given.Pod(1)}")), null, null)), row);
        Assert.Null(await world.Reader.PodAsync(Given.Pod(2), default));

        await world.RecordAsync(new PodJoined(Folio, Given.Pod(1), ScdWorld.Now.AddDays(1), T0));
        Assert.Null((await world.Reader.PodAsync(Given.Pod(1), default))!.Portfolio);
        world.Clock.Advance(TimeSpan.FromDays(1));
        row = await world.Reader.PodAsync(Given.Pod(1), default);
        Assert.Equal((Folio, Agg), (row!.Portfolio, row.Aggregator));

        await world.RecordAsync(new PodLeft(Folio, Given.Pod(1), ScdWorld.Now.AddDays(3), T0));
        Assert.Equal(Folio, (await world.Reader.PodAsync(Given.Pod(1), default))!.Portfolio);
        world.Clock.Advance(TimeSpan.FromDays(2));
        Assert.Null((await world.Reader.PodAsync(Given.Pod(1), default))!.Portfolio);
    }

    [SkippableFact]
    public async Task Owner_and_aggregator_see_their_pods_and_light_nodes_only()
    {
        using var world = await ScdWorld.OpenAsync(provider);
        await world.RecordAsync(
            Given.PodRegistered(1, owner: "mario"), Given.PodRegistered(2, owner: "anna"), Given.PodRegistered(3),
            Given.NodeRegistered(1, 1), Given.NodeRegistered(2, 2), Given.NodeRegistered(3, 3), Given.NodeRegistered(4, 3),
            new PortfolioOpened(Folio, Agg, T0), new PortfolioOpened(new PortfolioId("other"), new ParticipantId("agg-2"), T0),
            new PodJoined(Folio, Given.Pod(1), T0, T0), new PodJoined(Folio, Given.Pod(3), T0, T0),
            new PodJoined(new PortfolioId("other"), Given.Pod(2), T0, T0));

        Assert.Equal([1], await PodsAsync("mario"));
        Assert.Equal([1, 3], await PodsAsync("agg-1"));
        Assert.Equal([2], await PodsAsync("agg-2"));
        Assert.Equal([], await PodsAsync("nobody"));
        Assert.Equal([1, 2, 3], await PodsAsync(null));
        Assert.Equal([1], await NodesAsync("mario"));
        Assert.Equal([1, 3, 4], await NodesAsync("agg-1"));
        Assert.Equal([1, 2, 3, 4], await NodesAsync(null));

        // A stay that ends where it began never was.
        await world.RecordAsync(new PodLeft(Folio, Given.Pod(1), T0, T0), new PodLeft(Folio, Given.Pod(3), T0.AddDays(9), T0));
        Assert.Equal([], await PodsAsync("agg-1"));

        async Task<IEnumerable<int>> PodsAsync(string? to)
        {
            var found = await Pages.AllAsync(
                p => world.Reader.PodsAsync(to is null ? null : new ParticipantId(to), p, default), 1, p => p.Pod);
            Assert.Equal(found.Order(), found);
            return found.Select(f => Enumerable.Range(1, 9).Single(n => Given.Pod(n) == f)).Order();
        }

        async Task<IEnumerable<int>> NodesAsync(string? to)
        {
            var found = await Pages.AllAsync(
                p => world.Reader.LightNodesAsync(to is null ? null : new ParticipantId(to), p, default), 1, n => n.Node);
            Assert.Equal(found.Order(), found);
            return found.Select(f => Enumerable.Range(1, 9).Single(n => Given.Node(n) == f)).Order();
        }
    }

    [SkippableFact]
    public async Task A_light_node_shows_when_it_was_heard_and_what_is_wrong_with_it()
    {
        using var world = await ScdWorld.OpenAsync(provider);
        await world.RecordAsync(Given.PodRegistered(1), Given.NodeRegistered(1, 1, key: "02aa"));
        Assert.Equivalent(new LightNodeRow(Given.Node(1), Given.Pod(1), true, T0, null, null, 0, 0, null, false, null, []),
            await NodeAsync(), strict: true);

        var (q, at) = (QuarterHour.Of(T0.AddHours(1)), T0.AddHours(1).AddSeconds(15));
        await world.RecordAsync(Given.Recorded(1, 1, at, Given.Reading(2, T0.AddHours(1).AddSeconds(8)), Given.Reading(1, T0.AddHours(1)),
            Given.Reading(3, T0.AddHours(1).AddSeconds(4)) with { Quality = ReadingQuality.RegisterBackwards }) with
        {
            Open = new OpenQuarterHour(q, at),
        });
        var row = await NodeAsync();
        Assert.Equal((T0.AddHours(1).AddSeconds(8), at, 3L, TimeSpan.FromSeconds(7), q.End),
            (row.LastReading, row.LastSeen, row.Readings, row.ClockSkew, row.OpenUntil));
        Assert.Equal(["a register ran backwards in 1 readings of epoch 0, last 2026-01-01T01:00:04Z"], row.Alarms);

        await world.RecordAsync(
            new ReadingsRejected(Given.Node(1), Given.Pod(1), [new(RefusalReason.OverRate, 5), new(RefusalReason.BadSignature, 2)],
                [], at.AddMinutes(1)),
            new LightNodeFellSilent(Given.Node(1), Given.Pod(1), at, at.AddHours(1)),
            new QuarterHoursClosed(Given.Node(1), Given.Pod(1), [Given.Measured(q.Start, 5)], q.End, at.AddHours(1)));
        row = await NodeAsync();
        Assert.Equal((7L, true, null), (row.Refused, row.IsSilent, row.OpenUntil));
        Assert.Equal(["silent since 2026-01-01T01:00:15Z",
            "a register ran backwards in 1 readings of epoch 0, last 2026-01-01T01:00:04Z",
            "2 messages with a bad or missing signature, last 2026-01-01T01:01:15Z"], row.Alarms);

        // A new epoch, a new key and a new reading end all three.
        await world.RecordAsync(new LightNodeReturned(Given.Node(1), Given.Pod(1), at.AddHours(2)),
            Given.Recorded(1, 1, at.AddHours(2), Given.Reading(1, at.AddHours(2), epoch: 1)),
            new LightNodeKeyChanged(Given.Node(1), Given.Pod(1), null, at.AddHours(2)));
        row = await NodeAsync();
        Assert.Equal((4L, 7L, false, false), (row.Readings, row.Refused, row.IsSilent, row.IsKeyed));
        Assert.Empty(row.Alarms);
        Assert.Null(await world.Reader.LightNodeAsync(Given.Node(2), default));

        async Task<LightNodeRow> NodeAsync() => (await world.Reader.LightNodeAsync(Given.Node(1), default))!;
    }

    [SkippableFact]
    public async Task The_watchlist_names_nodes_whose_grace_or_silence_limit_has_run_out()
    {
        using var world = await ScdWorld.OpenAsync(provider);
        var (q, grace, limit) = (QuarterHour.Of(T0.AddHours(1)), TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(30));
        await world.RecordAsync(Given.NodeRegistered(1, 1), Given.NodeRegistered(2, 2), Given.NodeRegistered(3, 3),
            Given.NodeRegistered(4, 4),
            // 1: metered as time goes; 2: the same quarter hour, as history that arrives a day later; 3: nothing open; 4: never heard
            Given.Recorded(1, 1, q.Start, Given.Reading(1, q.Start)) with { Open = new OpenQuarterHour(q, q.Start) },
            Given.Recorded(2, 2, q.Start.AddDays(1), Given.Reading(1, q.Start)) with { Open = new OpenQuarterHour(q, q.Start.AddDays(1)) },
            Given.Recorded(3, 3, q.Start, Given.Reading(1, q.Start)));
        var list = new NodeWatchlist(world.Store);

        Assert.Empty(await list.OverdueAsync(q.End + grace - TimeSpan.FromSeconds(1), grace, default));
        Assert.Equal([Given.Node(1)], await list.OverdueAsync(q.End + grace, grace, default));
        Assert.Equal([Given.Node(1)], await list.OverdueAsync(q.Start.AddDays(1) + grace - TimeSpan.FromSeconds(1), grace, default));
        Assert.Equal(new[] { Given.Node(1), Given.Node(2) }.Order(), await list.OverdueAsync(q.Start.AddDays(1) + grace, grace, default));

        Assert.Empty(await list.QuietAsync(q.Start + limit - TimeSpan.FromSeconds(1), limit, default));
        Assert.Equal(new[] { Given.Node(1), Given.Node(3) }.Order(), await list.QuietAsync(q.Start + limit, limit, default));
        await world.RecordAsync(new LightNodeFellSilent(Given.Node(1), Given.Pod(1), q.Start, q.Start + limit),
            new QuarterHoursClosed(Given.Node(1), Given.Pod(1), [], q.End, q.End + grace));
        Assert.Equal([Given.Node(3)], await list.QuietAsync(q.Start + limit, limit, default));
        Assert.Empty(await list.OverdueAsync(q.End + grace, grace, default));

        await world.RecordAsync(new LightNodeRetired(Given.Node(2), Given.Pod(2), q.End),
            new LightNodeRetired(Given.Node(3), Given.Pod(3), q.End));
        Assert.Empty(await list.QuietAsync(q.Start.AddDays(9), limit, default));
        Assert.Empty(await list.OverdueAsync(q.Start.AddDays(9), grace, default));
    }

    public sealed class OnSqlite() : CustomersSpec(DatabaseProvider.Sqlite);

    public sealed class OnPostgreSql() : CustomersSpec(DatabaseProvider.PostgreSql);
}
