using System.Security.Cryptography;
using Platone.Actors.Ethereum;
using Platone.Actors.Kernel.Keys;
using Platone.Host.Rest.Ledgers;
using Platone.Host.Rest.Tokens;

namespace Platone.Host.Demo;

/// <summary>
/// What a demo does where its node has a ledger: households link the accounts that hold their tokens, each signing with a key of its own, and
/// at the end all that the day left on the chain is waited for and compared with what the platform says. All through the REST API.
/// </summary>
/// <param name="cast">The participants.</param>
/// <param name="market">Where the households are registered.</param>
/// <param name="folder">Where the households' keys are.</param>
internal sealed class DemoLedger(DemoCast cast, DemoMarket market, string folder)
{
    // Ten seconds.
    private const int MostIdleLooks = 20;

    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(500);

    // 2100-01-01: the demo's clock is ahead of real time.
    private static readonly DateTimeOffset GoodUntil = new(2100, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Where the node's ledgers stand; empty if it has none.</summary>
    public async Task<IReadOnlyList<LedgerView>> StatusAsync(CancellationToken cancellation) =>
        await cast.Operator.GetAsync<IReadOnlyList<LedgerView>>("api/v1/ledgers", cancellation) ?? [];

    /// <summary>Links every household's account. Repeatable.</summary>
    public async Task LinkAsync(DemoScenario scenario, CancellationToken cancellation)
    {
        if ((await StatusAsync(cancellation)).FirstOrDefault(l => l.Tokens is not null) is not { Tokens: { } tokens } ledger)
            return;
        foreach (var household in scenario.Households)
        {
            var (key, pod) = (KeyOf(household), market.PodOf(household));
            var account = key.PublicKey.Address;
            var deadline = GoodUntil.ToUnixTimeSeconds();
            var message = HoldersApi.Message(pod, account, deadline, Address.Parse(tokens.Contract), ledger.ChainId);
            await cast.Operator.PutAsync($"api/v1/pods/{pod}/holder", new HolderBody(account.ToString(), deadline, message.Sign(key).ToString()),
                cancellation);
        }
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
        var grants = (await cast.Operator.AllAsync<TokenGrantView>($"api/v1/token-grants?session={scenario.Session}", cancellation)).ToLookup(g => g.Pod);
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

    private Secp256k1PrivateKey KeyOf(DemoHousehold household)
    {
        var file = Path.Combine(folder, $"{household.Customer}.key");
        if (!File.Exists(file))
        {
            Directory.CreateDirectory(folder);
            SecretFile.Create(file, RandomNumberGenerator.GetHexString(64, lowercase: true));
        }
        return Secp256k1PrivateKey.Parse(File.ReadAllText(file).Trim());
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
