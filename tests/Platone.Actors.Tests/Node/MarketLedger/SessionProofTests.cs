using System.Numerics;
using Platone.Actors.Kernel;
using Platone.Actors.Kernel.Identity;
using Platone.Actors.Markets;
using Platone.Actors.Markets.Clearing;
using Platone.Actors.Markets.Sessions;
using Platone.Actors.Metering.Pods;
using Platone.Actors.Node.MarketLedger;
using Platone.Actors.Notary.Anchoring.FlexMarkets;
using Platone.Actors.Serialization;
using Platone.Actors.Tests.Markets.Sessions;
using Platone.Actors.Tests.Serialization;
using Platone.Testing;
using Xunit.Abstractions;

namespace Platone.Actors.Tests.Node.MarketLedger;

/// <summary>What of a session goes to a ledger, and whether the contract's rules and the market's come to the same.</summary>
public sealed class SessionProofTests(ITestOutputHelper output)
{
    [Fact]
    public void Contract_and_market_agree_on_every_award_of_any_session()
    {
        var random = Seeds.Random(output);
        var (awards, carried, shared, most) = (0, 0, 0, 0);
        for (var run = 0; run < Nightly.Times(300, 10_000); run++)
        {
            var tale = SessionTale.Random(random, $"s-{run}", run % 2 == 0 ? PricingRule.PayAsBid : PricingRule.PayAsClear).CloseGate().Publish(random);
            var (session, commitment, proof) = Read(tale, new MemoryKeys());
            Assert.True(proof.Fault is null, $"run {run}: {proof.Fault}");

            Assert.Equal(tale.Awards.Select(a => ((uint)commitment.PlaceOf(a.Id.Request)!, (uint)commitment.PlaceOf(a.Id.Offer)!, (uint)a.Factor.Millionths)),
                proof.Parts.SelectMany(p => p.Awards.Select(a => (p.Place, a.Place, a.Factor))));
            Assert.Equal(tale.Awards.Sum(a => a.Power.Sum()), (long)proof.Outcome.Energy);
            Assert.Equal(tale.Awards.Sum(a => a.Power.Sum() * a.Price), (decimal)proof.Outcome.Cost / 10_000m);
            Assert.Equal(session.Requests.Select(r => r.Id), tale.State.Requests.Values.Where(r => !r.IsWithdrawn).OrderBy(r => r.Request.IsDso ? 0 : 1)
                .ThenBy(r => r.Request.Priority).ThenBy(r => r.Arrival).Select(r => r.Request.Id));
            awards += tale.Awards.Count;
            carried += tale.Awards.Count(a => tale.State.Offers[a.Id.Offer].Taken.Millionths > 0);
            shared += tale.Awards.GroupBy(a => a.Id.Offer).Count(g => g.Count() > 1);
            most = Math.Max(most, tale.Awards.Count);
        }
        output.WriteLine($"{awards} awards, at most {most} of a session, {carried} of offers carried over in part, {shared} offers with several awards");
        Assert.True(carried > 0 && shared > 0);
    }

    [Fact]
    public void An_award_that_is_not_what_the_rules_say_is_told_apart()
    {
        var random = Seeds.Random(output);
        var kinds = new SortedDictionary<string, int>();
        for (var run = 0; run < 200; run++)
        {
            var tale = SessionTale.Random(random, $"s-{run}", run % 2 == 0 ? PricingRule.PayAsBid : PricingRule.PayAsClear).CloseGate().Publish(random);
            if (tale.Awards.Count == 0)
                continue;
            var place = random.Next(tale.Awards.Count);
            var price = run % 4 < 2;
            var (id, factor) = (tale.Awards[place].Id, tale.Awards[place].Factor);
            var other = factor == Factor.One ? new Factor(999_999) : new Factor(factor.Millionths + 1);
            var changed = tale.With<SessionCleared>(e => e.Round != tale.State.Round ? e : price
                ? e with { Awards = e.Awards.Select(a => a.Id != id ? a : a with { Price = a.Price + (random.Next(2) == 0 ? 0.0001m : -0.0001m) }).ToValueList() }
                : e with
                {
                    Awards = e.Awards.Select(a => a.Id != id ? a : a with { Factor = other }).ToValueList(),
                    Result = e.Result with
                    {
                        Requests = e.Result.Requests.Select(r => r.Request != id.Request ? r : r with
                        {
                            Awards = r.Awards.Select(a => a.Offer != id.Offer ? a : a with { Factor = other }).ToValueList(),
                        }).ToValueList(),
                    },
                });
            var (_, _, proof) = Read(tale.Id, changed, new MemoryKeys());
            // A factor that is a little larger may come to the same watts at the same price: then it is no other award to anybody.
            if (proof.Fault is null && !price)
                continue;
            Assert.NotNull(proof.Fault);
            Assert.Empty(proof.Parts);
            var kind = proof.Fault.StartsWith("award", StringComparison.Ordinal) ? "price" : proof.Fault.Split(':', ' ')[3];
            kinds[kind] = kinds.GetValueOrDefault(kind) + 1;
        }
        output.WriteLine(string.Join(", ", kinds));
        Assert.True(kinds.Count > 2);
    }

    [Fact]
    public void A_part_of_an_offer_that_was_promised_to_another_is_no_award()
    {
        var tale = new SessionTale("s");
        tale.Do(new PlaceRequest(tale.Id, Market.Request(), Market.BeforeGate),
            new PlaceOffer(tale.Id, tale.Offer("o", PriceCurve.Flat(80.0001m), [3000, 3000, 3000, 3001]), Market.BeforeGate));
        var (_, commitment, proof) = Read(tale.CloseGate().Publish(), new MemoryKeys());
        Assert.Equal((2000 * 3 + 2000, (BigInteger)0), ((int)proof.Outcome.Energy, (BigInteger)proof.Outcome.Cost - 800_001 * (BigInteger)proof.Outcome.Energy));
        var part = Assert.Single(proof.Parts);
        var award = Assert.Single(part.Awards);
        Assert.Equal("BadFactor", Prove(part with { Awards = [award with { Factor = 1_000_001 }] })?.Error);
        Assert.Equal("WrongTotal", Prove(part with { Awards = [award with { Factor = award.Factor - 1 }] })?.Error);
        Assert.Equal("NotOffered", Prove(part with { Awards = [award with { Offer = award.Offer with { Taken = 1 } }] })?.Error);
        Assert.Equal("NotRequested", Prove(part with { Request = part.Request with { PriceCap = 1 } })?.Error);
        Assert.Null(Prove(part));

        FlexRefusal? Prove(FlexAwards awards) => new FlexMarketModel(commitment.Pricing, (commitment.RequestsRoot, commitment.Requests.Count),
            (commitment.OffersRoot, commitment.Offers.Count), proof.Outcome).Prove(awards);
    }

    [Fact]
    public void What_goes_to_the_ledger_is_the_same_after_an_erasure()
    {
        var random = Seeds.Random(output);
        for (var run = 0; run < 20; run++)
        {
            var tale = SessionTale.Random(random, $"s-{run}", PricingRule.PayAsBid).CloseGate().Publish(random);
            var keys = new MemoryKeys();
            var stored = Store(tale.Id, tale.Events, keys);
            var before = Read(tale.Id, stored, keys);
            foreach (var pod in tale.State.Offers.Values.SelectMany(o => o.Offer.Pods))
                keys.Erase(PodTable.SubjectOf(pod.Pod), DateTimeOffset.UnixEpoch);
            var after = Read(tale.Id, stored, keys);
            Assert.Equal((before.Commitment.RequestsRoot, before.Commitment.OffersRoot), (after.Commitment.RequestsRoot, after.Commitment.OffersRoot));
            Assert.Equal(before.Proof, after.Proof);
        }
    }

    [Fact]
    public void Names_cannot_be_guessed_and_alternatives_are_of_one_aggregator()
    {
        var tale = new SessionTale("s");
        var (a, b) = (tale.Offer("o-1", PriceCurve.Flat(1), [1, 1, 1, 1]), tale.Offer("o-2", PriceCurve.Flat(1), [1, 1, 1, 1]));
        tale.Do(new PlaceOffer(tale.Id, a with { AlternativeOf = "x" }, Market.BeforeGate),
            new PlaceOffer(tale.Id, b with { AlternativeOf = "x", Aggregator = new ParticipantId("other") }, Market.BeforeGate));
        tale.CloseGate();
        var stored = Store(tale.Id, tale.Events, new MemoryKeys());
        var (one, other) = (Session(tale.Id, stored, new MemoryKeys()), Session(tale.Id, stored, new MemoryKeys()));
        var commitment = new SessionCommitment(one, new SessionSalts([1]));
        Assert.Equal(2, commitment.Offers.Select(o => o.Alternative).Where(h => h != default).Distinct().Count());
        Assert.NotEqual(commitment.Offers[0].Id, new SessionCommitment(other, new SessionSalts([2])).Offers[0].Id);
    }

    private static (RecordedSession Session, SessionCommitment Commitment, OutcomeProof Proof) Read(SessionTale tale, MemoryKeys keys) =>
        Read(tale.Id, tale.Events, keys);

    private static (RecordedSession Session, SessionCommitment Commitment, OutcomeProof Proof) Read(MarketSessionId id,
        IEnumerable<MarketSessionEvent> events, MemoryKeys keys) => Read(id, Store(id, events, keys), keys);

    private static (RecordedSession Session, SessionCommitment Commitment, OutcomeProof Proof) Read(MarketSessionId id,
        IReadOnlyList<(string Manifest, byte[] Bytes)> stored, MemoryKeys keys)
    {
        var session = Session(id, stored, keys);
        var salts = SessionSalts.Of(keys, id, session.OpenedAt!.Value);
        var commitment = new SessionCommitment(session, salts);
        return (session, commitment, OutcomeProof.Of(session, commitment, salts));
    }

    private static RecordedSession Session(MarketSessionId id, IEnumerable<(string Manifest, byte[] Bytes)> stored, MemoryKeys keys)
    {
        var codec = new EventCodec(PlatoneEvents.Registry, keys);
        var session = new RecordedSession(id);
        foreach (var (manifest, bytes) in stored)
            session.Add((MarketSessionEvent)codec.Decode(manifest, bytes), bytes);
        return session;
    }

    private static List<(string Manifest, byte[] Bytes)> Store(MarketSessionId id, IEnumerable<MarketSessionEvent> events, MemoryKeys keys)
    {
        var codec = new EventCodec(PlatoneEvents.Registry, keys);
        Assert.All(events, e => Assert.Equal(id, e.Id));
        return [.. events.Select(e => (codec.ManifestOf(e), codec.Encode(e)))];
    }
}
