using Akka.Actor;
using Akka.Configuration;
using Akka.Event;
using LinqToDB;
using LinqToDB.Async;
using LinqToDB.Data;
using Microsoft.Extensions.Time.Testing;
using Platone.Actors.GridOperations.Activations;
using Platone.Actors.Kernel;
using Platone.Actors.Kernel.Aggregates;
using Platone.Actors.Kernel.Identity;
using Platone.Actors.Kernel.Journal;
using Platone.Actors.Kernel.Keys;
using Platone.Actors.Kernel.Processes;
using Platone.Actors.Kernel.Storage;
using Platone.Actors.Kernel.Time;
using Platone.Actors.Kernel.Units;
using Platone.Actors.Markets;
using Platone.Actors.Markets.Activations;
using Platone.Actors.Markets.Awards;
using Platone.Actors.Markets.Clearing;
using Platone.Actors.Markets.Clearing.Engines;
using Platone.Actors.Markets.Delivery;
using Platone.Actors.Markets.Offers;
using Platone.Actors.Markets.Processes;
using Platone.Actors.Markets.Requests;
using Platone.Actors.Markets.Sessions;
using Platone.Actors.Markets.Settlement;
using Platone.Actors.Markets.Tokens;
using Platone.Actors.Markets.Tokens.Grants;
using Platone.Actors.Markets.Tokens.Policies;
using Platone.Actors.Metering;
using Platone.Actors.Metering.Pods;
using Platone.Actors.Node;
using Platone.Actors.Notary;
using Platone.Actors.Scd.Following;
using Platone.Actors.Scd.Markets;
using Platone.Actors.Scd.Storage;
using Platone.Actors.Serialization;
using Platone.Actors.Tests.Kernel;
using Platone.Testing;

namespace Platone.Actors.Tests.Audit;

/// <summary>
/// A market that really ran: sharded sessions and PODs on a real journal, the SCD and the log that follow it. What a node's processes would do
/// between the entities is done here step by step, with the same functions, so that every instant is known.
/// </summary>
internal sealed class AuditWorld : IAsyncDisposable
{
    public const int Intervals = 4;

    private static readonly ParticipantId Dso = new("dso");
    private static readonly ParticipantId Tso = new("tso");
    private static readonly ParticipantId Aggregator = new("aggregator");
    private static readonly TokenPolicy Tokens = new(1.5m, 0.5m);

    private readonly ActorSystem _system;
    private readonly EntityRegions _entities;
    private readonly StorageOptions _storage;
    private readonly JournalTail _tail;
    private readonly NotaryFollower _notary;
    private readonly NotaryReader _reader;
    private readonly ScdFollower _scd;
    private readonly MeterDataReader _meters;
    private readonly ProcessOffsets _offsets;

    private AuditWorld(ActorSystem system, EntityRegions entities, StorageOptions storage, KeyStore keys, MasterKey master, EventCodec codec)
    {
        (_system, _entities, _storage, Keys) = (system, entities, storage, keys);
        _tail = new JournalTail(storage.Journal, codec, JournalPulse.Of(system), TimeProvider.System, storage.PollInterval);
        _notary = new NotaryFollower(storage.Ledger, master, keys, new NotaryOptions(), Clock);
        _reader = new NotaryReader(storage.Ledger, master, keys, _tail, new NotaryOptions(), Clock);
        var scd = new ScdStore(storage.Scd);
        _scd = new ScdFollower(scd, _tail);
        _meters = new MeterDataReader(scd, _reader, TimeProvider.System);
        _offsets = new ProcessOffsets(storage.Scd);
    }

    public KeyStore Keys { get; }

    public IEntities Entities => _entities;

    public FakeTimeProvider Clock { get; } = new(Opening);

    public static DateTimeOffset Opening { get; } = new(2026, 11, 22, 8, 0, 0, TimeSpan.Zero);

    public static DateTimeOffset Gate { get; } = Opening.AddHours(1);

    public static QuarterHour First { get; } = QuarterHour.Of(Gate.AddHours(1));

    public static DateTimeOffset Ended { get; } = new DateTimeOffset(First.Start.Ticks, TimeSpan.Zero) + Intervals * QuarterHour.Length + MarketRules.Default.SettleAfter;

    public static MarketSessionId Session { get; } = new("terni-1");

    public static PodId Pod(int n) => new(Pseudonym.From([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, (byte)n]));

    public static async Task<AuditWorld> StartAsync(StorageOptions storage)
    {
        var config = ConfigurationFactory.ParseString("akka.remote.dot-netty.tcp.port = 0\nakka.loglevel = ERROR\nakka.stdout-loglevel = ERROR")
            .WithFallback(NodeConfig.Load(Repository.Path("hocon")));
        var master = MasterKey.Load(Path.Combine(storage.Data, "master.key"));
        var keys = await KeyStore.OpenAsync(storage.Keys, master);
        var codec = new EventCodec(PlatoneEvents.Registry, keys);
        var system = await ActorSystems.StartAsync(config, storage, new PlatoneSetup(codec, keys, keys, TimeProvider.System), KernelSystem.Deadline);
        var entities = await EntityRegions.StartAsync(system,
            [
                MarketSessionSharding.Kind(KernelSystem.Options), PodSharding.Kind(KernelSystem.Options),
                TokenPolicySharding.Kind(KernelSystem.Options), TokenGrantsSharding.Kind(KernelSystem.Options),
            ], KernelSystem.Options);
        return new AuditWorld(system, entities, storage, keys, master, codec);
    }

    /// <summary>PODs that were metered before, and their baselines; the first one's is set again when it is too late.</summary>
    public async Task RegisterAsync(int pods, int quarterHoursBefore)
    {
        await DoAsync(new SetTokenPolicy(Aggregator, Tokens, Opening.AddDays(-1), Opening.AddDays(-1)));
        for (var n = 0; n < pods; n++)
        {
            await DoAsync(new RegisterPod(Pod(n), new PodRegistration(Opening.AddDays(-30), $"bus-{n}", "Europe/Rome", 10_000, null), Opening.AddDays(-2)));
            await MeterAsync(n, new QuarterHour(First.Index - 200), quarterHoursBefore, _ => 4_000, Opening.AddDays(-1));
            await DoAsync(new SetBaseline(Pod(n), new Baseline(new ParticipantId("brp"), First, PowerProfile.Of(Intervals, i => 5_000 + 100 * n + i)), Gate.AddMinutes(-20)));
        }
        await DoAsync(new SetBaseline(Pod(0), new Baseline(new ParticipantId("brp"), First, PowerProfile.Of(Intervals, _ => 9_000)), Gate.AddMinutes(5)));
    }

    /// <summary>A session from its opening to the end of its delivery.</summary>
    /// <param name="id">The session.</param>
    /// <param name="pods">How many PODs are offered.</param>
    /// <param name="level">Whether they net.</param>
    /// <param name="isTroubled">Whether an award ends early, so that its energy comes back, and delivery of the first interval falls short.</param>
    public async Task DeliverAsync(MarketSessionId id, int pods, SettlementLevel level = SettlementLevel.Pod, bool isTroubled = false)
    {
        var rules = MarketRules.Default with { Settlement = new SettlementRules { PenaltyPrice = 60, MissingData = MissingDataPolicy.PayNothing, SettlementLevel = level } };
        await DoAsync(new OpenSession(id, new SessionTerms(SessionKind.RealTime, new MarketAreaId("terni"), new NetworkId("terni-mv"), "Europe/Rome",
            First, Intervals, Gate, rules), Opening));
        await DoAsync(new PlaceRequest(id, Request("r-dso", Dso, isDso: true, 1_500), Opening.AddMinutes(1)));
        await DoAsync(new PlaceRequest(id, Request("r-tso", Tso, isDso: false, 900), Opening.AddMinutes(2)));
        await DoAsync(new PlaceRequest(id, Request("r-not", Tso, isDso: false, 100), Opening.AddMinutes(2)));
        for (var n = 0; n < pods; n++)
            await DoAsync(new PlaceOffer(id, Offer($"o-{n}", 70 + 5 * n, n, (n + 1) % pods), Opening.AddMinutes(3)));
        if (isTroubled)
        {
            await DoAsync(new SetDeliveryPolicy(id, new RequestId("r-dso"), Dso, DeliveryPolicy.Standard with { Action = DeliveryAction.Automatic }, Opening.AddMinutes(3)));
            var early = Offer("o-early", 50, 0);
            var power = PowerProfile.Of(Intervals, t => t < 2 ? 600 : 0);
            await DoAsync(new PlaceRequest(id, Request("r-early", Dso, isDso: true, 0) with { Power = PowerProfile.Of(Intervals, t => t < 2 ? 500 : 0) },
                Opening.AddMinutes(3)));
            await DoAsync(new PlaceOffer(id, early with { Power = power, Pods = [early.Pods[0] with { Power = power }] }, Opening.AddMinutes(3)));
        }
        await DoAsync(new WithdrawRequest(id, new RequestId("r-not"), Tso, Opening.AddMinutes(4)));
        await DoAsync(new CloseGate(id, Gate));
        var limited = await ClearAsync(id);
        await DoAsync(new RecordValidation(id, limited.Round, limited.Awards.Select((a, i) => i == 0
            ? new AwardVerdict(a.Id, Finding.Limited, new Factor(a.Factor.Millionths / 2), "line-7", "104 %")
            : new AwardVerdict(a.Id, Finding.Accepted, a.Factor)).ToValueList(), Gate.AddMinutes(2)));
        var outcome = await ClearAsync(id);
        await DoAsync(new RecordValidation(id, outcome.Round,
            outcome.Awards.Select(a => new AwardVerdict(a.Id, Finding.Accepted, a.Factor)).ToValueList(), Gate.AddMinutes(4)));
        foreach (var award in outcome.Awards)
        {
            foreach (var part in award.Parts)
            {
                await DoAsync(new ReserveFlexibility(part.Pod, new Reservation(new ReservationId(id, award.Id.Request, award.Id.Offer),
                    Direction.Up, First, part.Power), Gate.AddMinutes(5)));
            }
        }
        await DoAsync(new PublishOutcome(id, outcome.Round, [], Gate.AddMinutes(6)));
        await ActivateAsync(id, "call-dso", Dso, 0, Intervals);
        await ActivateAsync(id, "call-tso", Tso, 1, 2);
        if (isTroubled)
            await FallShortAsync(id);
        for (var n = 0; n < pods; n++)
            await MeterAsync(n, First, Intervals - n % 2, i => 3_800 + 10 * i, Ended.AddMinutes(-10));
        await DoAsync(new EndDelivery(id, Ended));
    }

    /// <summary>The process that grants tokens, which sends its commands by these entities.</summary>
    public TokenProcess Granting(IEntities entities) => new(_offsets, entities, Clock, NoLogger.Instance);

    /// <summary>The process that settles again, which sends its commands by these entities.</summary>
    public CorrectionProcess Correcting(IEntities entities) =>
        new(_offsets, entities, _meters, new SettledSessions(new ScdStore(_storage.Scd), TimeProvider.System), Clock, NoLogger.Instance);

    /// <summary>Settles from what the SCD knows now, and grants the tokens.</summary>
    public async Task<SessionSettlement> SettleAsync(MarketSessionId id, DateTimeOffset at)
    {
        var outcome = await OutcomeAsync(id);
        var data = await MetersAsync(outcome, SessionOrders.Pods(SessionOrders.Of(outcome)));
        var settlement = SessionOrders.Settle(outcome, data, outcome.SettlementVersion + 1);
        await DoAsync(new RecordSettlement(id, settlement, at));
        await FollowAsync(Granting(Entities));
        return settlement;
    }

    /// <summary>Late readings change a quarter hour.</summary>
    public Task CorrectAsync(int pod, int interval, long watts, DateTimeOffset at) => DoAsync(new CorrectQuarterHours(Pod(pod),
        [Measured(new QuarterHour(First.Index + interval), watts)], new EventId($"light-node-{Pod(pod)}", 9_000), at));

    /// <summary>Brings SCD and log up to the journal, and signs.</summary>
    public async Task<string> SealAsync(DateTimeOffset at)
    {
        Clock.SetUtcNow(at);
        await FollowAsync(_scd);
        await FollowAsync(_notary);
        await _reader.SealAsync(default);
        return (await _reader.CheckpointAsync(default))!;
    }

    public async Task DoAsync(ICommand command) =>
        Assert.True(await _entities.SendAsync(command, KernelSystem.Deadline) is CommandReply.Done, $"{command} was refused");

    public async ValueTask DisposeAsync()
    {
        await _system.Terminate();
        _tail.Dispose();
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
    }

    private static FlexibilityRequest Request(string name, ParticipantId requester, bool isDso, long watts) => new(new RequestId(name), requester, isDso,
        isDso ? FlexibilityService.Congestion : FlexibilityService.Balancing, Direction.Up, null, PowerProfile.Of(Intervals, i => watts + 10 * i), 150, 0,
        Gate.AddDays(1));

    private static FlexibilityOffer Offer(string name, decimal price, params int[] pods)
    {
        var offered = pods.Select(p => new OfferedPod(Pod(p), $"bus-{p}", 10_000, new ParticipantId($"customer-{p}"), PowerProfile.Of(Intervals, _ => 600)))
            .OrderBy(p => p.Pod).ToValueList();
        return new FlexibilityOffer(new OfferId(name), new ParticipantId("aggregator"), new PortfolioId("portfolio"), Direction.Up,
            PowerProfile.Of(Intervals, _ => 600 * pods.Length), offered, new PriceCurve([new PriceStep(new Factor(500_000), price), new PriceStep(Factor.One, price + 8)]),
            new Factor(100_000), 0.97m, null, 0.25m, Gate.AddDays(1));
    }

    private static MeasuredQuarterHour Measured(QuarterHour at, long watts) =>
        new(at, new Energy(watts * QuarterHour.Seconds), EnergyMethod.MeanPower, QuarterHour.Seconds, QuarterHourQuality.Good);

    private async Task<SessionOutcome> ClearAsync(MarketSessionId id)
    {
        var task = await _entities.AskAsync<ClearingTask>(new GetClearingTask(id), KernelSystem.Deadline);
        await DoAsync(new RecordClearing(id, task.Round, new EngineChoice().Clear(task.Problem!), Gate.AddMinutes(2 * task.Round - 1)));
        return await OutcomeAsync(id);
    }

    private async Task ActivateAsync(MarketSessionId id, string name, ParticipantId requester, int first, int count)
    {
        var before = await OutcomeAsync(id);
        var requests = before.Requests.Where(r => r.Requester == requester).Select(r => r.Id).ToHashSet();
        var activation = new Activation(new ActivationId(name), requester,
            before.Awards.Select(a => a.Id).Where(a => requests.Contains(a.Request)).Order().ToValueList(), first, count);
        await DoAsync(new RequestActivation(id, activation, Gate.AddMinutes(10)));
        var outcome = await OutcomeAsync(id);
        var setPoints = SetPointSplit.Of(outcome, activation, await MetersAsync(outcome, SetPointSplit.Pods(outcome, activation)));
        await DoAsync(new IssueSetPoints(id, activation.Id, setPoints, Gate.AddMinutes(11)));
        var cause = (await LastAsync(id)).Id;
        foreach (var pod in setPoints.GroupBy(s => s.Pod).OrderBy(g => g.Key))
            await DoAsync(new ScheduleSetPoints(pod.Key, pod.Select(s => s.SetPoint).ToValueList(), cause, Gate.AddMinutes(11)));
    }

    // Nothing at all was delivered ten minutes into the first interval.
    private async Task FallShortAsync(MarketSessionId id)
    {
        var outcome = await OutcomeAsync(id);
        var called = outcome.Activations.Single(a => a.Id.Value == "call-dso").Awards;
        var awards = outcome.Awards.Where(a => a.Id.Request.Value == "r-dso" && called.Items.Contains(a.Id) && a.Power[0] > 0).OrderBy(a => a.Id)
            .Select(a => new ProjectedAward(a.Id, a.Power[0], 0, 0)).ToValueList();
        await DoAsync(new WatchDelivery(id, new ProjectedDelivery(new RequestId("r-dso"), 0, First.Start.AddMinutes(9), awards), First.Start.AddMinutes(10)));
    }

    private Task MeterAsync(int pod, QuarterHour first, int count, Func<int, long> watts, DateTimeOffset at) => count == 0 ? Task.CompletedTask
        : DoAsync(new MeterQuarterHours(Pod(pod), [.. Enumerable.Range(0, count).Select(i => Measured(new QuarterHour(first.Index + i), watts(i)))],
            new EventId($"light-node-{Pod(pod)}", first.Index), at));

    private Task<SessionOutcome> OutcomeAsync(MarketSessionId id) => _entities.AskAsync<SessionOutcome>(new GetOutcome(id), KernelSystem.Deadline);

    private async Task<MeterData> MetersAsync(SessionOutcome outcome, IReadOnlyList<PodId> pods)
    {
        await FollowAsync(_scd);
        var terms = outcome.Terms!;
        return await _meters.ReadAsync(pods, terms.First, terms.Intervals, terms.GateClosesAt, (await LastAsync(outcome.Id)).Ordering, KernelSystem.Deadline);
    }

    /// <summary>The events of a stream, of one type.</summary>
    public async Task<IReadOnlyList<T>> EventsAsync<T>(string stream)
    {
        var found = new List<T>();
        for (var position = 0L; await _tail.ReadAsync(position, 1_000, KernelSystem.Deadline) is { Count: > 0 } batch; position = batch[^1].Ordering)
            found.AddRange(batch.Where(e => e.Id.PersistenceId == stream).Select(e => e.Event).OfType<T>());
        return found;
    }

    private async Task<JournalEntry> LastAsync(MarketSessionId id)
    {
        var stream = $"{MarketSessionCommand.EntityKind}-{id}";
        await using var connection = _storage.Journal.Connect();
        var last = await connection.GetTable<JournalRow>().Where(r => r.PersistenceId == stream).MaxAsync(r => r.SequenceNr);
        return (await _tail.FindAsync(new EventId(stream, last), KernelSystem.Deadline))!;
    }

    /// <summary>Has every process begin again from the journal's first event.</summary>
    public async Task ForgetOffsetsAsync()
    {
        await using var connection = _storage.Scd.Connect();
        await connection.ExecuteAsync("delete from process_offset");
    }

    /// <summary>Brings the SCD up to the journal.</summary>
    public Task ReadAsync() => FollowAsync(_scd);

    /// <summary>Lets something follow the journal from where it stands to its end.</summary>
    public async Task FollowAsync(ITailHandler handler)
    {
        var position = await handler.StartAsync(default);
        while (await _tail.ReadAsync(position, handler.BatchSize, KernelSystem.Deadline) is { Count: > 0 } batch)
        {
            await handler.HandleAsync(position, batch, KernelSystem.Deadline);
            position = batch[^1].Ordering;
        }
    }
}
