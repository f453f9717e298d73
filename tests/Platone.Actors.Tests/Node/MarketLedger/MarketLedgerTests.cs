using Platone.Actors.Ethereum.Rpc;
using Platone.Actors.Kernel;
using Platone.Actors.Kernel.Identity;
using Platone.Actors.Kernel.Units;
using Platone.Actors.Markets;
using Platone.Actors.Markets.Clearing;
using Platone.Actors.Markets.Sessions;
using Platone.Actors.Node.MarketLedger;
using Platone.Actors.Notary.Anchoring;
using Platone.Actors.Notary.Anchoring.Registry;
using Platone.Actors.Notary.Anchoring.Resuming;
using Platone.Actors.Notary.Anchoring.ContractAnchors;
using Platone.Actors.Notary.Anchoring.FlexMarkets;
using Platone.Actors.Tests.Markets.Sessions;
using Platone.Testing;
using Xunit.Abstractions;

namespace Platone.Actors.Tests.Node.MarketLedger;

/// <summary>Sessions on a real chain: the contract proves every award, and refuses what is not one.</summary>
public sealed class MarketLedgerTests(ITestOutputHelper output)
{
    [SkippableFact]
    public async Task Every_award_of_real_sessions_is_proved_by_the_contract()
    {
        await using var anvil = await Anvil.StartAsync();
        using var rig = await MarketRig.StartAsync(anvil);
        var random = Seeds.Random(output, 20261125);
        var tales = Enumerable.Range(0, Nightly.Times(16, 200)).Select(i => SessionTale.Random(random, $"s-{i}", i % 2 == 0 ? PricingRule.PayAsBid : PricingRule.PayAsClear))
            .Append(new SessionTale("nothing")).ToList();

        await AdvanceAsync(rig, tales, t => t.CloseGate());
        foreach (var tale in tales)
        {
            var session = await rig.OnChainAsync(tale.Id);
            var (recorded, commitment, _) = await ReadGateAsync(rig, tale);
            Assert.Equal((commitment.RequestsRoot, (uint)recorded.Requests.Count, commitment.OffersRoot, (uint)recorded.Offers.Count, (byte)tale.State.Terms!.Rules.Pricing),
                (session.Requests, session.RequestCount, session.Offers, session.OfferCount, session.Pricing));
            Assert.False(session.IsProved);
        }

        await AdvanceAsync(rig, tales, t => t.Publish(random));
        foreach (var tale in tales)
        {
            var session = await rig.OnChainAsync(tale.Id);
            Assert.True(session.IsProved, $"{tale.Id}: {string.Join("; ", (await rig.Ledger.SessionsAsync()).Alarms)}");
            Assert.Equal((uint)tale.Awards.Count, session.Outcome.Awards);
            Assert.Equal(tale.Awards.Sum(a => a.Power.Sum()), (long)session.Outcome.Energy);
            Assert.Equal(tale.Awards.Sum(a => a.Power.Sum() * a.Price), (decimal)session.Outcome.Cost / 10_000m);
            await HoldAwardsAsync(rig, tale);
        }

        await AdvanceAsync(rig, tales, t => t.Settle());
        await AdvanceAsync(rig, tales.Take(3), t => t.Settle());
        foreach (var tale in tales)
        {
            Assert.Equal(tales.IndexOf(tale) < 3 ? 2 : 1, tale.State.SettlementVersion);
            Assert.Equal((uint)tale.State.SettlementVersion, (await rig.OnChainAsync(tale.Id)).Settlements);
            Assert.NotEqual(default, await rig.SettlementOnChainAsync(tale.Id, tale.State.SettlementVersion));
            Assert.All(rig.Ends(tale.Id), e => Assert.False(e.GivenUp));
        }
        Assert.Empty((await rig.Ledger.SessionsAsync()).Alarms);
        output.WriteLine($"{tales.Sum(t => t.Awards.Count)} awards of {tales.Count} sessions, {tales.Count(t => t.Awards.Count == 0)} of them without any");
        Assert.Empty(tales[^1].Awards);
    }

    [SkippableFact]
    public async Task Contract_and_model_refuse_the_same_for_the_same_reason()
    {
        await using var anvil = await Anvil.StartAsync();
        using var rig = await MarketRig.StartAsync(anvil);
        var random = Seeds.Random(output, 20261126);
        var errors = new SortedDictionary<string, int>();
        for (var run = 0; run < Nightly.Times(12, 100); run++)
        {
            var tale = SessionTale.Random(random, $"s-{run}", run % 2 == 0 ? PricingRule.PayAsBid : PricingRule.PayAsClear).CloseGate().Publish(random);
            rig.Tell(tale);
            var (_, commitment, proof) = await rig.ReadAsync(tale.Id);
            Assert.Null(proof.Fault);
            await SendAsync(rig, FlexMarketAbi.RequestsCall(commitment.SessionId, commitment.RequestsRoot, commitment.Requests.Count, commitment.Pricing));
            await SendAsync(rig, FlexMarketAbi.OffersCall(commitment.SessionId, commitment.OffersRoot, commitment.Offers.Count));
            await SendAsync(rig, FlexMarketAbi.OutcomeCall(commitment.SessionId, proof.Outcome));
            foreach (var part in proof.Parts.Take(1).SelectMany(p => Tampered(random, p)))
            {
                var model = new FlexMarketModel(commitment.Pricing, (commitment.RequestsRoot, commitment.Requests.Count),
                    (commitment.OffersRoot, commitment.Offers.Count), proof.Outcome).Prove(part)?.Error;
                Assert.Equal(model, await ErrorAsync(rig, FlexMarketAbi.AwardsCall(commitment.SessionId, part)));
                errors[model ?? "taken"] = errors.GetValueOrDefault(model ?? "taken") + 1;
            }
        }
        output.WriteLine(string.Join(", ", errors));
        Assert.Superset(new HashSet<string>(["NotOffered", "NotRequested", "BadFactor", "taken"]), errors.Keys.ToHashSet());
    }

    [SkippableFact]
    public async Task A_session_with_many_awards_is_proved_in_parts_that_fit_a_transaction()
    {
        await using var anvil = await Anvil.StartAsync();
        using var rig = await MarketRig.StartAsync(anvil);
        // What costs most gas for a byte of call: offers of one interval, each with alternatives of its own; and a day's offers.
        var (small, day) = (Many("small", 1, 100, i => $"g-{i}"), Many("day", 96, 90, _ => null));
        await AdvanceAsync(rig, [small, day], t => t.CloseGate().Publish().Settle());
        foreach (var tale in new[] { small, day })
        {
            var (_, _, proof) = await rig.ReadAsync(tale.Id);
            Assert.True((await rig.OnChainAsync(tale.Id)).IsProved);
            Assert.InRange(proof.Parts.Count, 2, 5);
            Assert.Equal(tale.Awards.Count, proof.Parts.Sum(p => p.Awards.Count));
            Assert.Equal(
                [SessionCallNames.Requests, SessionCallNames.Offers, SessionCallNames.Outcome,
                    .. Enumerable.Range(1, proof.Parts.Count).Select(n => SessionCallNames.Awards(n, proof.Parts.Count)), SessionCallNames.Settlement(1)],
                rig.Ends(tale.Id).Select(e => e.Name));
        }
        var used = new List<(int Bytes, ulong Gas)>();
        foreach (var call in rig.Ledger.Entities.Events.OfType<CallRequested>().Where(c => SessionCallNames.AwardsOf(c.Call.Name) is not null))
        {
            var receipt = rig.Ledger.Entities.Events.OfType<CallFinalised>().Single(f => f.Name == call.Call.Name).Receipt;
            var mined = await anvil.Client.SendRequestAsync<TransactionReceipt>(new RpcRequest("eth_getTransactionReceipt", receipt.Transaction.ToString()));
            used.Add((call.Call.Data.Count, (ulong)mined.GasUsed.Value));
            output.WriteLine($"{call.Call.Name}: {used[^1]}");
        }
        Assert.All(used, u => Assert.InRange(u.Bytes, 1, OutcomeProof.MostBytes));
        Assert.All(used, u => Assert.InRange(u.Gas, 1ul, OutcomeProof.MostGas));
    }

    [SkippableFact]
    public async Task What_cannot_be_proved_is_given_up_with_its_reason_and_holds_up_nobody()
    {
        await using var anvil = await Anvil.StartAsync();
        using var rig = await MarketRig.StartAsync(anvil);
        var (wrong, right) = (Many("wrong", 4, 2, _ => null), Many("right", 4, 2, _ => null));
        wrong.CloseGate().Publish().Settle().Settle();
        // What the journal says is paid is not what the rules give.
        rig.Tell(wrong, wrong.With<SessionCleared>(e => e with { Awards = e.Awards.Select(a => a with { Price = a.Price + 0.0001m }).ToValueList() }));
        await AdvanceAsync(rig, [right], t => t.CloseGate().Publish().Settle());

        Assert.True((await rig.OnChainAsync(right.Id)).IsProved);
        var session = await rig.OnChainAsync(wrong.Id);
        Assert.Equal((false, 2u, 0u), (session.IsProved, session.Outcome.Awards, session.Settlements));
        // It was given up before the chain was reached.
        Assert.Equal([("awards-1-of-1", true), ("settlement-1", true), ("settlement-2", true), ("requests", false), ("offers", false), ("outcome", false)],
            rig.Ends(wrong.Id));
        var alarm = Assert.Single((await rig.Ledger.SessionsAsync()).Alarms);
        Assert.Equal(LedgerAlarmKind.GivenUp, alarm.Kind);
        Assert.Contains("session wrong cannot be proved: award r/o-0 is paid", alarm.Detail, StringComparison.Ordinal);
        // It stands until somebody has looked at it.
        await rig.CalmAsync();
        Assert.Single((await rig.Ledger.SessionsAsync()).Alarms);
    }

    [SkippableFact]
    public async Task An_award_that_fits_no_transaction_is_given_up()
    {
        await using var anvil = await Anvil.StartAsync();
        using var rig = await MarketRig.StartAsync(anvil);
        var tale = new SessionTale("long");
        var steps = Enumerable.Range(1, 2_000).Select(i => new PriceStep(new Factor(500 * i), i / 10m)).ToValueList();
        tale.Do(new PlaceRequest(tale.Id, Market.Request("r", [100, 100, 100, 100]), Market.BeforeGate),
            new PlaceOffer(tale.Id, tale.Offer("o", new PriceCurve(steps), [100, 100, 100, 100]), Market.BeforeGate));
        await AdvanceAsync(rig, [tale], t => t.CloseGate().Publish());
        Assert.False((await rig.OnChainAsync(tale.Id)).IsProved);
        var alarm = Assert.Single((await rig.Ledger.SessionsAsync()).Alarms);
        Assert.Contains("its offer has 4 intervals and 2000 prices", alarm.Detail, StringComparison.Ordinal);
    }

    // Everything that happens goes through a process and a driver that know nothing of those before.
    private static async Task AdvanceAsync(MarketRig rig, IEnumerable<SessionTale> tales, Func<SessionTale, SessionTale> step)
    {
        foreach (var tale in tales)
            rig.Tell(step(tale));
        await rig.FollowAsync();
        await rig.CalmAsync();
    }

    private static async Task<(RecordedSession Session, SessionCommitment Commitment, MarketSessionId Id)> ReadGateAsync(MarketRig rig, SessionTale tale)
    {
        var session = await RecordedSession.ReadAsync(rig.Journal, tale.Id, long.MaxValue, CancellationToken.None);
        return (session, new SessionCommitment(session, SessionSalts.Of(rig.Keys, tale.Id, session.OpenedAt!.Value)), tale.Id);
    }

    // What a holder of an award sees on the chain.
    private static async Task HoldAwardsAsync(MarketRig rig, SessionTale tale)
    {
        var reader = new MarketLedgerReader(new OneLedger(rig), rig.Journal, rig.Keys);
        foreach (var award in tale.Awards)
        {
            var proof = (await reader.AwardAsync(tale.Id, award.Id.Request, award.Id.Offer, CancellationToken.None))!;
            Assert.Equal(award.Factor.Millionths, proof.Factor);
            Assert.Equal(One, await rig.CallAsync(proof.IsRequestedCall()));
            Assert.Equal(One, await rig.CallAsync(proof.IsOfferedCall()));
            Assert.Equal((uint)proof.Awarded, FlexMarketAbi.Number(new System.Numerics.BigInteger(await rig.CallAsync(proof.AwardedOfCall()), isUnsigned: true, isBigEndian: true)));
            var other = proof with { Offer = proof.Offer with { Leaf = proof.Offer.Leaf with { MinActivation = proof.Offer.Leaf.MinActivation ^ 1 } } };
            Assert.Equal(new byte[32], await rig.CallAsync(other.IsOfferedCall()));
        }
        Assert.Null(await reader.AwardAsync(tale.Id, new RequestId("none"), new OfferId("none"), CancellationToken.None));
    }

    private static byte[] One => [.. new byte[31], 1];

    private static SessionTale Many(string id, int intervals, int offers, Func<int, string?> alternative)
    {
        var tale = new SessionTale(id, intervals: intervals);
        var power = PowerProfile.Of(intervals, t => 100_000_001 + t);
        tale.Do(new PlaceRequest(tale.Id, Market.Request("r", PowerProfile.Of(intervals, _ => offers * 100_000_000L)), Market.BeforeGate));
        for (var i = 0; i < offers; i++)
        {
            var offer = tale.Offer($"o-{i}", PriceCurve.Flat(10 + i / 10_000m), power) with { AlternativeOf = alternative(i) };
            tale.Do(new PlaceOffer(tale.Id, offer, Market.BeforeGate));
        }
        return tale;
    }

    private static IEnumerable<FlexAwards> Tampered(Random random, FlexAwards part)
    {
        yield return part;
        yield return part with { Request = part.Request with { PriceCap = (part.Request.PriceCap ?? 0) + 1 } };
        yield return part with { Request = part.Request with { Direction = (byte)(3 - part.Request.Direction) } };
        yield return part with { Place = part.Place + 1 };
        yield return part with { UniformPrice = part.UniformPrice + 1 };
        yield return part with { UniformPrice = part.UniformPrice - 1 };
        yield return part with { Awards = [] };
        var place = random.Next(part.Awards.Count);
        var award = part.Awards[place];
        foreach (var other in new[]
                 {
                     award with { Factor = 0 },
                     award with { Factor = award.Factor - 1 },
                     award with { Factor = award.Factor + 1 },
                     award with { Factor = 1_000_001 },
                     award with { Place = award.Place + 1 },
                     award with { Offer = award.Offer with { Steps = [award.Offer.Steps[0] with { Price = award.Offer.Steps[0].Price - 1 }, .. award.Offer.Steps.Skip(1)] } },
                     award with { Offer = award.Offer with { MinActivation = 0, Taken = award.Offer.Taken + 1 } },
                     award with { Offer = award.Offer with { Alternative = new Hash256([.. Enumerable.Repeat((byte)7, 32)]) } },
                     award with { Offer = award.Offer with { Power = PowerProfile.Of(award.Offer.Power.Count, t => award.Offer.Power[t] + 1) } },
                 })
            yield return part with { Awards = part.Awards.Select((a, i) => i == place ? other : a).ToValueList() };
        yield return part with { Awards = part.Awards.Reverse().ToValueList() };
        yield return part with { Awards = [.. part.Awards, part.Awards[^1]] };
    }

    // The name of the error the contract reverts with; null if it takes the call.
    private static async Task<string?> ErrorAsync(MarketRig rig, byte[] data)
    {
        try
        {
            await rig.CallAsync(data);
            return null;
        }
        catch (RpcResponseException e)
        {
            return rig.Ledger.FlexMarketOnChain().FindError(e)!.Name;
        }
    }

    private static async Task SendAsync(MarketRig rig, byte[] data)
    {
        var web3 = rig.Ledger.Anvil.Web3();
        var receipt = await web3.Eth.Sender.WaitForReceiptAsync(await web3.Eth.Sender.SendAsync(new TransactionInput(rig.Ledger.FlexMarket.Contract, data), default), default);
        Assert.False(receipt.HasErrors());
    }

    private sealed class OneLedger(MarketRig rig) : ILedgers
    {
        public (ContractAnchorId Contract, ulong ChainId)? Find(ContractKind kind) => (rig.Ledger.FlexMarket, rig.Ledger.Options.ChainId);

        public (ContractAnchorId Contract, ulong ChainId)? Find(LedgerId ledger, ContractKind kind) => Find(kind);

        public IPodRegistry? Registry => null;

        public Task<TokenHolding?> HoldingAsync(PodId pod, CancellationToken cancellation) => throw new NotSupportedException();

        public Task<LedgerSetBack?> SetBackAsync(LedgerId ledger, CancellationToken cancellation) => throw new NotSupportedException();

        public Task<LedgerSetBack?> ResumeAsync(LedgerId ledger, CancellationToken cancellation) => throw new NotSupportedException();

        public Task<IReadOnlyList<LedgerStatus>> StatusAsync(CancellationToken cancellation) => throw new NotSupportedException();

        public Task<ChainLook?> LookAsync(LedgerId ledger, CancellationToken cancellation) => throw new NotSupportedException();
    }
}
