using Platone.Actors.Ethereum;
using Platone.Actors.Notary.Anchoring;
using Platone.Actors.Notary.Anchoring.ContractAnchors;
using Platone.Actors.Notary.Anchoring.Registry;
using Platone.Host.Rest.Json;
using Platone.Host.Rest.Ledgers;
using Platone.Host.Rest.Pods;
using Platone.Host.Rest.Sessions;
using Platone.Host.Rest.Tokens;

namespace Platone.Host.Demo;

/// <summary>
/// What a demo does where its node has a ledger: households link the accounts that hold their tokens, each signing with a key of its own, and
/// at the end all that the day left on the chain is waited for and compared with what the platform says. All through the REST API.
/// </summary>
/// <param name="cast">The participants.</param>
/// <param name="market">Where the households are registered.</param>
/// <param name="keys">The households' keys.</param>
internal sealed class DemoLedger(DemoCast cast, DemoMarket market, DemoKeys keys)
{
    // Ten seconds.
    private const int MostIdleLooks = 20;

    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(500);

    // 2100-01-01: the demo's clock is ahead of real time.
    private static readonly long GoodUntil = new DateTimeOffset(2100, 1, 1, 0, 0, 0, TimeSpan.Zero).ToUnixTimeSeconds();

    /// <summary>Where the node's ledgers stand; empty if it has none.</summary>
    public async Task<IReadOnlyList<LedgerView>> StatusAsync(CancellationToken cancellation) =>
        await cast.Operator.GetAsync<IReadOnlyList<LedgerView>>("api/v1/ledgers", cancellation) ?? [];

    /// <summary>Links every household's account, and in the registry its POD to it and to its meter's key. Repeatable.</summary>
    public async Task LinkAsync(DemoScenario scenario, CancellationToken cancellation)
    {
        var ledgers = await StatusAsync(cancellation);
        var tokens = ledgers.FirstOrDefault(l => l.Tokens is not null);
        var hasRegistry = HasRegistry(ledgers);
        foreach (var household in scenario.Households)
        {
            if (tokens is { Tokens: { } contract })
                await HoldAsync(household, Address.Parse(contract.Contract), tokens.ChainId, cancellation);
            if (hasRegistry)
                await RegisterAsync(household, cancellation);
        }
    }

    /// <summary>Whether meters are to sign: there is a registry of their keys.</summary>
    public static bool HasRegistry(IReadOnlyList<LedgerView> ledgers) =>
        ledgers.Any(l => l.Calls.Any(c => c.Kind == ApiJson.Name(ContractKind.PodRegistry)));

    private async Task HoldAsync(DemoHousehold household, Address contract, ulong chainId, CancellationToken cancellation)
    {
        var (key, pod) = (keys.OwnerOf(household), market.PodOf(household));
        var account = key.PublicKey.Address;
        var known = (await cast.Operator.GetAsync<HolderView>($"api/v1/pods/{pod}/holder", cancellation))!;
        if (known.Account == account.ToString())
            return;
        var message = HoldersApi.Message(pod, account, known.Nonce, GoodUntil, contract, chainId);
        await cast.Operator.PutAsync($"api/v1/pods/{pod}/holder",
            new HolderBody(account.ToString(), known.Nonce, GoodUntil, message.Sign(key).ToString()), cancellation);
    }

    private async Task RegisterAsync(DemoHousehold household, CancellationToken cancellation)
    {
        var (key, pod) = (keys.OwnerOf(household), market.PodOf(household));
        var owner = key.PublicKey.Address;
        if ((await cast.Operator.GetAsync<PodView>($"api/v1/pods/{pod}", cancellation))!.Link is { IsCurrent: true })
            return;
        var offer = (await cast.Operator.GetAsync<PodLinkOfferView>($"api/v1/pods/{pod}/link?owner={owner}", cancellation))!;
        var link = new RegistryLink(Hash256.Parse(offer.Commitment), owner, Hash256.Parse(offer.MeterKeyHash), offer.Nonce, GoodUntil, []);
        var message = LinkMessage.Of(link, ContractAnchorId.Parse(offer.Registry).Contract, offer.ChainId);
        await cast.Operator.PutAsync($"api/v1/pods/{pod}/link",
            new PodLinkBody(offer.Owner, offer.MeterKeyHash, offer.Nonce, GoodUntil, message.Sign(key).ToString()), cancellation);
    }

    /// <summary>
    /// Waits until nothing is under way any more and the accounts have the tokens that the settlement granted. Where nothing moves for a
    /// while, or an alarm stays, it ends with what there is.
    /// </summary>
    /// <param name="scenario">The day.</param>
    /// <param name="progress">Told what is waited for.</param>
    /// <param name="cancellation">Ends the wait.</param>
    public async Task<LedgerCount> CheckAsync(DemoScenario scenario, Action<string> progress, CancellationToken cancellation)
    {
        using var looks = new PeriodicTimer(Look);
        var idle = 0;
        while (true)
        {
            var status = await StatusAsync(cancellation);
            var waiting = status.Sum(l => l.UnderWay.Count + (l.Tokens?.UnderWay ?? 0) + l.Calls.Sum(c => c.UnderWay)
                + (l.Heads is { } heads && heads.Size < (ulong)l.SealedSize ? 1 : 0));
            var isIdle = waiting == 0 || status.Any(l => l.Alarms.Count > 0);
            if (isIdle)
            {
                var count = await CompareAsync(status, scenario, cancellation);
                if (count.IsWhole || ++idle >= MostIdleLooks)
                    return count;
            }
            else
            {
                idle = 0;
            }
            progress($"{waiting} under way");
            await looks.WaitForNextTickAsync(cancellation);
        }
    }

    private async Task<LedgerCount> CompareAsync(IReadOnlyList<LedgerView> status, DemoScenario scenario, CancellationToken cancellation)
    {
        if (status.All(l => l.Tokens is null))
            return new LedgerCount(status, 0, 0);
        // An account has those of the days before, too.
        var granted = new List<TokenGrantView>();
        foreach (var session in await cast.Operator.AllAsync<SessionView>("api/v1/sessions", cancellation))
            granted.AddRange(await cast.Operator.AllAsync<TokenGrantView>($"api/v1/token-grants?session={session.Id}", cancellation));
        var grants = granted.ToLookup(g => g.Pod);
        var equal = 0;
        foreach (var household in scenario.Households)
        {
            var pod = market.PodOf(household);
            var holding = (await cast.Operator.GetAsync<HolderView>($"api/v1/pods/{pod}/holder", cancellation))!;
            if (holding.Waiting == 0 && holding.BalanceUnits - holding.DebtUnits == grants[pod].Sum(g => g.MintedUnits - g.BurnedUnits))
                equal++;
        }
        return new LedgerCount(status, scenario.Households.Count, equal);
    }
}

/// <summary>What a day left on the chains.</summary>
/// <param name="Ledgers">The ledgers, each with what is final there.</param>
/// <param name="Holders">Accounts that were compared.</param>
/// <param name="Equal">How many of them have exactly what the settlement granted them.</param>
internal sealed record LedgerCount(IReadOnlyList<LedgerView> Ledgers, int Holders, int Equal)
{
    /// <summary>Whether all that was asked of the chains is final there, and the accounts have what they were granted.</summary>
    public bool IsWhole => Equal == Holders && Ledgers.All(l => l.Alarms.Count == 0 && l.UnderWay.Count == 0
        && (l.Heads is null || l.Heads.Size >= (ulong)l.SealedSize) && (l.Tokens is null || l.Tokens.UnderWay == 0)
        && l.Calls.All(c => c is { UnderWay: 0, Abandoned: 0 }));
}
