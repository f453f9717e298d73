using Platone.Actors.Kernel.Aggregates;
using Platone.Actors.Notary.Anchoring.ChainAccounts;
using Platone.Actors.Notary.Anchoring.Chains;
using Platone.Actors.Notary.Anchoring.ContractAnchors;

namespace Platone.Actors.Notary.Anchoring.Driving;

/// <summary>
/// Brings what was asked for of a ledger's contracts to its chain, one look after another (ledger, "Anchoring"). It keeps nothing between
/// looks: journal and chain have all of it, so it may end at any await.
/// </summary>
/// <param name="options">The ledger.</param>
/// <param name="chain">Its chain.</param>
/// <param name="signer">The account it sends from.</param>
/// <param name="contracts">Its contracts.</param>
/// <param name="entities">Account and contracts in the journal.</param>
/// <param name="clock">The clock.</param>
/// <param name="log">Takes lines for people.</param>
internal sealed class LedgerDriver(LedgerOptions options, IChain chain, ChainSigner signer, IReadOnlyList<IContractWork> contracts,
    IEntities entities, TimeProvider clock, Action<string> log)
{
    // More at once would only wait in the node's pool, which may drop what is far ahead.
    private const int MostAtOnce = 16;

    private readonly ChainAccountId _account = new(options.Id, signer.Account);
    private readonly AccountKeeper _keeper = new(chain, signer, entities, options, clock);
    private readonly LedgerAlarms _alarms = new(entities, clock, log);

    /// <summary>Looks once at all that is under way or to be begun, and does what is next of each.</summary>
    public async Task LookAsync(CancellationToken cancellation)
    {
        try
        {
            var chainId = await chain.ChainIdAsync(cancellation).ConfigureAwait(false);
            await SetAllAsync(LedgerAlarmKind.Unreachable, null, cancellation).ConfigureAwait(false);
            if (await WrongChainAsync(chainId, cancellation).ConfigureAwait(false) is { } wrong)
            {
                await SetAllAsync(LedgerAlarmKind.WrongChain, wrong, cancellation).ConfigureAwait(false);
            }
            else
            {
                await SetAllAsync(LedgerAlarmKind.WrongChain, null, cancellation).ConfigureAwait(false);
                await KeepAllAsync(cancellation).ConfigureAwait(false);
                foreach (var contract in contracts)
                    await BeginAsync(contract, cancellation).ConfigureAwait(false);
            }
        }
        catch (ChainUnreachableException e)
        {
            await SetAllAsync(LedgerAlarmKind.Unreachable, e.Message, cancellation).ConfigureAwait(false);
        }
        foreach (var contract in contracts)
            await LookAtLagAsync(contract, cancellation).ConfigureAwait(false);
    }

    private async Task<string?> WrongChainAsync(ulong chainId, CancellationToken cancellation)
    {
        if (chainId != options.ChainId)
            return $"the node is of chain {chainId}, not of {options.ChainId}";
        var account = await AccountAsync(cancellation).ConfigureAwait(false);
        if (account.ChainId is { } known)
            return known == chainId ? null : $"the account {_account} belongs to chain {known}, not to {chainId}";
        var used = await chain.TransactionCountAsync(_account.Account, null, cancellation).ConfigureAwait(false);
        await entities.DoAsync(new OpenAccount(_account, chainId, used, clock.GetUtcNow()), cancellation).ConfigureAwait(false);
        return null;
    }

    private async Task KeepAllAsync(CancellationToken cancellation)
    {
        var depth = await options.Finality.DepthAsync(chain, cancellation).ConfigureAwait(false);
        var faults = new Dictionary<ContractAnchorId, string>();
        foreach (var transaction in (await AccountAsync(cancellation).ConfigureAwait(false)).UnderWay)
        {
            var standing = await _keeper.KeepAsync(_account, transaction, depth, cancellation).ConfigureAwait(false);
            if (standing.Fault is { } fault)
                faults.TryAdd(transaction.Job.Contract, fault);
            if (standing.Final is not { } final)
                continue;
            // The contract's journal first: while the account has the transaction, nothing else is sent for the job.
            if (final.Succeeded && contracts.FirstOrDefault(c => c.Id == transaction.Job.Contract) is { } contract)
                await contract.FinaliseAsync(transaction.Job.Name, final.Receipt, cancellation).ConfigureAwait(false);
            await _keeper.FinaliseAsync(_account, transaction.Nonce, final.Receipt, cancellation).ConfigureAwait(false);
        }
        foreach (var contract in contracts)
        {
            await _alarms.SetAsync(await ViewAsync(contract.Id, cancellation).ConfigureAwait(false), LedgerAlarmKind.Stuck,
                faults.GetValueOrDefault(contract.Id), cancellation).ConfigureAwait(false);
        }
    }

    private async Task BeginAsync(IContractWork contract, CancellationToken cancellation)
    {
        string? contradiction;
        string? refusal = null;
        try
        {
            contradiction = await contract.CheckAsync(await ViewAsync(contract.Id, cancellation).ConfigureAwait(false), options.ChainId, cancellation)
                .ConfigureAwait(false) ?? await SetBackAsync(cancellation).ConfigureAwait(false);
            if (contradiction is null)
                refusal = await BeginDueAsync(contract, cancellation).ConfigureAwait(false);
        }
        catch (CallRefusedException e)
        {
            contradiction = e.Message;
        }
        var view = await ViewAsync(contract.Id, cancellation).ConfigureAwait(false);
        await _alarms.SetAsync(view, LedgerAlarmKind.Contradiction, contradiction, cancellation).ConfigureAwait(false);
        await _alarms.SetAsync(view, LedgerAlarmKind.Refused, refusal, cancellation).ConfigureAwait(false);
    }

    // Null if all is well, else why the contract refuses one of its calls. What is refused holds up its own lane only.
    private async Task<string?> BeginDueAsync(IContractWork contract, CancellationToken cancellation)
    {
        string? refusal = null;
        var held = new HashSet<string>(StringComparer.Ordinal);
        foreach (var call in await contract.DueAsync(cancellation).ConfigureAwait(false))
        {
            if (call.Refusal is { } hopeless)
            {
                refusal = $"{call.Job}: {hopeless}";
                continue;
            }
            if (call.Lane is { } lane && held.Contains(lane))
                continue;
            var account = await AccountAsync(cancellation).ConfigureAwait(false);
            var isThere = false;
            if (account.UnderWay.FirstOrDefault(t => t.Job == call.Job) is { } transaction)
            {
                isThere = transaction.Mined is not null;
            }
            else
            {
                if (account.UnderWay.Count(t => t.Job.Contract == contract.Id) >= MostAtOnce)
                    break;
                (isThere, var refused) = await BeginAsync(contract, call, account, cancellation).ConfigureAwait(false);
                refusal = refused ?? refusal;
            }
            // Where the call is in a block, or the contract has it by another way, the next may be asked for.
            if (call.Lane is { } of && !isThere)
                held.Add(of);
        }
        return refusal;
    }

    // Whether the contract has it already; if it refuses the call, why.
    private async Task<(bool IsThere, string? Refusal)> BeginAsync(IContractWork contract, ContractCall call, ChainAccountView account,
        CancellationToken cancellation)
    {
        if (await contract.DoneAsync(call, cancellation).ConfigureAwait(false) is { } done)
        {
            // By a transaction the account no longer knows, or by somebody else's.
            var depth = await options.Finality.DepthAsync(chain, cancellation).ConfigureAwait(false);
            if (await _keeper.IsFinalAsync(done.Block, depth, cancellation).ConfigureAwait(false))
                await contract.FinaliseAsync(call.Job.Name, done, cancellation).ConfigureAwait(false);
            return (true, null);
        }
        if (call.Data is not { } data)
            return default;

        ulong gas;
        try
        {
            gas = await chain.EstimateGasAsync(_account.Account, contract.Id.Contract, data, cancellation).ConfigureAwait(false);
        }
        catch (CallRefusedException e)
        {
            return (false, $"{call.Job}: {e.Message}");
        }
        var fees = await chain.FeesAsync(cancellation).ConfigureAwait(false);
        var used = await chain.TransactionCountAsync(_account.Account, null, cancellation).ConfigureAwait(false);
        if (used > account.NextNonce)
        {
            await entities.DoAsync(new SkipNonces(_account, used, clock.GetUtcNow()), cancellation).ConfigureAwait(false);
            account = account with { NextNonce = used };
        }
        // A little more than estimated: what the contract reads may change until the transaction is mined.
        var signed = signer.Sign(account.NextNonce, contract.Id.Contract, data, gas + gas / 4, fees);
        await entities.DoAsync(new SignTransaction(_account, call.Job, account.NextNonce, signed, clock.GetUtcNow()), cancellation)
            .ConfigureAwait(false);
        account = await AccountAsync(cancellation).ConfigureAwait(false);
        if (account.UnderWay.FirstOrDefault(t => t.Job == call.Job) is { } transaction)
            await _keeper.KeepAsync(_account, transaction, null, cancellation).ConfigureAwait(false);
        return default;
    }

    // Transactions of the account that were final are gone: what follows would wait for ever behind the gap.
    private async Task<string?> SetBackAsync(CancellationToken cancellation)
    {
        var account = await AccountAsync(cancellation).ConfigureAwait(false);
        var used = await chain.TransactionCountAsync(_account.Account, null, cancellation).ConfigureAwait(false);
        return used < account.FirstNotFinal
            ? $"the chain has {used} transactions of {_account} where {account.FirstNotFinal} were final: it was set back"
            : null;
    }

    private async Task LookAtLagAsync(IContractWork contract, CancellationToken cancellation)
    {
        var view = await ViewAsync(contract.Id, cancellation).ConfigureAwait(false);
        var since = await contract.WaitingSinceAsync(view, cancellation).ConfigureAwait(false);
        var late = since is { } waiting && clock.GetUtcNow() - waiting >= options.LagAlarm;
        var detail = late ? $"what waits since {since:O} is not on the chain for good yet" : null;
        await _alarms.SetAsync(view, LedgerAlarmKind.Lag, detail, cancellation).ConfigureAwait(false);
    }

    private async Task SetAllAsync(LedgerAlarmKind kind, string? detail, CancellationToken cancellation)
    {
        foreach (var contract in contracts)
            await _alarms.SetAsync(await ViewAsync(contract.Id, cancellation).ConfigureAwait(false), kind, detail, cancellation).ConfigureAwait(false);
    }

    private Task<ChainAccountView> AccountAsync(CancellationToken cancellation) =>
        entities.AskAsync<ChainAccountView>(new GetChainAccount(_account), cancellation);

    private Task<ContractAnchorView> ViewAsync(ContractAnchorId id, CancellationToken cancellation) =>
        entities.AskAsync<ContractAnchorView>(new GetContractAnchor(id), cancellation);
}
