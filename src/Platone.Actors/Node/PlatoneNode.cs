using Akka.Actor;
using Akka.Cluster.Tools.Singleton;
using Akka.Configuration;
using Akka.Event;
using Platone.Actors.Aggregation.Deliveries;
using Platone.Actors.Aggregation.Portfolios;
using Platone.Actors.Batteries;
using Platone.Actors.Communities;
using Platone.Actors.GridOperations.Activations;
using Platone.Actors.GridOperations.Operators;
using Platone.Actors.GridOperations.Sensors;
using Platone.Actors.Kernel;
using Platone.Actors.Kernel.Aggregates;
using Platone.Actors.Kernel.Journal;
using Platone.Actors.Kernel.Keys;
using Platone.Actors.Kernel.Processes;
using Platone.Actors.Kernel.Storage;
using Platone.Actors.Markets;
using Platone.Actors.Markets.Clearing;
using Platone.Actors.Markets.Processes;
using Platone.Actors.Markets.Sessions;
using Platone.Actors.Metering;
using Platone.Actors.Metering.LightNodes;
using Platone.Actors.Metering.Pods;
using Platone.Actors.Metering.Processes;
using Platone.Actors.Node.Erasure;
using Platone.Actors.Notary;
using Platone.Actors.Participants;
using Platone.Actors.Participants.OperatorJournals;
using Platone.Actors.Scd;
using Platone.Actors.Scd.Storage;
using Platone.Actors.Serialization;
using Platone.Actors.Serialization.Messages;

namespace Platone.Actors.Node;

/// <summary>
/// One running node: actor system and cluster membership, entities, journal tail and what follows it (SCD, notary, processes), all from
/// one configuration. The host adds REST, brokers and pages around it.
/// </summary>
public sealed class PlatoneNode : IAsyncDisposable
{
    private readonly JournalTail _tail;

    private PlatoneNode(ActorSystem system, StorageOptions storage, MasterKey master, PlatoneSetup setup, EntityRegions entities,
        JournalTail tail, ScdStore scdStore, NotaryReader notary)
    {
        _tail = tail;
        (ActorSystem, Storage, Master, Keys, Directory, Clock) = (system, storage, master, setup.Keys, setup.Directory, setup.Clock);
        (Entities, Codec, Notary) = (entities, setup.Codec, notary);
        Scd = new ScdReader(scdStore, setup.Clock);
        MarketScd = new MarketScdReader(scdStore);
        PodDevices = new PodDevices(scdStore);
        Projections = new ProjectionRebuild(scdStore);
    }

    /// <summary>The actor system.</summary>
    public ActorSystem ActorSystem { get; }

    /// <summary>Where things are kept.</summary>
    public StorageOptions Storage { get; }

    /// <summary>The key that seals all others; derive from it, never store what is derived.</summary>
    public MasterKey Master { get; }

    /// <summary>The way to every entity.</summary>
    public IEntities Entities { get; }

    /// <summary>The Shared Customer Database.</summary>
    public IScd Scd { get; }

    /// <summary>The market, as the Shared Customer Database shows it.</summary>
    public IMarketScd MarketScd { get; }

    /// <summary>The devices of PODs, and what they are to be told.</summary>
    public IPodDevices PodDevices { get; }

    /// <summary>Resets projections, to be built again from the journal.</summary>
    public ProjectionRebuild Projections { get; }

    /// <summary>The log.</summary>
    public INotary Notary { get; }

    /// <summary>The key store.</summary>
    public IKeyStore Keys { get; }

    /// <summary>Names and pseudonyms.</summary>
    public IDirectory Directory { get; }

    /// <summary>Events to bytes and back.</summary>
    public EventCodec Codec { get; }

    /// <summary>The journal in its order.</summary>
    public IJournalTail Journal => _tail;

    /// <summary>Single rows of the journal.</summary>
    public IJournalRows JournalRows => _tail;

    /// <summary>How much is in the journal.</summary>
    public IJournalCounts JournalCounts => _tail;

    /// <summary>The one clock.</summary>
    public TimeProvider Clock { get; }

    /// <summary>Starts a node; returns when it is a member of its cluster and its entities can be reached.</summary>
    /// <param name="config">The configuration (<see cref="NodeConfig.Load"/> and what overrides it).</param>
    /// <param name="clock">The one clock.</param>
    /// <param name="cancellation">Ends the start.</param>
    /// <exception cref="ConfigurationException">A key is wrong; the message names it.</exception>
    public static async Task<PlatoneNode> StartAsync(Config config, TimeProvider clock, CancellationToken cancellation)
    {
        var storage = StorageOptions.From(config);
        var shell = ShellOptions.From(config);
        var metering = MeteringClockOptions.From(config);
        var plans = MarketAreaPlan.From(config);
        var notaryOptions = NotaryOptionsFrom(config);
        System.IO.Directory.CreateDirectory(storage.Data);
        var master = MasterKey.Load(Path.Combine(storage.Data, "master.key"));
        var keys = await KeyStore.OpenAsync(storage.Keys, master, cancellation).ConfigureAwait(false);
        var codec = new EventCodec(PlatoneEvents.Registry, keys);
        var setup = new PlatoneSetup(codec, keys, keys, clock, new MessageCodec(new MessageRegistry(PlatoneMessages.Tables)));

        var system = await ActorSystems.StartAsync(config, storage, setup, cancellation).ConfigureAwait(false);
        try
        {
            var tail = new JournalTail(storage.Journal, codec, JournalPulse.Of(system), clock, storage.PollInterval);
            var entities = await EntityRegions.StartAsync(system, Kinds(shell, metering), shell).ConfigureAwait(false);
            var scd = new ScdStore(storage.Scd);
            var notary = new NotaryReader(storage.Ledger, master, keys, tail, notaryOptions, clock);

            var offsets = new ProcessOffsets(storage.Scd);
            var history = new ReadingHistory(scd, clock);
            var log = Logging.GetLogger(system, typeof(ProcessManager));
            Follow(system, tail, clock, new ScdFollower(scd, tail));
            Follow(system, tail, clock, new CertificationFollower(scd, notary));
            Follow(system, tail, clock, new NotaryFollower(storage.Ledger, master, keys, notaryOptions, clock));
            Follow(system, tail, clock, new MeteringProcess(offsets, entities, history, log));
            Follow(system, tail, clock,
                new ErasureProcess(storage.Scd, offsets, entities, tail, tail, notary, keys, keys));
            var validation = new TimedValidation(entities, new GridOperatorValidator(entities, clock),
                config.GetTimeSpan("platone.market.validation-timeout"), clock, log);
            FollowMarket(system, tail, clock, validation, new MeterDataReader(scd, notary, clock), new SettledSessions(scd, clock), new SessionList(scd, clock),
                offsets, entities);
            Singleton(system, "market-clock",
                MarketClock.Props(new MarketWatchlist(scd), entities, config.GetTimeSpan("platone.market.clock-interval"), clock), PoisonPill.Instance);
            Singleton(system, "validation-watch", ValidationWatch.Props(new MarketWatchlist(scd), entities, validation,
                config.GetTimeSpan("platone.market.clock-interval")), PoisonPill.Instance);
            if (plans.Count > 0)
            {
                Singleton(system, "market-calendar", MarketCalendar.Props(plans, new SessionList(scd, clock), entities,
                    config.GetTimeSpan("platone.market.clock-interval"), clock), PoisonPill.Instance);
            }
            Singleton(system, "delivery-watch",
                DeliveryWatch.Props(new DeliveryReadings(scd), entities, config.GetTimeSpan("platone.market.watch-interval"), clock), PoisonPill.Instance);
            Singleton(system, "metering-clock", MeteringClock.Props(new NodeWatchlist(scd), entities, metering, clock), PoisonPill.Instance);
            return new PlatoneNode(system, storage, master, setup, entities, tail, scd, notary);
        }
        catch
        {
            await system.Terminate().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>When the event written last was recorded, UTC; null if the journal is empty.</summary>
    /// <param name="cancellation">Ends it.</param>
    public async Task<DateTimeOffset?> LastRecordedAtAsync(CancellationToken cancellation) =>
        (await _tail.LastAsync(cancellation).ConfigureAwait(false))?.Open().RecordedAt;

    /// <summary>Starts something of the host's that follows the journal, once in the cluster: on the oldest of the nodes that call this.</summary>
    /// <param name="handler">What follows.</param>
    /// <param name="role">The cluster role that all nodes that call this have, and no others; null if all nodes call it.</param>
    public void Follow(ITailHandler handler, string? role = null) =>
        Singleton(ActorSystem, handler.Name, TailFollower.Props(_tail, handler, Clock), TailFollower.StopFollowing.Instance, role);

    /// <summary>Leaves the cluster and stops: singletons and entities finish what they have begun.</summary>
    public async ValueTask DisposeAsync()
    {
        await CoordinatedShutdown.Get(ActorSystem).Run(CoordinatedShutdown.ClrExitReason.Instance).ConfigureAwait(false);
        _tail.Dispose();
    }

    // From the closed gate to the settlement, each step by a process of its own.
    private static void FollowMarket(ActorSystem system, IJournalTail tail, TimeProvider clock, TimedValidation validation, IMeterData meters,
        ISettledSessions settled, ISessionList sessions, ProcessOffsets offsets, EntityRegions entities)
    {
        var log = Logging.GetLogger(system, typeof(ProcessManager));
        Follow(system, tail, clock, new CarryOverProcess(offsets, entities, sessions, clock, log));
        Follow(system, tail, clock, new ReliabilityProcess(offsets, entities, clock, log));
        Follow(system, tail, clock, new ClearingProcess(offsets, entities, new EngineChoice(), clock, log));
        Follow(system, tail, clock, new ValidationProcess(offsets, entities, validation, log));
        Follow(system, tail, clock, new ReservationProcess(offsets, entities, clock, log));
        Follow(system, tail, clock, new ActivationProcess(offsets, entities, meters, clock, log));
        Follow(system, tail, clock, new SchedulingProcess(offsets, entities, log));
        Follow(system, tail, clock, new SettlementProcess(offsets, entities, meters, clock, log));
        Follow(system, tail, clock, new CorrectionProcess(offsets, entities, meters, settled, clock, log));
        Follow(system, tail, clock, new DeliveryRecordProcess(offsets, entities, clock, log));
    }

    private static EntityKind[] Kinds(ShellOptions shell, MeteringClockOptions metering) =>
    [
        LightNodeSharding.Kind(new MeteringRules { Grace = metering.Grace }, shell),
        PodSharding.Kind(shell),
        MarketSessionSharding.Kind(shell),
        GridOperatorSharding.Kind(shell),
        CommunitySharding.Kind(shell),
        BatterySharding.Kind(shell),
        ParticipantSharding.Kind(shell),
        PortfolioSharding.Kind(shell),
        GridSensorSharding.Kind(shell),
        OperatorJournalSharding.Kind(shell),
    ];

    private static NotaryOptions NotaryOptionsFrom(Config config)
    {
        var notary = config.GetConfig("platone.notary");
        return new NotaryOptions
        {
            OriginPrefix = notary.GetString("origin"),
            SealLeaves = notary.GetInt("seal-after-leaves"),
            SealAge = notary.GetTimeSpan("seal-after"),
        };
    }

    private static void Follow(ActorSystem system, IJournalTail tail, TimeProvider clock, ITailHandler handler) =>
        Singleton(system, handler.Name, TailFollower.Props(tail, handler, clock), TailFollower.StopFollowing.Instance);

    private static void Singleton(ActorSystem system, string name, Props props, object stop, string? role = null) => system.ActorOf(
        ClusterSingletonManager.Props(props, stop, ClusterSingletonManagerSettings.Create(system).WithSingletonName(name).WithRole(role)), name);
}
