using Akka.Actor;
using Akka.Configuration;
using LinqToDB;
using LinqToDB.Async;
using Platone.Actors;
using Platone.Actors.GridOperations.Activations;
using Platone.Actors.Kernel;
using Platone.Actors.Kernel.Aggregates;
using Platone.Actors.Kernel.Identity;
using Platone.Actors.Kernel.Journal;
using Platone.Actors.Kernel.Keys;
using Platone.Actors.Kernel.Storage;
using Platone.Actors.Kernel.Time;
using Platone.Actors.Kernel.Units;
using Platone.Actors.Markets;
using Platone.Actors.Markets.Activations;
using Platone.Actors.Markets.Awards;
using Platone.Actors.Markets.Clearing;
using Platone.Actors.Markets.Clearing.Engines.MeritOrders;
using Platone.Actors.Markets.Offers;
using Platone.Actors.Markets.Requests;
using Platone.Actors.Markets.Sessions;
using Platone.Actors.Metering;
using Platone.Actors.Metering.Pods;
using Platone.Actors.Node;
using Platone.Actors.Notary;
using Platone.Actors.Scd.Following;
using Platone.Actors.Scd.Markets;
using Platone.Actors.Scd.Storage;
using Platone.Actors.Serialization;
using Platone.Testing;

namespace Platone.Benchmarks.Audit;

/// <summary>One day-ahead session with many PODs of long histories, recorded by the real entities, and sealed.</summary>
internal sealed class AuditNode : IAsyncDisposable
{
    private const int Intervals = 96;
    private const int QuarterHoursOfACommand = 200;
    private const int PodsOfAnOffer = 10;

    private static readonly MarketSessionId Session = new("bench");
    private static readonly ParticipantId Dso = new("dso");
    private static readonly DateTimeOffset Opening = new(2026, 11, 22, 8, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset Gate = Opening.AddHours(1);
    private static readonly QuarterHour First = QuarterHour.Of(Gate.AddHours(14));

    private readonly ActorSystem _system;
    private readonly EntityRegions _entities;
    private readonly StorageOptions _storage;
    private readonly JournalTail _tail;
    private readonly PodId[] _pods;

    private AuditNode(ActorSystem system, EntityRegions entities, StorageOptions storage, JournalTail tail, PodId[] pods) =>
        (_system, _entities, _storage, _tail, _pods) = (system, entities, storage, tail, pods);

    public static async Task<AuditNode> RecordAsync(StorageOptions storage, int pods, int history)
    {
        var config = ConfigurationFactory.ParseString("akka.remote.dot-netty.tcp.port = 0\nakka.loglevel = WARNING\nakka.stdout-loglevel = WARNING")
            .WithFallback(NodeConfig.Load(Repository.Path("hocon")));
        var master = MasterKey.Load(Path.Combine(storage.Data, "master.key"));
        var keys = await KeyStore.OpenAsync(storage.Keys, master);
        var codec = new EventCodec(PlatoneEvents.Registry, keys);
        var system = await ActorSystems.StartAsync(config, storage, new PlatoneSetup(codec, keys, keys, TimeProvider.System), CancellationToken.None);
        var shell = ShellOptions.From(config);
        var entities = await EntityRegions.StartAsync(system, [MarketSessionSharding.Kind(shell), PodSharding.Kind(shell)], shell);
        var tail = new JournalTail(storage.Journal, codec, JournalPulse.Of(system), TimeProvider.System, storage.PollInterval);
        var ids = Enumerable.Range(0, pods).Select(i => new PodId(keys.Assign(DirectoryKind.Pod, $"bench-{i}"))).ToArray();
        var node = new AuditNode(system, entities, storage, tail, ids);
        await node.RecordAsync(history);
        var notary = new NotaryReader(storage.Ledger, master, keys, tail, new NotaryOptions(), TimeProvider.System);
        await node.FollowAsync(new NotaryFollower(storage.Ledger, master, keys, new NotaryOptions(), TimeProvider.System));
        await notary.SealAsync(default);
        return node;
    }

    /// <summary>Recovers every stream there is; gives the number of events.</summary>
    public async Task<long> RecoverAsync()
    {
        var pods = _pods.Select(pod => RecoverAsync<Pod, PodCommand, PodEvent>(pod.Subject, Pod.Empty(pod)));
        var session = RecoverAsync<MarketSession, MarketSessionCommand, MarketSessionEvent>($"{MarketSessionCommand.EntityKind}-{Session}", MarketSession.Empty(Session));
        return (await Task.WhenAll(pods.Append(session))).Sum();
    }

    public async ValueTask DisposeAsync()
    {
        await _system.Terminate();
        _tail.Dispose();
    }

    private Task<long> RecoverAsync<TState, TCommand, TEvent>(string persistenceId, TState initial)
        where TState : class, IAggregate<TState, TCommand, TEvent>
        where TCommand : class, ICommand
        where TEvent : class, IDomainEvent
    {
        var recovered = new TaskCompletionSource<long>(TaskCreationOptions.RunContinuationsAsynchronously);
        _system.ActorOf(Props.Create(() => new BareRecovery<TState, TCommand, TEvent>(persistenceId, initial, recovered)));
        return recovered.Task;
    }

    private async Task RecordAsync(int history)
    {
        await Parallel.ForEachAsync(_pods, async (pod, _) =>
        {
            await DoAsync(new RegisterPod(pod, new PodRegistration(Opening.AddYears(-1), "bus", "Europe/Rome", 10_000, null), Opening.AddDays(-20)));
            for (var done = 0; done < history; done += QuarterHoursOfACommand)
                await MeterAsync(pod, new QuarterHour(First.Index - history - 1 + done), Math.Min(QuarterHoursOfACommand, history - done), Opening.AddDays(-1));
            await DoAsync(new SetBaseline(pod, new Baseline(new ParticipantId("brp"), First, PowerProfile.Of(Intervals, _ => 5_000)), Opening));
        });
        await DoAsync(new OpenSession(Session, new SessionTerms(SessionKind.DayAhead, new MarketAreaId("terni"), new NetworkId("terni-mv"), "Europe/Rome",
            First, Intervals, Gate, MarketRules.Default), Opening));
        await DoAsync(new PlaceRequest(Session, new FlexibilityRequest(new RequestId("r"), Dso, true, FlexibilityService.Congestion, Direction.Up, null,
            PowerProfile.Of(Intervals, _ => 600 * _pods.Length), null, 0, Gate.AddDays(9)), Opening.AddMinutes(1)));
        foreach (var (i, some) in _pods.Order().Chunk(PodsOfAnOffer).Index())
        {
            var offered = some.Select(p => new OfferedPod(p, "bus", 10_000, null, PowerProfile.Of(Intervals, _ => 600))).ToValueList();
            await DoAsync(new PlaceOffer(Session, new FlexibilityOffer(new OfferId($"o-{i}"), new ParticipantId("aggregator"), new PortfolioId("portfolio"), Direction.Up,
                PowerProfile.Of(Intervals, _ => 600 * some.Length), offered, PriceCurve.Flat(70 + i), Factor.Zero, 1, null, 0, Gate.AddDays(9)), Opening.AddMinutes(2)));
        }
        await DoAsync(new CloseGate(Session, Gate));
        var task = await _entities.AskAsync<ClearingTask>(new GetClearingTask(Session), CancellationToken.None);
        await DoAsync(new RecordClearing(Session, 1, new MeritOrderEngine().Clear(task.Problem!), Gate));
        var outcome = await OutcomeAsync();
        await DoAsync(new RecordValidation(Session, 1, outcome.Awards.Select(a => new AwardVerdict(a.Id, Finding.Accepted, a.Factor)).ToValueList(), Gate));
        foreach (var award in outcome.Awards)
        {
            foreach (var part in award.Parts)
                await DoAsync(new ReserveFlexibility(part.Pod, new Reservation(new ReservationId(Session, award.Id.Request, award.Id.Offer), Direction.Up, First, part.Power), Gate));
        }
        await DoAsync(new PublishOutcome(Session, 1, [], Gate));
        await DeliverAsync(new Activation(new ActivationId("a"), Dso, outcome.Awards.Select(a => a.Id).Order().ToValueList(), 0, Intervals));
    }

    private async Task DeliverAsync(Activation activation)
    {
        await DoAsync(new RequestActivation(Session, activation, Gate.AddMinutes(1)));
        var scd = new ScdStore(_storage.Scd);
        var outcome = await OutcomeAsync();
        await DoAsync(new IssueSetPoints(Session, activation.Id, SetPointSplit.Of(outcome, activation,
            await MetersAsync(scd, outcome, SetPointSplit.Pods(outcome, activation))), Gate.AddMinutes(1)));
        var issued = await LastAsync();
        if (issued.Event is not SetPointsIssued e)
            throw new InvalidOperationException($"{issued} is not what was issued");
        foreach (var pod in e.SetPoints.GroupBy(s => s.Pod).OrderBy(g => g.Key))
            await DoAsync(new ScheduleSetPoints(pod.Key, pod.Select(s => s.SetPoint).ToValueList(), issued.Id, Gate.AddMinutes(1)));
        foreach (var pod in _pods)
            await MeterAsync(pod, First, Intervals, First.Start.AddDays(1));
        await DoAsync(new EndDelivery(Session, First.Start.AddDays(2)));
        outcome = await OutcomeAsync();
        var settlement = SessionOrders.Settle(outcome, await MetersAsync(scd, outcome, SessionOrders.Pods(SessionOrders.Of(outcome))), 1);
        await DoAsync(new RecordSettlement(Session, settlement, First.Start.AddDays(2)));
    }

    private Task MeterAsync(PodId pod, QuarterHour first, int count, DateTimeOffset at) => DoAsync(new MeterQuarterHours(pod,
        [.. Enumerable.Range(0, count).Select(i => new MeasuredQuarterHour(new QuarterHour(first.Index + i), new Energy((4_600 + i) * QuarterHour.Seconds),
            EnergyMethod.MeanPower, QuarterHour.Seconds, QuarterHourQuality.Good))], new EventId($"light-node-{pod}", first.Index), at));

    private Task<SessionOutcome> OutcomeAsync() => _entities.AskAsync<SessionOutcome>(new GetOutcome(Session), CancellationToken.None);

    private async Task<MeterData> MetersAsync(ScdStore scd, SessionOutcome outcome, IReadOnlyList<PodId> pods)
    {
        await FollowAsync(new ScdFollower(scd, _tail));
        var terms = outcome.Terms!;
        return await new MeterDataReader(scd, _ => Task.FromResult(0L), TimeProvider.System).ReadAsync(pods, terms.First, terms.Intervals,
            terms.GateClosesAt, (await LastAsync()).Ordering, CancellationToken.None);
    }

    private async Task<JournalEntry> LastAsync()
    {
        var stream = $"{MarketSessionCommand.EntityKind}-{Session}";
        await using var connection = _storage.Journal.Connect();
        var last = await connection.GetTable<JournalRow>().Where(r => r.PersistenceId == stream).MaxAsync(r => r.SequenceNr);
        return (await _tail.FindAsync(new EventId(stream, last), CancellationToken.None))!;
    }

    private async Task FollowAsync(ITailHandler handler)
    {
        var position = await handler.StartAsync(default);
        while (await _tail.ReadAsync(position, handler.BatchSize, default) is { Count: > 0 } batch)
        {
            await handler.HandleAsync(position, batch, default);
            position = batch[^1].Ordering;
        }
    }

    private async Task DoAsync(ICommand command)
    {
        if (await _entities.SendAsync(command, CancellationToken.None) is not CommandReply.Done)
            throw new InvalidOperationException($"{command} was refused");
    }
}
