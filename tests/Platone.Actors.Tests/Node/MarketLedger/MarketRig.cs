using Platone.Actors.Ethereum.Rpc;
using Platone.Actors.Kernel.Identity;
using Platone.Actors.Kernel.Processes;
using Platone.Actors.Kernel.Storage;
using Platone.Actors.Markets.Sessions;
using Platone.Actors.Node.MarketLedger;
using Platone.Actors.Notary.Anchoring;
using Platone.Actors.Notary.Anchoring.ContractAnchors;
using Platone.Actors.Notary.Anchoring.FlexMarkets;
using Platone.Actors.Serialization;
using Platone.Actors.Tests.Notary.Anchoring.Testing;
using Platone.Actors.Tests.Notary.Testing;
using Platone.Actors.Tests.Scd.World;
using Platone.Actors.Tests.Serialization;

namespace Platone.Actors.Tests.Node.MarketLedger;

/// <summary>A journal with sessions, the process that brings them to the ledger, and the ledger on a real chain.</summary>
internal sealed class MarketRig : IDisposable
{
    private readonly SqliteDatabases _databases = new();
    private readonly ProcessOffsets _offsets;
    private readonly Dictionary<MarketSessionId, int> _told = [];

    public MarketRig(AnchoringRig ledger, Database offsets)
    {
        Ledger = ledger;
        _offsets = new ProcessOffsets(offsets);
        Journal = new MemoryJournal(new EventCodec(PlatoneEvents.Registry, Keys));
    }

    public AnchoringRig Ledger { get; }

    public MemoryKeys Keys { get; } = new();

    public MemoryJournal Journal { get; }

    public static async Task<MarketRig> StartAsync(Platone.Testing.Anvil anvil, ulong confirmations = 2, Func<bool>? dies = null)
    {
        var databases = new SqliteDatabases();
        return new MarketRig(await AnchoringRig.StartAsync(anvil, confirmations: confirmations, dies: dies), await databases.NewAsync());
    }

    /// <summary>Records what a session has come to since it was told of last.</summary>
    public void Tell(SessionTale tale) => Tell(tale, tale.Events);

    /// <summary>Records these as the session's events.</summary>
    public void Tell(SessionTale tale, IReadOnlyList<MarketSessionEvent> events)
    {
        Journal.Append(events.Skip(_told.GetValueOrDefault(tale.Id)));
        _told[tale.Id] = events.Count;
    }

    /// <summary>A process that knows nothing of those before takes all there is.</summary>
    public async Task FollowAsync()
    {
        var process = new MarketLedgerProcess(Ledger.FlexMarket, Journal, Keys, _offsets, Ledger.Entities, Ledger.Log.Clock, NoLogger());
        var at = await process.StartAsync(CancellationToken.None);
        while (await Journal.ReadAsync(at, 7, CancellationToken.None) is { Count: > 0 } batch)
        {
            await process.HandleAsync(at, batch, CancellationToken.None);
            at = batch[^1].Ordering;
        }
    }

    /// <summary>Looks and mines until nothing is under way.</summary>
    public async Task CalmAsync(int looks = 200)
    {
        for (var i = 0; i < looks; i++)
        {
            await Ledger.LookAsync();
            await Ledger.Anvil.MineAsync(2);
            Ledger.Log.Clock.Advance(Ledger.Options.StuckAfter / 8);
            if ((await Ledger.SessionsAsync()).Calls.IsEmpty && (await Ledger.AccountAsync()).UnderWay.IsEmpty)
                return;
        }
        var view = await Ledger.SessionsAsync();
        Assert.Fail($"not calm: {string.Join(", ", view.Calls.Select(c => c.Name))}; {string.Join("; ", view.Alarms)}");
    }

    public async Task<FlexSession> OnChainAsync(MarketSessionId session) => FlexMarketAbi.Session(
        await CallAsync(FlexMarketAbi.SessionOf.EncodeCall([FlexMarketAbi.SessionId(session.Value).ToBytes()])));

    public async Task<Hash256> SettlementOnChainAsync(MarketSessionId session, int version) => new(
        await CallAsync(FlexMarketAbi.SettlementOf.EncodeCall([FlexMarketAbi.SessionId(session.Value).ToBytes(), version])));

    public async Task<byte[]> CallAsync(byte[] data) => await Ledger.Anvil.Client.SendRequestAsync<byte[]>(new RpcRequest("eth_call",
        new CallInput(Ledger.FlexMarket.Contract, data, Ledger.Deployed.Account), "latest"));

    /// <summary>The session as it is read from the journal, with what goes to the ledger of it.</summary>
    public async Task<(RecordedSession Session, SessionCommitment Commitment, OutcomeProof Proof)> ReadAsync(MarketSessionId id)
    {
        var session = await RecordedSession.ReadAsync(Journal, id, long.MaxValue, CancellationToken.None);
        var salts = SessionSalts.Of(Keys, id, session.OpenedAt!.Value);
        var commitment = new SessionCommitment(session, salts);
        return (session, commitment, OutcomeProof.Of(session, commitment, salts));
    }

    /// <summary>What happened to the calls of a session, in order: its name within the lane, and whether it was given up.</summary>
    public IReadOnlyList<(string Name, bool GivenUp)> Ends(MarketSessionId session) => [.. Ledger.Entities.Events.OfType<ContractAnchorEvent>().Select(e => e switch
    {
        CallFinalised f => (f.Name, false),
        CallAbandoned a => (a.Name, true),
        _ => (Name: "", false),
    }).Where(e => e.Name.StartsWith(SessionCallNames.Lane(session) + "/", StringComparison.Ordinal)).Select(e => (e.Name[(SessionCallNames.Lane(session).Length + 1)..], e.Item2))];

    public void Dispose()
    {
        Ledger.Dispose();
        _databases.Dispose();
    }

    private static Akka.Event.ILoggingAdapter NoLogger() => Akka.Event.NoLogger.Instance;
}
