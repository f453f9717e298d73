using Platone.Actors.Kernel.Identity;
using Platone.Actors.Markets;
using Platone.Actors.Markets.Awards;
using Platone.Actors.Markets.Clearing;
using Platone.Actors.Markets.Offers;
using Platone.Actors.Tests.Markets.Sessions;
using static Platone.Actors.Tests.Markets.Sessions.Market;

namespace Platone.Actors.Tests.Markets.Awards;

public sealed class AwardPricingTests
{
    private static readonly FlexibilityOffer Cheap = Offer("cheap", 70, (1, [1000, 0, 0, 0]));
    private static readonly FlexibilityOffer Steps = Offer("steps", 80, (2, [1000, 0, 0, 0])) with
    {
        Price = new PriceCurve([new PriceStep(new Factor(250_000), 80), new PriceStep(new Factor(750_000), 100), new PriceStep(Factor.One, 130)]),
    };

    private static decimal[] Prices(PricingRule rule, params (FlexibilityOffer Offer, string Request, int Millionths)[] awards)
    {
        var requests = awards.GroupBy(a => a.Request).Select(g => new ClearedRequest(new RequestId(g.Key), 0, 0, 0, 0,
            [.. g.Select(a => new ClearedAward(new RequestId(g.Key), a.Offer.Id, new Factor(a.Millionths), [a.Millionths / 1000, 0, 0, 0], 0))], [], 0, null, false, 0));
        var priced = AwardPricing.Awards(id => awards.First(a => a.Offer.Id == id).Offer, new ClearingResult("test", [.. requests]), rule);
        Assert.Equal(awards.Select(a => (a.Request, a.Offer.Id, a.Millionths)), priced.Select(a => (a.Id.Request.Value, a.Id.Offer, a.Factor.Millionths)));
        return [.. priced.Select(a => a.Price)];
    }

    [Fact]
    public void Pay_as_bid_is_each_its_own_price() =>
        Assert.Equal([70, 80], Prices(PricingRule.PayAsBid, (Cheap, "r-1", 1_000_000), (Steps, "r-1", 250_000)));

    [Fact]
    public void Pay_as_clear_is_the_dearest_step_that_the_request_reaches()
    {
        Assert.Equal([80, 80, 70], Prices(PricingRule.PayAsClear, (Cheap, "r-1", 500_000), (Steps, "r-1", 250_000), (Cheap, "r-2", 500_000)));
        Assert.Equal([100, 100], Prices(PricingRule.PayAsClear, (Cheap, "r-1", 500_000), (Steps, "r-1", 250_001)));
    }

    [Fact]
    public void A_second_award_of_an_offer_goes_on_where_the_first_ended_on_its_curve()
    {
        // 0 to 0.5, then 0.5 to 1: half at 100, half at 130.
        Assert.Equal([90, 115], Prices(PricingRule.PayAsBid, (Steps, "r-1", 500_000), (Steps, "r-2", 500_000)));
        Assert.Equal([100, 130, 130], Prices(PricingRule.PayAsClear, (Steps, "r-1", 500_000), (Cheap, "r-2", 1_000_000), (Steps, "r-2", 500_000)));
    }

    [Fact]
    public void Paid_as_bid_an_offer_is_paid_what_the_clearing_says_it_costs()
    {
        var session = Opened.After(Place(Request("r-1", [500, 0, 0, 0])), Place(Request("r-2", [0, 500, 0, 0], isDso: false)),
            Place(Steps with { Power = [1000, 1000, 0, 0], Pods = [Steps.Pods[0] with { Power = [1000, 1000, 0, 0] }] }), GateCloses);
        var clearing = Clear(session);
        session = session.After(clearing);
        Assert.Equal([90, 115], session.Awards.Select(a => a.Price));
        Assert.Equal(clearing.Result.Awards.Select(a => a.Cost), session.Awards.Select(a => a.Power.Over(900).Joules * a.Price / 3_600_000_000m));
    }

    [Theory]
    [InlineData(100_000, "80")]
    [InlineData(250_000, "80")]
    [InlineData(500_000, "90")]           // half at 80, half at 100
    [InlineData(750_000, "93.3333")]      // (0.25 x 80 + 0.5 x 100) / 0.75, cut to 4 decimals
    [InlineData(1_000_000, "102.5")]      // (0.25 x 80 + 0.5 x 100 + 0.25 x 130) / 1
    [InlineData(300_000, "83.3333")]      // (0.25 x 80 + 0.05 x 100) / 0.3
    public void Steps_are_averaged_over_what_is_awarded_of_them(int millionths, string price) =>
        Assert.Equal([decimal.Parse(price, System.Globalization.CultureInfo.InvariantCulture)], Prices(PricingRule.PayAsBid, (Steps, "r-1", millionths)));

    [Fact]
    public void A_mean_between_two_rounds_half_to_even()
    {
        var half = Steps with { Price = new PriceCurve([new PriceStep(new Factor(500_000), 80), new PriceStep(Factor.One, 80.0001m)]) };
        Assert.Equal([80m], Prices(PricingRule.PayAsBid, (half, "r-1", 1_000_000)));
        half = Steps with { Price = new PriceCurve([new PriceStep(new Factor(500_000), 80.0001m), new PriceStep(Factor.One, 80.0002m)]) };
        Assert.Equal([80.0002m], Prices(PricingRule.PayAsBid, (half, "r-1", 1_000_000)));
    }
}
