using Akka.Event;
using Platone.Actors.Ethereum;
using Platone.Actors.Kernel.Identity;
using Platone.Actors.Kernel.Journal;
using Platone.Actors.Kernel.Processes;
using Platone.Actors.Markets.Tokens;
using Platone.Actors.Markets.Tokens.Grants;
using Platone.Actors.Node.Minting;
using Platone.Actors.Notary.Anchoring;
using Platone.Actors.Notary.Anchoring.ContractAnchors;
using Platone.Actors.Serialization;
using Platone.Actors.Tests.Notary.Anchoring.Testing;
using Platone.Actors.Tests.Notary.Testing;
using Platone.Actors.Tests.Serialization;
using Platone.Testing;

namespace Platone.Actors.Tests.Node.Minting;

/// <summary>From what settlements granted to what a contract is asked for.</summary>
public sealed class MintingProcessTests : IDisposable
{
    private static readonly DateTimeOffset At = new(2026, 11, 24, 12, 0, 0, TimeSpan.Zero);
    private static readonly ContractAnchorId Token = new(LedgerId.Service, Address.Parse("0x00000000000000000000000000000000000000cc"));
    private static readonly EventCodec Codec = new(PlatoneEvents.Registry, new MemoryKeys());

    private readonly SqliteDatabases _databases = new();
    private readonly StoredEntities _entities = new(new Crashes(() => false));

    [Fact]
    public async Task A_batch_is_asked_for_once_however_often_its_event_comes()
    {
        var offsets = new ProcessOffsets(await _databases.NewAsync());
        IReadOnlyList<JournalEntry> batch = [Entry(10, Granted(0, Grant(1, 100, 20))), Entry(13, Granted(1, Grant(2, 7, 0)))];
        var process = Process(offsets);
        Assert.Equal(0, await process.StartAsync(CancellationToken.None));
        // Dies after its commands were answered: the offset is not moved.
        var dying = Process(offsets);
        await dying.StartAsync(CancellationToken.None);
        await Assert.ThrowsAsync<OffsetMovedException>(() => dying.HandleAsync(-1, batch, CancellationToken.None));
        await process.HandleAsync(0, batch, CancellationToken.None);

        var asked = _entities.Events.OfType<MintRequested>().ToList();
        Assert.Equal([Id(0), Id(1)], asked.Select(e => e.Mint.Settlement));
        Assert.Equal(new EventId("tokens-s", 10), asked[0].Mint.Cause);
        Assert.Equal(new HolderGrant(Pod(1), 100, 20), Assert.Single(asked[0].Waiting));

        // The next life goes on behind it, and the same event once more (a projection's rebuild, say) asks for nothing.
        var next = Process(offsets);
        Assert.Equal(13, await next.StartAsync(CancellationToken.None));
        await next.HandleAsync(13, [Entry(16, Granted(1, Grant(2, 7, 0)))], CancellationToken.None);
        Assert.Equal(2, _entities.Events.OfType<MintRequested>().Count());
    }

    [Fact]
    public async Task Nothing_is_asked_for_a_batch_whose_holders_were_all_erased_nor_for_other_events()
    {
        var process = Process(new ProcessOffsets(await _databases.NewAsync()));
        await process.StartAsync(CancellationToken.None);
        var other = new ContractOpened(Token, 7, new AnchoredHead(0, 0, default, null), At);
        await process.HandleAsync(0,
            [Entry(10, Granted(0)), new JournalEntry(Codec, 11, new EventId("x", 1), Codec.ManifestOf(other), Codec.Encode(other))], CancellationToken.None);
        Assert.Empty(_entities.Events);
    }

    [Fact]
    public async Task A_pod_whose_customer_changed_gets_one_grant()
    {
        await _entities.SendAsync(new LinkHolder(Token, Pod(1), BridgeRig.Holder, [], At), CancellationToken.None);
        var process = Process(new ProcessOffsets(await _databases.NewAsync()));
        await process.StartAsync(CancellationToken.None);
        var changed = new TokenGrant(new TokenHolder(Pod(1), new ParticipantId("customer-2")), 5, 3);
        await process.HandleAsync(0, [Entry(10, Granted(0, Grant(1, 100, 20), changed, Grant(2, 1, 0)))], CancellationToken.None);
        var mint = Assert.Single(_entities.Events.OfType<MintRequested>());
        Assert.Equal(new TokenEntry(BridgeRig.Holder, 105, 23), Assert.Single(mint.Mint.Entries));
        Assert.Equal(new HolderGrant(Pod(2), 1, 0), Assert.Single(mint.Waiting));
    }

    [SkippableFact]
    public async Task What_was_granted_is_minted_directly()
    {
        await using var anvil = await Anvil.StartAsync();
        using var rig = await AnchoringRig.StartAsync(anvil);
        await rig.Entities.SendAsync(new LinkHolder(rig.FlexToken, Pod(1), BridgeRig.Holder, [], At), CancellationToken.None);
        var process = new MintingProcess(rig.FlexToken, new ProcessOffsets(await _databases.NewAsync()), rig.Entities, rig.Log.Clock, NoLogger.Instance);
        await process.StartAsync(CancellationToken.None);
        await process.HandleAsync(0, [Entry(10, Granted(0, Grant(1, 100, 20)))], CancellationToken.None);
        await rig.LookAsync();
        await anvil.MineAsync(3);
        await rig.LookAsync();
        Assert.Equal(80, await rig.BalanceAsync(BridgeRig.Holder));
        Assert.Equal(1, (await rig.TokensAsync()).Minted);
    }

    [SkippableFact]
    public async Task What_was_granted_is_minted_over_the_bridge()
    {
        await using var rig = await BridgeRig.StartAsync();
        await rig.Entities.SendAsync(new LinkHolder(rig.Route.Token, Pod(1), BridgeRig.Holder, [], At), CancellationToken.None);
        var process = new MintingProcess(rig.Route.Token, new ProcessOffsets(await _databases.NewAsync()), rig.Entities, rig.Log.Clock, NoLogger.Instance);
        await process.StartAsync(CancellationToken.None);
        var row = rig.Log.Journal.Append("tokens-s", ["granted"], []);
        await process.HandleAsync(0, [Entry(row.Ordering, Granted(0, Grant(1, 100, 20)), row.Id)], CancellationToken.None);
        await rig.SealAsync();
        await rig.UntilCalmAsync();
        Assert.Equal(80, await rig.BalanceAsync());
        Assert.Equal(1, (await rig.ViewAsync(rig.Route.Token)).Minted);
    }

    public void Dispose() => _databases.Dispose();

    private MintingProcess Process(ProcessOffsets offsets) => new(Token, offsets, _entities, TimeProvider.System, NoLogger.Instance);

    private static JournalEntry Entry(long ordering, TokensGranted granted, EventId? id = null) =>
        new(Codec, ordering, id ?? new EventId("tokens-s", ordering), Codec.ManifestOf(granted), Codec.Encode(granted));

    private static TokensGranted Granted(int batch, params TokenGrant[] grants) =>
        new(new MarketSessionId("s"), 1, batch, new ParticipantId("aggregator"), TokenPolicy.OnePerKilowattHour, [.. grants], At);

    private static Hash256 Id(int batch) => Hash256.Parse("0x" + TokenSettlementId.Of(new MarketSessionId("s"), 1, batch).Hex);

    private static TokenGrant Grant(byte pod, long minted, long burned) => new(new TokenHolder(Pod(pod), null), minted, burned);

    private static PodId Pod(byte number) => new(Pseudonym.From([number, .. new byte[15]]));
}
