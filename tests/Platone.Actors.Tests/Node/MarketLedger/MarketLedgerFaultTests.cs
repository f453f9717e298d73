using Platone.Actors.Kernel;
using Platone.Actors.Markets;
using Platone.Actors.Markets.Sessions;
using Platone.Actors.Notary.Anchoring.ContractAnchors;
using Platone.Actors.Tests.Notary.Anchoring.Testing;
using Platone.Testing;
using Xunit.Abstractions;

namespace Platone.Actors.Tests.Node.MarketLedger;

/// <summary>
/// Everything that can go wrong between a session and the chain, at random: node and process die between any two steps, transactions are
/// dropped, blocks are late, the chain is reorganised. In the end every session is proved and settled, each call done once and in order.
/// </summary>
public sealed class MarketLedgerFaultTests(ITestOutputHelper output)
{
    private const int DeepestReorg = 6;

    public static TheoryData<int> Runs => [.. Enumerable.Range(0, Nightly.Times(6, 100))];

    [SkippableTheory]
    [MemberData(nameof(Runs))]
    public async Task Every_session_is_proved_and_settled_once_and_in_order(int run)
    {
        var random = Seeds.Random(output, 20261127 + run);
        await using var anvil = await Anvil.StartAsync();
        var dies = false;
        using var rig = await MarketRig.StartAsync(anvil, DeepestReorg + 2, () => dies && random.Next(25) == 0);
        await anvil.MineAsync(2 * DeepestReorg);
        await anvil.SendAsync<bool?>("evm_setAutomine", false);
        var tales = Enumerable.Range(0, 4).Select(i => SessionTale.Random(random, $"s-{i}", i % 2 == 0 ? PricingRule.PayAsBid : PricingRule.PayAsClear)).ToList();
        // What the journal says of one is not what the rules give.
        var wrong = tales[^1];
        var steps = tales.SelectMany(t => new Action[] { () => t.CloseGate(), () => t.Publish(random), () => t.Settle(), () => t.Settle() }
            .Select((step, i) => (Tale: t, Step: step, Order: i + random.NextDouble() / 2))).OrderBy(s => s.Order).ToList();

        dies = true;
        var (reorgs, deaths) = (0, 0);
        for (var i = 0; i < 90; i++)
        {
            switch (random.Next(10))
            {
                case < 3 when steps.Count > 0:
                    steps[0].Step();
                    Tell(steps[0].Tale);
                    steps.RemoveAt(0);
                    break;
                case 3:
                    await anvil.SendAsync<object?>("anvil_reorg", random.Next(1, DeepestReorg + 1), Array.Empty<object>());
                    reorgs++;
                    break;
                case 4:
                    await anvil.SendAsync<object?>("anvil_dropAllTransactions");
                    break;
                case 5:
                    rig.Ledger.Log.Clock.Advance(rig.Ledger.Options.StuckAfter);
                    break;
                case < 9:
                    await anvil.MineAsync(random.Next(1, 4));
                    break;
            }
            deaths += await LivesAsync(rig.FollowAsync) + await LivesAsync(() => rig.Ledger.LookAsync());
        }
        foreach (var (tale, step, _) in steps)
        {
            step();
            Tell(tale);
        }
        dies = false;
        await rig.FollowAsync();
        await rig.CalmAsync();

        output.WriteLine($"{rig.Ledger.CrashCount} crashes, {deaths} of them seen, {reorgs} reorganisations, {tales.Sum(t => t.Awards.Count)} awards, "
            + $"{(await rig.Ledger.AccountAsync()).NextNonce} nonces");
        foreach (var tale in tales)
        {
            var session = await rig.OnChainAsync(tale.Id);
            var isWrong = tale == wrong && tale.Awards.Count > 0;
            Assert.Equal((!isWrong, isWrong ? 0u : 2u), (session.IsProved, session.Settlements));
            var names = rig.Ledger.Entities.Events.OfType<CallRequested>().Where(c => c.Call.Lane == $"market-session-{tale.Id}").Select(c => c.Call.Name).ToList();
            var ends = rig.Ends(tale.Id);
            Assert.Equal(names.Select(n => n[(n.LastIndexOf('/') + 1)..]).Order(), ends.Select(e => e.Name).Order());
            // What took effect did so in the order it was asked for.
            Assert.Equal(names.Select(n => n[(n.LastIndexOf('/') + 1)..]).Where(n => ends.Contains((n, false))), ends.Where(e => !e.GivenUp).Select(e => e.Name));
            Assert.Equal(isWrong ? 3 : 0, ends.Count(e => e.GivenUp));
        }

        void Tell(SessionTale tale) => rig.Tell(tale, tale != wrong ? tale.Events : tale.With<SessionCleared>(e =>
            e with { Awards = e.Awards.Select(a => a with { Price = a.Price + 0.0001m }).ToValueList() }));
    }

    private static async Task<int> LivesAsync(Func<Task> action)
    {
        try
        {
            await action();
            return 0;
        }
        catch (CrashException)
        {
            // What comes next begins with what was written.
            return 1;
        }
    }
}
