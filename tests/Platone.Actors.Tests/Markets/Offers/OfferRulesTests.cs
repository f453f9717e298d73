using Platone.Actors.Kernel.Identity;
using Platone.Actors.Kernel.Units;
using Platone.Actors.Markets.Clearing;
using Platone.Actors.Markets.Offers;
using Platone.Actors.Markets.Sessions;
using Platone.Actors.Tests.Markets.Sessions;
using static Platone.Actors.Tests.Markets.Sessions.Market;

namespace Platone.Actors.Tests.Markets.Offers;

/// <summary>Each rule of an offer, broken once, and what PODs can deliver beside other offers.</summary>
public sealed class OfferRulesTests
{
    private static readonly FlexibilityOffer Good = Offer("o-1", 80, (1, [3000, 0, 0, 0]), (2, [0, 0, 0, 500]));

    public static TheoryData<string, string?, string> Broken => new()
    {
        { "bad-id", "id", "id" }, { "direction", "direction", "direction" }, { "expired", "expiresAt", "expired" },
        { "reliability", "reliability", "reliable" }, { "reliability", "reliability", "finely reliable" },
        { "customer-share", "customerShare", "share" }, { "customer-share", "customerShare", "fine share" },
        { "alternative", "alternativeOf", "alternative" }, { "price-below-floor", "price[0]", "cheap" },
        { "no-pods", "pods", "no pods" }, { "pod-twice", "pods[1].pod", "twice" }, { "pod-twice", "pods[1].pod", "out of order" },
        { "bus", "pods[1].bus", "bus" }, { "interval-count", "pods[0].power", "short" }, { "negative-power", "pods[1].power[2]", "negative" },
        { "power-too-large", "pods[0].power[3]", "large" }, { "no-power", "pods[1].power", "zero" }, { "power-sum", "power", "sum" },
        { "power-too-large", "power[0]", "large sum" }, { "pod-over-capacity", "pods[1].power[3]", "capacity" },
    };

    [Theory]
    [MemberData(nameof(Broken))]
    public void A_broken_rule_has_its_code_and_field(string code, string? field, string how)
    {
        var (a, b) = (Good.Pods[0], Good.Pods[1]);
        var broken = how switch
        {
            "id" => Good with { Id = new OfferId("no name") },
            "direction" => Good with { Direction = 0 },
            "expired" => Good with { ExpiresAt = BeforeGate },
            "reliable" => Good with { Reliability = 1.01m },
            "finely reliable" => Good with { Reliability = 0.1234567m },
            "share" => Good with { CustomerShare = -0.1m },
            "fine share" => Good with { CustomerShare = 0.1234567m },
            "alternative" => Good with { AlternativeOf = "no name" },
            "cheap" => Good with { Price = PriceCurve.Flat(-1) },
            "no pods" => Good with { Pods = [] },
            "twice" => Good with { Pods = [a, a] },
            "out of order" => Good with { Pods = [b, a] },
            "bus" => Good with { Pods = [a, b with { Bus = "" }] },
            "short" => Good with { Pods = [a with { Power = [3000] }, b] },
            "negative" => Good with { Pods = [a, b with { Power = [0, 0, -1, 500] }] },
            "large" => Good with { Pods = [a with { Power = [0, 0, 0, 10_000_000_001] }, b] },
            "zero" => Good with { Pods = [a, b with { Power = [0, 0, 0, 0] }] },
            "sum" => Good with { Power = [3000, 0, 0, 501] },
            "large sum" => Good with
            {
                Power = [10_000_000_001, 0, 0, 0], Pods = [a with { Power = [10_000_000_000, 0, 0, 0] }, b with { Power = [1, 0, 0, 0] }],
            },
            "capacity" => Good with { Pods = [a, b with { ConnectionW = 499 }] },
            _ => throw new ArgumentException(how),
        };
        Opened.Refuses(Place(broken), code, field);
    }

    [Fact]
    public void Prices_of_a_curve_are_held_to_the_floor_step_by_step()
    {
        var session = Empty.After(Open with { Terms = Terms with { Rules = Terms.Rules with { PriceFloor = 50 } } });
        session.Refuses(Place(Good with { Price = new PriceCurve([new PriceStep(new Factor(1), 49.9999m), new PriceStep(Factor.One, 50)]) }),
            "price-below-floor", "price[0]");
        session.After(Place(Good with { Price = PriceCurve.Flat(50) }));
    }

    [Fact]
    public void Offers_that_stand_share_what_a_pod_is_connected_with()
    {
        var session = Opened.After(Place(Offer("o-1", 80, (1, [6000, 0, 0, 0]), (2, [0, 0, 10_000, 0]))));
        var beside = Offer("o-2", 80, (1, [4001, 0, 0, 0]));
        session.Refuses(Place(beside), "pod-over-capacity", "pods[0].power[0]");
        session.After(Place(Offer("o-2", 80, (1, [4000, 10_000, 0, 0]))));
        session.After(Place(beside with { Direction = Direction.Down }));
        session.After(Place(Offer("o-2", 80, (3, [4001, 0, 0, 0]))));
        session.After(new WithdrawOffer(Id, new OfferId("o-1"), Aggregator, BeforeGate), Place(beside));
        // Expired before the other is placed.
        Opened.After(Place(Offer("o-1", 80, (1, [6000, 0, 0, 0])) with { ExpiresAt = BeforeGate.AddMinutes(1) }),
            Place(beside) with { At = BeforeGate.AddMinutes(1) });
    }

    [Fact]
    public void Of_alternatives_only_the_largest_counts()
    {
        var first = Offer("o-1", 80, (1, [6000, 0, 0, 0])) with { AlternativeOf = "either" };
        var session = Opened.After(Place(first), Place(Offer("o-2", 90, (1, [9000, 0, 0, 0])) with { AlternativeOf = "either" }));
        session.After(Place(Offer("o-3", 90, (1, [1000, 0, 0, 0]))));
        session.Refuses(Place(Offer("o-3", 90, (1, [1001, 0, 0, 0]))), "pod-over-capacity", "pods[0].power[0]");
        // Another aggregator's word is another group.
        session.Refuses(Place(Offer("o-3", 90, (1, [1001, 0, 0, 0])) with { AlternativeOf = "either", Aggregator = new ParticipantId("other") }),
            "pod-over-capacity", "pods[0].power[0]");
    }

    [Fact]
    public void A_session_takes_no_more_than_its_clearing_stays_exact_for()
    {
        FlexibilityOffer Large(int number) => Good with
        {
            Id = new OfferId($"o-{number}"),
            Power = [10_000_000_000, 0, 0, 0],
            Pods = [new OfferedPod(Pod(number), "bus", 10_000_000_000, null, [10_000_000_000, 0, 0, 0])],
        };
        var session = Opened.After(Enumerable.Range(0, 100).Select(i => Place(Large(i))));
        session.Refuses(Place(Large(100)), "session-full", "power[0]");
        Assert.Empty(session.After(GateCloses).Task().Problem!.Faults());
    }

    [Fact]
    public void An_offer_that_has_lost_a_pod_is_not_whole_and_is_not_cleared()
    {
        Assert.True(Good.IsWhole);
        var torn = Good with { Pods = [Good.Pods[0]] };
        Assert.False(torn.IsWhole);
        Assert.False((Good with { Pods = [] }).IsWhole);
        var session = Opened.After(Place(Request())).Apply(new OfferPlaced(Id, torn, BeforeGate)).After(GateCloses);
        Assert.Empty(session.Task().Problem!.Offers);
    }
}
