using System.Numerics;
using Platone.Actors.Ethereum;
using Platone.Actors.Ethereum.Contracts;
using Platone.Actors.Ethereum.Rpc;
using Platone.Actors.Kernel.Storage;
using Platone.Actors.Notary;
using Platone.Actors.Notary.Anchoring;
using Platone.Actors.Notary.Anchoring.ChainAccounts;
using Platone.Actors.Notary.Anchoring.Chains;
using Platone.Actors.Notary.Anchoring.ContractAnchors;
using Platone.Actors.Notary.Anchoring.Deployment;
using Platone.Actors.Notary.Anchoring.Driving;
using Platone.Actors.Notary.Anchoring.Resuming;
using Platone.Actors.Tests.Notary.Testing;
using Platone.Testing;

namespace Platone.Actors.Tests.Notary.Anchoring.Testing;

/// <summary>A real log on SQLite, a real chain with the contracts, and what drives the one onto the other.</summary>
internal sealed class AnchoringRig : IDisposable
{
    private readonly ITestDatabases _databases;
    private readonly IChain _chain;
    private readonly Crashes _crashes;

    private AnchoringRig(Anvil anvil, LedgerOptions options, DeployedLedger deployed, ITestDatabases databases, Database database, Func<bool>? dies,
        IClient client)
    {
        (Anvil, Deployed, Log, _databases) = (anvil, deployed, new TestLedger(database), databases);
        Options = options with { Contracts = deployed.Contracts.ToDictionary(c => c.Key, c => c.Value.Address) };
        _crashes = new Crashes(dies ?? (() => false));
        _chain = new CrashingChain(new JsonRpcChain(client, options.Profile), _crashes, options.Logs);
        Entities = new StoredEntities(_crashes);
    }

    public Anvil Anvil { get; }

    public LedgerOptions Options { get; }

    public DeployedLedger Deployed { get; }

    public TestLedger Log { get; }

    public StoredEntities Entities { get; }

    public int CrashCount => _crashes.Count;

    public ContractAnchorId EventLog => Options.Find(ContractKind.EventLog)!.Value;

    public ContractAnchorId FlexToken => Options.Find(ContractKind.FlexToken)!.Value;

    public ContractAnchorId FlexMarket => Options.Find(ContractKind.FlexMarket)!.Value;

    public ChainAccountId Account => new(Options.Id, Deployed.Account);

    /// <summary>A rig on a node that mines at once; finality three blocks deep.</summary>
    public static async Task<AnchoringRig> StartAsync(Anvil anvil, FeeProfile profile = FeeProfile.Eip1559, ulong confirmations = 3,
        Func<bool>? dies = null, ITestDatabases? databases = null, IClient? client = null, LogRange? logs = null)
    {
        databases ??= new SqliteDatabases();
        var options = new LedgerOptions(LedgerId.Service, new Uri(anvil.Url), anvil.ChainId, profile)
        {
            Finality = new Finality(confirmations, false), Logs = logs ?? LogRange.Standard,
        };
        var deployed = await LedgerDeployment.DeployAsync(anvil.Client, options, null, anvil.Keys[0], new DeploymentPlan(), CancellationToken.None);
        return new AnchoringRig(anvil, options, deployed, databases, await databases.NewAsync(), dies, client ?? anvil.Client);
    }

    /// <summary>Records events and seals them.</summary>
    public async Task SealAsync(int events)
    {
        Log.Journal.Fill(events);
        await Log.FollowAsync();
        await Log.Reader().SealAsync(CancellationToken.None);
    }

    /// <summary>One look of a driver that knows nothing of the looks before.</summary>
    public Task LookAsync(INotary? notary = null, LedgerOptions? options = null)
    {
        var signer = new ChainSigner(Anvil.Keys[0], Options.ChainId, Options.Profile);
        return new LedgerDriver(options ?? Options, _chain, signer,
            [
                new EventLogWork(EventLog, _chain, notary ?? Log.Reader(),
                    new AnchorProofs(_chain, new AnchorProofStore(Log.Database), Options.Finality, _ => { }), Entities, Log.Clock),
                new FlexTokenWork(FlexToken, false, _chain, Entities, Log.Clock),
                new FlexMarketWork(FlexMarket, _chain, Entities, Log.Clock),
                new PodRegistryWork(Options.Find(ContractKind.PodRegistry)!.Value, Account, Options.Finality, _chain, Entities, Log.Clock),
            ],
            Entities, Log.Clock, _ => { }).LookAsync(CancellationToken.None);
    }

    /// <summary>What an operator goes on with after the chain was set back.</summary>
    public LedgerResumption Resumption() => new(Options, _chain, Account, Entities, Entities.Journal, new AnchorProofStore(Log.Database), Log.Clock);

    public Task<ContractAnchorView> HeadsAsync() =>
        Entities.AskAsync<ContractAnchorView>(new GetContractAnchor(EventLog), CancellationToken.None);

    public Task<ContractAnchorView> TokensAsync() =>
        Entities.AskAsync<ContractAnchorView>(new GetContractAnchor(FlexToken), CancellationToken.None);

    public Task<ContractAnchorView> SessionsAsync() =>
        Entities.AskAsync<ContractAnchorView>(new GetContractAnchor(FlexMarket), CancellationToken.None);

    public Task<ChainAccountView> AccountAsync() =>
        Entities.AskAsync<ChainAccountView>(new GetChainAccount(Account), CancellationToken.None);

    /// <summary>The contract of the heads as anybody calls it.</summary>
    public Contract EventLogOnChain() => Anvil.Web3().Eth.GetContract(ContractArtifact.Of("EventLog").Abi, EventLog.Contract.ToString());

    /// <summary>The contract of the tokens as anybody calls it.</summary>
    public Contract FlexTokenOnChain() => Anvil.Web3().Eth.GetContract(ContractArtifact.Of("FlexToken").Abi, FlexToken.Contract.ToString());

    /// <summary>The contract of the sessions as anybody calls it.</summary>
    public Contract FlexMarketOnChain() => Anvil.Web3().Eth.GetContract(ContractArtifact.Of("FlexMarket").Abi, FlexMarket.Contract.ToString());

    public Task<ulong> HeadSeqAsync() => EventLogOnChain().GetFunction("headSeq").CallAsync<ulong>();

    public async Task<Hash256> HeadOfAsync(ulong seq) => new(await EventLogOnChain().GetFunction("headOf").CallAsync<byte[]>(seq));

    public Task<BigInteger> BalanceAsync(Address holder) => FlexTokenOnChain().GetFunction("balanceOf").CallAsync<BigInteger>(holder);

    public void Dispose() => _databases.Dispose();
}
