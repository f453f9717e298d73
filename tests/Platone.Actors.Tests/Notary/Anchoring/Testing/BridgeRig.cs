using System.Numerics;
using Platone.Actors.Ethereum;
using Platone.Actors.Ethereum.Contracts;
using Platone.Actors.Ethereum.Rpc;
using Platone.Actors.Kernel.Aggregates;
using Platone.Actors.Kernel.Identity;
using Platone.Actors.Notary.Anchoring;
using Platone.Actors.Notary.Anchoring.Bridging;
using Platone.Actors.Notary.Anchoring.ChainAccounts;
using Platone.Actors.Notary.Anchoring.Chains;
using Platone.Actors.Notary.Anchoring.ContractAnchors;
using Platone.Actors.Notary.Anchoring.Deployment;
using Platone.Actors.Notary.Anchoring.Driving;
using Platone.Actors.Notary.Anchoring.Resuming;
using Platone.Actors.Tests.Notary.Testing;
using Platone.Testing;

namespace Platone.Actors.Tests.Notary.Anchoring.Testing;

/// <summary>
/// A real log, two real chains with their contracts, and the driver of each: an access ledger without fees under Berlin's rules, a service
/// ledger with EIP-1559. A foreign relayer (each chain's second account) has the same rights; the third account may pause.
/// </summary>
internal sealed class BridgeRig : IAsyncDisposable
{
    public const int Foreign = 1;
    public const int Pauser = 2;
    private const ulong ForeignGas = 3_000_000;
    private static readonly PodId Pod = new(Pseudonym.From("pod............."u8));

    private readonly SqliteDatabases _databases;
    private readonly Crashes _crashes;

    private BridgeRig(End access, End service, SqliteDatabases databases, TestLedger log, Func<bool>? dies)
    {
        (Access, Service, _databases, Log) = (access, service, databases, log);
        _crashes = new Crashes(dies ?? (() => false));
        Entities = new StoredEntities(_crashes);
        Route = BridgeRoute.From([access.Options, service.Options])!;
    }

    public static Address Holder { get; } = Address.Parse("0x00000000000000000000000000000000000000aa");

    public End Access { get; }

    public End Service { get; }

    public IReadOnlyList<End> Ends => [Access, Service];

    public BridgeRoute Route { get; }

    public TestLedger Log { get; }

    public StoredEntities Entities { get; }

    public int CrashCount => _crashes.Count;

    /// <summary>Both chains with their contracts; they mine at once until told otherwise.</summary>
    /// <param name="confirmations">When a block is final.</param>
    /// <param name="dies">Whether the node dies now.</param>
    /// <param name="mostBlocks">Of how many blocks' logs the nodes answer at once; null for any number.</param>
    public static async Task<BridgeRig> StartAsync(ulong confirmations = 3, Func<bool>? dies = null, ulong? mostBlocks = null)
    {
        var access = await DeployAsync(await Anvil.StartAsync("berlin", 1337, "--gas-price", "0", "--base-fee", "0"), LedgerId.Access,
            FeeProfile.Legacy, null, confirmations, mostBlocks);
        var service = await DeployAsync(await Anvil.StartAsync(), LedgerId.Service, FeeProfile.Eip1559, access.Options, confirmations, mostBlocks);
        var databases = new SqliteDatabases();
        return new BridgeRig(access, service, databases, new TestLedger(await databases.NewAsync()), dies);
    }

    /// <summary>A batch that a settlement granted, in the journal and asked for.</summary>
    /// <returns>The batch's id.</returns>
    public async Task<Hash256> GrantAsync(byte batch, ulong wh)
    {
        var cause = Log.Journal.Append("market-session-s", [$"granted {wh} Wh"], []).Id;
        var settlement = new Hash256([batch, .. new byte[31]]);
        foreach (var command in (ICommand[])
            [
                new LinkHolder(Route.Token, Pod, Holder, [], Log.Clock.GetUtcNow()),
                new RequestMint(Route.Token, settlement, cause, [new HolderGrant(Pod, wh, 0)], Log.Clock.GetUtcNow()),
            ])
        {
            // Whoever grants sends again until it is answered.
            while (!await AnsweredAsync(command))
            {
            }
        }
        return settlement;
    }

    /// <summary>What an operator goes on with after a chain was set back.</summary>
    public LedgerResumption Resumption(End end) => new(end.Options, new JsonRpcChain(end.Client, end.Options.Profile, end.Options.Logs),
        new ChainAccountId(end.Options.Id, end.Deployed.Account), Entities, Entities.Journal, new AnchorProofStore(Log.Database), Log.Clock);

    /// <summary>Seals what was recorded.</summary>
    public async Task SealAsync()
    {
        await Log.FollowAsync();
        await Log.Reader().SealAsync(CancellationToken.None);
    }

    /// <summary>One look of each driver, which knows nothing of the looks before; either may die.</summary>
    public async Task LookAsync()
    {
        foreach (var end in Ends)
        {
            try
            {
                await DriverOf(end).LookAsync(CancellationToken.None);
            }
            catch (CrashException)
            {
                // The next look begins with what was written.
            }
        }
    }

    /// <summary>Looks and mines until a condition holds.</summary>
    public async Task UntilAsync(Func<Task<bool>> holds, int looks = 60)
    {
        for (var i = 0; i < looks; i++)
        {
            await LookAsync();
            if (await holds())
                return;
            foreach (var end in Ends)
                await end.Anvil.MineAsync(2);
            Log.Clock.Advance(Access.Options.StuckAfter / 4);
        }
        Assert.Fail($"not so after {looks} looks: {await ViewAsync(Route.Sender)} {await ViewAsync(Route.Receiver)} {await ViewAsync(Route.Token)}");
    }

    /// <summary>Until nothing is under way any more.</summary>
    public Task UntilCalmAsync() => UntilAsync(async () => await IsCalmAsync());

    public Task<ContractAnchorView> ViewAsync(ContractAnchorId id) => Entities.AskAsync<ContractAnchorView>(new GetContractAnchor(id), CancellationToken.None);

    public Task<ChainAccountView> AccountAsync(End end) =>
        Entities.AskAsync<ChainAccountView>(new GetChainAccount(new ChainAccountId(end.Options.Id, end.Deployed.Account)), CancellationToken.None);

    public Task<BigInteger> BalanceAsync() => Service.Contract(ContractKind.FlexToken).GetFunction("balanceOf").CallAsync<BigInteger>(Holder);

    public Task<ulong> SentCountAsync() => Access.Contract(ContractKind.Bridge).GetFunction("sentCount").CallAsync<ulong>();

    /// <summary>What the access ledger's bridge says became of a message.</summary>
    public async Task<BridgeState> SentAsync(ulong message) =>
        (BridgeState)(int)(BigInteger)(await Access.Contract(ContractKind.Bridge).GetFunction("sent")
            .CallDecodingToDefaultAsync(BlockParameter.CreateLatest(), CancellationToken.None, message))[1].Result!;

    public async ValueTask DisposeAsync()
    {
        foreach (var end in Ends)
        {
            end.Client.Dispose();
            await end.Anvil.DisposeAsync();
        }
        _databases.Dispose();
    }

    private async Task<bool> IsCalmAsync()
    {
        var (size, _) = await Log.Reader().HeadAsync(CancellationToken.None);
        foreach (var end in Ends)
        {
            if ((await ViewAsync(end.Options.Find(ContractKind.EventLog)!.Value)).Head?.Size != (ulong)size || !(await AccountAsync(end)).UnderWay.IsEmpty
                || !(await ViewAsync(end.Options.Find(ContractKind.Bridge)!.Value)).Calls.IsEmpty)
                return false;
        }
        return (await ViewAsync(Route.Token)).Mints.IsEmpty && (await ViewAsync(Route.Sender)).Messages.IsEmpty;
    }

    private async Task<bool> AnsweredAsync(ICommand command)
    {
        try
        {
            Assert.IsNotType<CommandReply.Refused>(await Entities.SendAsync(command, CancellationToken.None));
            return true;
        }
        catch (CrashException)
        {
            return false;
        }
    }

    private LedgerDriver DriverOf(End end)
    {
        var chain = new CrashingChain(new JsonRpcChain(end.Client, end.Options.Profile), _crashes, end.Options.Logs);
        var notary = Log.Reader();
        var heads = new EventLogWork(end.Options.Find(ContractKind.EventLog)!.Value, chain, notary,
            new AnchorProofs(chain, new AnchorProofStore(Log.Database), end.Options.Finality, _ => { }), Entities, Log.Clock);
        IReadOnlyList<IContractWork> contracts = end == Access
            ? [heads, new BridgeSendingWork(Route, end.Options.Finality, chain, notary, Entities, Log.Clock)]
            : [heads, new FlexTokenWork(Route.Token, true, chain, Entities, Log.Clock),
                new BridgeReceivingWork(Route, chain, notary, Entities, Log.Clock, _ => { })];
        return new LedgerDriver(end.Options, chain, new ChainSigner(end.Anvil.Keys[0], end.Options.ChainId, end.Options.Profile), contracts, Entities,
            Log.Clock, _ => { });
    }

    private static async Task<End> DeployAsync(Anvil anvil, LedgerId id, FeeProfile profile, LedgerOptions? other, ulong confirmations,
        ulong? mostBlocks)
    {
        var options = new LedgerOptions(id, new Uri(anvil.Url), anvil.ChainId, profile)
        {
            Finality = new Finality(confirmations, false), Logs = new LogRange(40, null),
        };
        var (node, client) = LimitedNode.Before(anvil);
        node.MostBlocks = mostBlocks ?? ulong.MaxValue;
        var plan = new DeploymentPlan { Pauser = anvil.Keys[Pauser].PublicKey.Address };
        var deployed = await LedgerDeployment.DeployAsync(anvil.Client, options, other, anvil.Keys[0], plan, CancellationToken.None);
        var end = new End(anvil, options with { Contracts = deployed.Contracts.ToDictionary(c => c.Key, c => c.Value.Address) }, deployed, client);
        foreach (var role in (string[])["RELAYER_ROLE", "RELEASER_ROLE"])
        {
            await end.Contract(ContractKind.Bridge).GetFunction("grantRole").SendTransactionAndWaitForReceiptAsync(CancellationToken.None,
                Keccak256.Hash(role), anvil.Keys[Foreign].PublicKey.Address);
        }
        return end;
    }

    /// <summary>One of the two ledgers.</summary>
    internal sealed record End(Anvil Anvil, LedgerOptions Options, DeployedLedger Deployed, RpcClient Client)
    {
        /// <summary>A contract as one of the chain's accounts calls it.</summary>
        public Contract Contract(ContractKind kind, int account = 0) => Anvil.Web3(account).Eth
            .GetContract(ContractArtifact.Of(kind.ToString()).Abi, Options.Find(kind)!.Value.Contract.ToString());

        /// <summary>Sends a call of the foreign relayer to the bridge, whatever comes of it.</summary>
        public Task SendForeignAsync(IReadOnlyList<byte> call) => Anvil.Web3(Foreign).Eth.Sender.SendAsync(
            new TransactionInput(Options.Find(ContractKind.Bridge)!.Value.Contract, [.. call], Gas: new HexBigInteger(ForeignGas)), CancellationToken.None);
    }
}
