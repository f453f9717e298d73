using Akka.Actor;
using Akka.Actor.Setup;
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
using Platone.Actors.Markets.Clearing.Engines;
using Platone.Actors.Markets.Processes;
using Platone.Actors.Markets.Sessions;
using Platone.Actors.Markets.Tokens.Grants;
using Platone.Actors.Markets.Tokens.Policies;
using Platone.Actors.Metering;
using Platone.Actors.Metering.LightNodes;
using Platone.Actors.Metering.Pods;
using Platone.Actors.Metering.Processes;
using Platone.Actors.Node.Erasure;
using Platone.Actors.Node.Linking;
using Platone.Actors.Node.MarketLedger;
using Platone.Actors.Node.Minting;
using Platone.Actors.Notary;
using Platone.Actors.Notary.Anchoring;
using Platone.Actors.Notary.Anchoring.ChainAccounts;
using Platone.Actors.Notary.Anchoring.ContractAnchors;
using Platone.Actors.Notary.Anchoring.Driving;
using Platone.Actors.Notary.Log;
using Platone.Actors.Notary.Witnessing;
using Platone.Actors.Participants;
using Platone.Actors.Participants.OperatorJournals;
using Platone.Actors.Scd;
using Platone.Actors.Scd.Following;
using Platone.Actors.Scd.Markets;
using Platone.Actors.Scd.Metering.LightNodes;
using Platone.Actors.Scd.Metering.Readings;
using Platone.Actors.Scd.Notary;
using Platone.Actors.Scd.Retention;
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
    private readonly Ledgers _ledgers;
    private readonly CancellationTokenSource _stopping = new();
    private readonly Task _following;

    private PlatoneNode(ActorSystem system, StorageOptions storage, MasterKey master, PlatoneSetup setup, EntityRegions entities,
        JournalTail tail, ScdStore scdStore, RetentionOptions retention, NotaryReader notary, Ledgers ledgers)
    {
        _tail = tail;
        _ledgers = ledgers;
        (ActorSystem, Storage, Master, Keys, Directory, Clock) = (system, storage, master, setup.Keys, setup.Directory, setup.Clock);
        (Entities, Codec, Notary) = (entities, setup.Codec, notary);
        Scd = new ScdReader(scdStore, setup.Clock);
        MarketScd = new MarketScdReader(scdStore);
        PodDevices = new PodDevices(scdStore);
        MarketLedger = new MarketLedgerReader(ledgers, tail, setup.Keys);
        Projections = new ProjectionRebuild(scdStore, retention, setup.Clock);
        _following = storage.Provider == DatabaseProvider.PostgreSql && setup.Keys is KeyStore shared
            ? FollowAsync(shared, Logging.GetLogger(system, typeof(KeyStore)))
            : Task.CompletedTask;
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

    /// <summary>The ledgers its heads are anchored on.</summary>
    public ILedgers Ledgers => _ledgers;

    /// <summary>What proves the market's outcomes on a ledger.</summary>
    public IMarketLedger MarketLedger { get; }

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
    /// <param name="transport">How nodes secure what they say to each other; null for not at all.</param>
    /// <param name="validator">Who validates outcomes, made from the way to the entities; null for the grid operators.</param>
    /// <param name="unjoined">What the node is while it waits for an operator to tell it whom to join; ended when it has joined.</param>
    /// <param name="messages">What the host's parts say to those of other nodes, besides what is asked of entities.</param>
    /// <exception cref="ConfigurationException">A key is wrong; the message names it.</exception>
    public static async Task<PlatoneNode> StartAsync(Config config, TimeProvider clock, CancellationToken cancellation, Setup? transport = null,
        Func<IEntities, IOutcomeValidator>? validator = null, Func<UnjoinedNode, IAsyncDisposable>? unjoined = null,
        params IEnumerable<MessageTable> messages)
    {
        var storage = StorageOptions.From(config);
        var shell = ShellOptions.From(config);
        var metering = MeteringClockOptions.From(config);
        var plans = MarketAreaPlan.From(config);
        var notaryOptions = NotaryOptionsFrom(config);
        var ledgerOptions = LedgerSettings.From(config);
        var witnessOptions = WitnessOptions.From(config);
        var retention = RetentionOptions.From(config);
        System.IO.Directory.CreateDirectory(storage.Data);
        var master = MasterKey.Load(Path.Combine(storage.Data, "master.key"));
        var keys = await KeyStore.OpenAsync(storage.Keys, master, cancellation).ConfigureAwait(false);
        var codec = new EventCodec(PlatoneEvents.Registry, keys);
        var registry = new MessageRegistry(PlatoneMessages.Tables.Concat(messages));
        var setup = new PlatoneSetup(codec, keys, keys, clock, new MessageCodec(registry));

        var system = await ActorSystems.StartAsync(config, storage, setup, cancellation, transport, unjoined).ConfigureAwait(false);
        try
        {
            var tail = new JournalTail(storage.Journal, codec, JournalPulse.Of(system), clock, storage.PollInterval);
            keys.Destroyed += tail.ForgetDecoded;
            var entities = await EntityRegions.StartAsync(system, Kinds(shell, metering), shell).ConfigureAwait(false);
            var scd = new ScdStore(storage.Scd);
            var notary = new NotaryReader(storage.Ledger, master, keys, tail, notaryOptions, clock, witnessOptions);

            var offsets = new ProcessOffsets(storage.Scd);
            var history = new ReadingHistory(scd, tail, clock);
            var log = Logging.GetLogger(system, typeof(ProcessManager));
            var once = new ClusterSingletons(system, tail, clock);
            once.Follow(ClusterRoles.Notary, new ScdFollower(scd, tail));
            once.Follow(ClusterRoles.Notary, new CertificationFollower(scd, notary));
            once.Follow(ClusterRoles.Notary, new NotaryFollower(storage.Ledger, master, keys, notaryOptions, clock));
            once.Follow(ClusterRoles.Field, new MeteringProcess(offsets, entities, history, log));
            once.Start(ClusterRoles.Notary, "scd-retention", RetentionLook.Props(new ReadingRetention(scd), retention, clock));
            once.Start(ClusterRoles.Field, "metering-clock", MeteringClock.Props(new NodeWatchlist(scd), entities, metering, clock));
            var validation = new TimedValidation(entities, validator?.Invoke(entities) ?? new GridOperatorValidator(entities, clock),
                config.GetTimeSpan("platone.market.validation-timeout"), clock, log);
            RunMarket(once, config, plans, scd, entities, offsets, validation, notary, clock, log);
            if (witnessOptions.Known.Count > 0)
            {
                var client = new WitnessClient(witnessOptions.Timeout);
                system.RegisterOnTermination(client.Dispose);
                var round = new CosignatureRound(new LogStore(storage.Ledger), new CosignatureStore(storage.Ledger), witnessOptions, client, clock,
                    line => log.Warning("{0}", line));
                once.Start(ClusterRoles.Notary, "witnesses", CosignatureLook.Props(round, witnessOptions.Interval));
            }
            var ledgers = new Ledgers(ledgerOptions, entities, tail, notary, storage.Ledger, clock);
            foreach (var (ledger, driver) in ledgers.Drivers(line => log.Warning("{0}", line)))
                once.Start(ClusterRoles.Notary, $"ledger-{ledger.Id}", LedgerLook.Props(driver, ledger.Interval));
            if (ledgers.Find(ContractKind.FlexToken) is { } token)
                once.Follow(ClusterRoles.Notary, new MintingProcess(token.Contract, offsets, entities, clock, log));
            var podRegistry = ledgers.Find(ContractKind.PodRegistry);
            if (podRegistry is { } found)
                once.Follow(ClusterRoles.Notary, new LinkingProcess(found.Contract, offsets, entities, clock, log));
            once.Follow(ClusterRoles.Notary, new ErasureProcess(storage.Scd, offsets, entities, tail, tail, notary, keys, keys,
                [
                    .. podRegistry is null ? [] : (string[])[LinkingProcess.ProcessName],
                    .. ledgers.Find(ContractKind.FlexToken) is null ? [] : (string[])[MintingProcess.ProcessName],
                ]));
            if (ledgers.Find(ContractKind.FlexMarket) is { } market)
                once.Follow(ClusterRoles.Notary, new MarketLedgerProcess(market.Contract, tail, keys, offsets, entities, clock, log));
            return new PlatoneNode(system, storage, master, setup, entities, tail, scd, retention, notary, ledgers);
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

    /// <summary>Starts something of the host's that follows the journal, once in the cluster: on the oldest of the nodes of a role.</summary>
    /// <param name="handler">What follows.</param>
    /// <param name="role">One of <see cref="ClusterRoles"/>. All nodes that have it call this.</param>
    public void Follow(ITailHandler handler, string role) => new ClusterSingletons(ActorSystem, _tail, Clock).Follow(role, handler);

    /// <summary>Leaves the cluster and stops: singletons and entities finish what they have begun.</summary>
    public async ValueTask DisposeAsync()
    {
        await CoordinatedShutdown.Get(ActorSystem).Run(CoordinatedShutdown.ClrExitReason.Instance).ConfigureAwait(false);
        await _stopping.CancelAsync().ConfigureAwait(false);
        await _following.ConfigureAwait(false);
        _stopping.Dispose();
        _tail.Dispose();
        _ledgers.Dispose();
    }

    private Task FollowAsync(KeyStore keys, ILoggingAdapter log) => keys.FollowAsync(Storage.PollInterval, Clock, failure =>
    {
        // It asks more often than any other part, so it is the first to see that the server has gone.
        Database.ForgetConnections();
        log.Warning(failure, "the key store cannot be asked what other nodes destroyed: keys are not taken from memory");
    }, _stopping.Token);

    private static void RunMarket(ClusterSingletons once, Config config, IReadOnlyList<MarketAreaPlan> plans, ScdStore scd, EntityRegions entities,
        ProcessOffsets offsets, TimedValidation validation, NotaryReader notary, TimeProvider clock, ILoggingAdapter log)
    {
        const string role = ClusterRoles.Market;
        var (watchlist, sessions) = (new MarketWatchlist(scd), new SessionList(scd, clock));
        var every = config.GetTimeSpan("platone.market.clock-interval");
        FollowMarket(once, clock, validation, new MeterDataReader(scd, notary, clock), new SettledSessions(scd, clock), sessions, offsets,
            entities, log);
        once.Start(role, "market-clock", MarketClock.Props(watchlist, entities, every, clock));
        once.Start(role, "validation-watch", ValidationWatch.Props(watchlist, entities, validation, every));
        if (plans.Count > 0)
            once.Start(role, "market-calendar", MarketCalendar.Props(plans, sessions, entities, every, clock));
        once.Start(role, "delivery-watch",
            DeliveryWatch.Props(new DeliveryReadings(scd), entities, config.GetTimeSpan("platone.market.watch-interval"), clock));
    }

    // From the closed gate to the settlement, each step by a process of its own.
    private static void FollowMarket(ClusterSingletons once, TimeProvider clock, TimedValidation validation, IMeterData meters,
        ISettledSessions settled, ISessionList sessions, ProcessOffsets offsets, EntityRegions entities, ILoggingAdapter log)
    {
        const string role = ClusterRoles.Market;
        once.Follow(role, new CarryOverProcess(offsets, entities, sessions, clock, log));
        once.Follow(role, new ReliabilityProcess(offsets, entities, clock, log));
        once.Follow(role, new ClearingProcess(offsets, entities, new EngineChoice(), clock, log));
        once.Follow(role, new ValidationProcess(offsets, entities, validation, log));
        once.Follow(role, new ReservationProcess(offsets, entities, clock, log));
        once.Follow(role, new ActivationProcess(offsets, entities, meters, clock, log));
        once.Follow(role, new SchedulingProcess(offsets, entities, log));
        once.Follow(role, new SettlementProcess(offsets, entities, meters, clock, log));
        once.Follow(role, new CorrectionProcess(offsets, entities, meters, settled, clock, log));
        once.Follow(role, new DeliveryRecordProcess(offsets, entities, clock, log));
        once.Follow(role, new TokenProcess(offsets, entities, clock, log));
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
        ContractAnchorSharding.Kind(shell),
        ChainAccountSharding.Kind(shell),
        TokenPolicySharding.Kind(shell),
        TokenGrantsSharding.Kind(shell),
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
}
