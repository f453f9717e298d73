using Akka.Configuration;
using Platone.Actors.Ethereum.Rpc;
using Platone.Actors.Kernel.Aggregates;
using Platone.Actors.Kernel.Identity;
using Platone.Actors.Kernel.Journal;
using Platone.Actors.Kernel.Storage;
using Platone.Actors.Notary.Anchoring.Bridging;
using Platone.Actors.Notary.Anchoring.ChainAccounts;
using Platone.Actors.Notary.Anchoring.Chains;
using Platone.Actors.Notary.Anchoring.ContractAnchors;
using Platone.Actors.Notary.Anchoring.Driving;
using Platone.Actors.Notary.Anchoring.Registry;
using Platone.Actors.Notary.Anchoring.Resuming;

namespace Platone.Actors.Notary.Anchoring;

/// <summary>The ledgers of a configuration: what drives them, and where they stand.</summary>
internal sealed class Ledgers : ILedgers, IDisposable
{
    private readonly IReadOnlyList<Ledger> _ledgers;
    private readonly IEntities _entities;
    private readonly IJournalRows _journal;
    private readonly INotary _notary;
    private readonly AnchorProofStore _proofs;
    private readonly TimeProvider _clock;
    private readonly BridgeRoute? _route;

    /// <summary>The ledgers with their keys and nodes. Nothing is asked of a node yet.</summary>
    /// <param name="options">Those that are used.</param>
    /// <param name="entities">Accounts and contracts.</param>
    /// <param name="journal">The journal's rows.</param>
    /// <param name="notary">The log.</param>
    /// <param name="ledger">The ledger database.</param>
    /// <param name="clock">The clock.</param>
    /// <exception cref="ConfigurationException">
    /// A ledger has no key, two have the same account of a chain, or a bridge lacks a part.
    /// </exception>
    public Ledgers(IReadOnlyList<LedgerOptions> options, IEntities entities, IJournalRows journal, INotary notary, Database ledger, TimeProvider clock)
    {
        _journal = journal;
        (_entities, _notary, _proofs, _clock) = (entities, notary, new AnchorProofStore(ledger), clock);
        _ledgers = [.. options.Select(o => new Ledger(o, new ChainSigner(LedgerKeys.Load(o), o.ChainId, o.Profile), new RpcClient(o.Url)))];
        if (_ledgers.GroupBy(l => (l.Options.ChainId, l.Signer.Account)).FirstOrDefault(g => g.Skip(1).Any()) is { } same)
        {
            throw new ConfigurationException($"{string.Join(" and ", same.Select(l => $"platone.ledger.{l.Options.Id}"))} use the account "
                + $"{same.Key.Account} of chain {same.Key.ChainId}: each needs one of its own, for each counts the account's nonces");
        }
        _route = BridgeRoute.From(options);
    }

    /// <inheritdoc/>
    public (ContractAnchorId Contract, ulong ChainId)? Find(ContractKind kind) => kind == ContractKind.PodRegistry
        ? Find(LedgerId.Access, kind) ?? Find(LedgerId.Service, kind)
        : Find(LedgerId.Service, kind) ?? Find(LedgerId.Access, kind);

    /// <inheritdoc/>
    public (ContractAnchorId Contract, ulong ChainId)? Find(LedgerId ledger, ContractKind kind) =>
        _ledgers.FirstOrDefault(l => l.Options.Id == ledger) is { } found && found.Options.Find(kind) is { } contract ? (contract, found.Options.ChainId) : null;

    /// <summary>What drives each ledger, with its options.</summary>
    /// <param name="log">Takes lines for people.</param>
    public IEnumerable<(LedgerOptions Options, LedgerDriver Driver)> Drivers(Action<string> log) =>
        _ledgers.Select(l => (l.Options, Driver(l, log)));

    /// <inheritdoc/>
    public IPodRegistry? Registry => Find(ContractKind.PodRegistry) is { } registry
        && _ledgers.First(l => l.Options.Id == registry.Contract.Ledger) is var ledger
            ? new PodRegistryView(registry.Contract, registry.ChainId, new JsonRpcChain(ledger.Client, ledger.Options.Profile, ledger.Options.Logs), _entities)
            {
                TakesContracts = ledger.Options.Links.TakesContracts,
            }
            : null;

    /// <inheritdoc/>
    public async Task<TokenHolding?> HoldingAsync(PodId pod, CancellationToken cancellation)
    {
        if (Find(ContractKind.FlexToken) is not { } token)
            return null;
        var holder = await _entities.AskAsync<TokenHolderView>(new GetTokenHolder(token.Contract, pod), cancellation).ConfigureAwait(false);
        if (holder.Account is not { } account)
            return new TokenHolding(token.ChainId, token.Contract.Contract, null, 0, 0, holder.Waiting, holder.UnderWay) { Links = holder.Links };
        var ledger = _ledgers.First(l => l.Options.Id == token.Contract.Ledger);
        var chain = new JsonRpcChain(ledger.Client, ledger.Options.Profile, ledger.Options.Logs);
        var (balance, debt) = await TokenBalances.ReadAsync(chain, token.Contract.Contract, account, cancellation).ConfigureAwait(false);
        return new TokenHolding(token.ChainId, token.Contract.Contract, account, balance, debt, holder.Waiting, holder.UnderWay)
        {
            Links = holder.Links,
        };
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<LedgerStatus>> StatusAsync(CancellationToken cancellation)
    {
        var status = new List<LedgerStatus>();
        foreach (var ledger in _ledgers)
        {
            var account = await _entities.AskAsync<ChainAccountView>(
                new GetChainAccount(new ChainAccountId(ledger.Options.Id, ledger.Signer.Account)), cancellation).ConfigureAwait(false);
            var contracts = new SortedDictionary<ContractKind, ContractAnchorView>();
            foreach (var kind in Enum.GetValues<ContractKind>())
            {
                if (ledger.Options.Find(kind) is { } id)
                    contracts[kind] = await _entities.AskAsync<ContractAnchorView>(new GetContractAnchor(id), cancellation).ConfigureAwait(false);
            }
            var eventLog = contracts.GetValueOrDefault(ContractKind.EventLog);
            var anchored = (long)(eventLog?.Head?.Size ?? 0);
            var waiting = await _notary.SealsAsync(anchored, cancellation).ConfigureAwait(false);
            status.Add(new LedgerStatus(ledger.Options.Id, ledger.Client.Name, ledger.Options.ChainId, account, contracts,
                waiting.Count == 0 ? anchored : waiting[^1].TreeSize, eventLog is null || waiting.Count == 0 ? null : waiting[0].SealedAt)
            {
                Terms = new LedgerTerms(ledger.Options.Profile, ledger.Options.Finality.Confirmations, ledger.Options.Finality.AsksTheChain,
                    ledger.Options.Interval, ledger.Options.LagAlarm),
            });
        }
        return status;
    }

    /// <inheritdoc/>
    public async Task<ChainLook?> LookAsync(LedgerId ledger, CancellationToken cancellation)
    {
        if (_ledgers.FirstOrDefault(l => l.Options.Id == ledger) is not { } found)
            return null;
        var chain = new JsonRpcChain(found.Client, found.Options.Profile);
        var height = await chain.HeightAsync(cancellation).ConfigureAwait(false);
        var final = await found.Options.Finality.DepthAsync(chain, cancellation).ConfigureAwait(false);
        return new ChainLook(height, final, found.Options.Find(ContractKind.FlexToken) is { } token
            ? await SupplyAsync(chain, token, cancellation).ConfigureAwait(false)
            : null);
    }

    // What is not the contract it should be has its alarm (contradiction); here it has no tokens.
    private static async Task<decimal?> SupplyAsync(JsonRpcChain chain, ContractAnchorId token, CancellationToken cancellation)
    {
        try
        {
            return await TokenBalances.SupplyAsync(chain, token.Contract, cancellation).ConfigureAwait(false);
        }
        catch (CallRefusedException)
        {
            return null;
        }
    }

    /// <inheritdoc/>
    public async Task<LedgerSetBack?> SetBackAsync(LedgerId ledger, CancellationToken cancellation) =>
        Resumption(ledger) is { } resumption ? await resumption.LookAsync(cancellation).ConfigureAwait(false) : null;

    /// <inheritdoc/>
    public async Task<LedgerSetBack?> ResumeAsync(LedgerId ledger, CancellationToken cancellation) =>
        Resumption(ledger) is { } resumption ? await resumption.ResumeAsync(cancellation).ConfigureAwait(false) : null;

    /// <summary>Lets the connections to the nodes go.</summary>
    public void Dispose()
    {
        foreach (var ledger in _ledgers)
            ledger.Client.Dispose();
    }

    private LedgerResumption? Resumption(LedgerId id) => _ledgers.FirstOrDefault(l => l.Options.Id == id) is { } ledger
        ? new LedgerResumption(ledger.Options, new JsonRpcChain(ledger.Client, ledger.Options.Profile, ledger.Options.Logs),
            new ChainAccountId(id, ledger.Signer.Account), _entities, _journal, _proofs, _clock)
        : null;

    private LedgerDriver Driver(Ledger ledger, Action<string> log)
    {
        var chain = new JsonRpcChain(ledger.Client, ledger.Options.Profile, ledger.Options.Logs);
        var contracts = new List<IContractWork>();
        if (ledger.Options.Find(ContractKind.EventLog) is { } eventLog)
            contracts.Add(new EventLogWork(eventLog, chain, _notary, new AnchorProofs(chain, _proofs, ledger.Options.Finality, log), _entities, _clock));
        if (ledger.Options.Find(ContractKind.FlexToken) is { } flexToken)
            contracts.Add(new FlexTokenWork(flexToken, flexToken == _route?.Token, chain, _entities, _clock));
        if (ledger.Options.Find(ContractKind.PodRegistry) is { } podRegistry)
        {
            contracts.Add(new PodRegistryWork(podRegistry, new ChainAccountId(ledger.Options.Id, ledger.Signer.Account),
                ledger.Options.Finality, chain, _entities, _clock)
            {
                Limits = ledger.Options.Links,
            });
        }
        if (ledger.Options.Find(ContractKind.FlexMarket) is { } flexMarket)
            contracts.Add(new FlexMarketWork(flexMarket, chain, _entities, _clock));
        if (_route is { } route && ledger.Options.Find(ContractKind.Bridge) is { } bridge)
        {
            contracts.Add(bridge == route.Sender
                ? new BridgeSendingWork(route, ledger.Options.Finality, chain, _notary, _entities, _clock)
                : new BridgeReceivingWork(route, chain, _notary, _entities, _clock, log));
        }
        return new LedgerDriver(ledger.Options, chain, ledger.Signer, contracts, _entities, _clock, log);
    }

    private sealed record Ledger(LedgerOptions Options, ChainSigner Signer, RpcClient Client);
}
