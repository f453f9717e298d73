using CsCheck;
using Platone.Actors.Kernel;
using Platone.Actors.Kernel.Identity;
using Platone.Actors.Kernel.Time;
using Platone.Actors.Kernel.Units;
using Platone.Actors.Markets;
using Platone.Actors.Markets.Clearing;
using Platone.Actors.Markets.Offers;
using Platone.Actors.Markets.Sessions;
using Platone.Testing;
using static Platone.Actors.Tests.Markets.Sessions.Market;

namespace Platone.Actors.Tests.Markets.Sessions;

/// <summary>What a real-time session takes over of earlier offers. The day here has eight quarter hours, a real-time session four.</summary>
public sealed class CarryOverTests
{
    private static readonly MarketSessionId DayId = new("terni-da");
    private static readonly QuarterHour First = Terms.First;

    private static SessionTerms DayTerms { get; } = Terms with { Kind = SessionKind.DayAhead, Intervals = 8 };

    private static MarketSession Day { get; } = MarketSession.Empty(DayId).After(new OpenSession(DayId, DayTerms, Opening));

    private static SessionTerms RealTime(int begin, int intervals = 4) =>
        Terms with { First = new QuarterHour(First.Index + begin), Intervals = intervals };

    private static MarketSessionId RealTimeId(int begin) => new($"terni-rt.{begin}");

    private static FlexibilityOffer Offered(string id = "o-1", params long[] watts) => Offer(id, 80, (1, PowerProfile.Of(watts.Length == 0
        ? [3000, 3000, 3000, 3000, 3000, 3000, 3000, 3000] : watts)));

    private static FlexibilityOffer Divisible(FlexibilityOffer offer) => offer with { DivisibleInTime = true };

    // Clears, validates and publishes with one request of this power.
    private static MarketSession Published(MarketSession session, params long[] need)
    {
        session = session.After(new PlaceRequest(session.Id, Request(power: PowerProfile.Of(need)), BeforeGate), new CloseGate(session.Id, Gate));
        session = session.After(Clear(session) with { Id = session.Id });
        session = session.After(Validate(session) with { Id = session.Id });
        return session.After(Publish(session) with { Id = session.Id });
    }

    private static MarketSession With(MarketSession session, params FlexibilityOffer[] offers) =>
        session.After(offers.Select(o => new PlaceOffer(session.Id, o, BeforeGate)));

    private static ValueList<CarriedOffer> Carried(int begin, params MarketSession[] others) =>
        CarryOver.Of(RealTimeId(begin), RealTime(begin), others.Select(OfferBook.Of));

    private static MarketSession Opened(int begin, params MarketSession[] others)
    {
        var session = MarketSession.Empty(RealTimeId(begin)).After(new OpenSession(RealTimeId(begin), RealTime(begin), Opening));
        var carried = Carried(begin, others);
        return carried.IsEmpty ? session : session.After(new CarryOffersOver(session.Id, carried, BeforeGate));
    }

    [Fact]
    public void What_nothing_matched_is_carried_over_clipped_if_it_is_divisible_in_time()
    {
        var day = Published(With(Day, Divisible(Offered())), 1500, 0, 0, 0, 0, 0, 0, 0);
        var carried = Assert.Single(Carried(2, day));
        Assert.Equal((DayId, new OfferId("o-1"), new Factor(500_000), CarryOver.NameOf(DayId, new OfferId("o-1"))),
            (carried.Source, carried.SourceOffer, carried.Remaining, carried.Offer.Id));
        Assert.Equal([3000, 3000, 3000, 3000], carried.Offer.Power);
        Assert.True(carried.Offer.IsWhole);
        Assert.Equal([3000, 3000, 0, 0], Assert.Single(Carried(6, day)).Offer.Power);
        Assert.Empty(Carried(8, day));
    }

    [Fact]
    public void What_is_not_divisible_in_time_goes_only_where_all_its_intervals_are()
    {
        var day = Published(With(Day, Offered("all"), Offered("some", 0, 0, 900, 900, 0, 0, 0, 0)), 0, 0, 0, 0, 0, 0, 0, 1);
        Assert.Equal(["some"], Carried(0, day).Select(c => c.SourceOffer.Value));
        Assert.Equal([900, 900, 0, 0], Carried(2, day)[0].Offer.Power);
        Assert.Empty(Carried(3, day));
    }

    [Fact]
    public void What_was_withdrawn_has_expired_or_is_used_up_stays_behind()
    {
        var used = Published(With(Day, Divisible(Offered()) with { MinActivation = new Factor(600_000) }), 2000, 0, 0, 0, 0, 0, 0, 0);
        Assert.Empty(Carried(2, used));
        var expired = Published(With(Day, Divisible(Offered()) with { ExpiresAt = Gate }), 0, 1, 0, 0, 0, 0, 0, 0);
        Assert.Empty(Carried(2, expired));
        var withdrawn = With(Day, Divisible(Offered())).After(new WithdrawOffer(DayId, new OfferId("o-1"), Aggregator, BeforeGate));
        Assert.Empty(Carried(2, Published(withdrawn, 0, 1, 0, 0, 0, 0, 0, 0)));
    }

    [Fact]
    public void A_carried_offer_that_was_withdrawn_is_not_carried_again()
    {
        var day = Published(With(Day, Divisible(Offered())), 0, 1, 0, 0, 0, 0, 0, 0);
        var carried = CarryOver.NameOf(DayId, new OfferId("o-1"));
        var real = Opened(1, day).After(new WithdrawOffer(RealTimeId(1), carried, Aggregator, BeforeGate));
        Assert.Empty(Carried(2, day, Published(real, 0, 1, 0, 0)));
    }

    [Fact]
    public void Only_published_sessions_give_and_what_another_open_session_holds_stays_there()
    {
        var open = With(Day, Divisible(Offered()));
        Assert.Empty(Carried(2, open));
        var day = Published(open, 1500, 0, 0, 0, 0, 0, 0, 0);
        Assert.Empty(Carried(2, day, Opened(1, day)));
        Assert.Single(Carried(2, day, Published(Opened(1, day), 0, 0, 0, 1)));
    }

    [Fact]
    public void Of_alternatives_only_the_one_that_was_awarded_goes_on()
    {
        var day = Published(With(Day, Divisible(Offered("a", 3000, 3000, 0, 0, 0, 0, 0, 3000)) with { AlternativeOf = "g" },
            Divisible(Offered("b", 0, 0, 0, 0, 0, 0, 900, 900)) with { AlternativeOf = "g" }), 1500, 0, 0, 0, 0, 0, 0, 0);
        Assert.Equal(["a"], Carried(4, day).Select(c => c.SourceOffer.Value));
        Assert.NotEqual("g", Carried(4, day)[0].Offer.AlternativeOf);
    }

    [Fact]
    public void The_session_awards_no_more_than_is_left_and_goes_on_along_the_price_curve()
    {
        var curve = new PriceCurve([new PriceStep(new Factor(500_000), 40), new PriceStep(Factor.One, 60)]);
        var day = Published(With(Day, Divisible(Offered()) with { Price = curve }), 1500, 0, 0, 0, 0, 0, 0, 0);
        Assert.Equal(40, day.Awards[0].Price);
        var real = Published(Opened(0, day), 3000, 3000, 0, 0);
        var award = Assert.Single(real.Awards);
        Assert.Equal((new Factor(500_000), 60m), (award.Factor, award.Price));
        Assert.Empty(Carried(1, day, real));
    }

    [Fact]
    public void A_limit_of_the_grid_is_about_what_this_session_may_award()
    {
        var day = Published(With(Day, Divisible(Offered())), 1500, 0, 0, 0, 0, 0, 0, 0);
        var real = Opened(0, day);
        real = real.After(new PlaceRequest(real.Id, Request(power: [3000, 0, 0, 0]), BeforeGate), new CloseGate(real.Id, Gate));
        real = real.After(Clear(real) with { Id = real.Id });
        real = real.After(Validate(real, a => Limit(a, new Factor(200_000))) with { Id = real.Id });
        real = real.After(Clear(real) with { Id = real.Id });
        Assert.Equal(new Factor(200_000), Assert.Single(real.Awards).Factor);
    }

    [Fact]
    public void A_session_takes_over_once_while_it_is_open_and_what_fits()
    {
        var day = Published(With(Day, Divisible(Offered()), Divisible(Offered("o-2"))), 1500, 0, 0, 0, 0, 0, 0, 0);
        var (session, carried) = (MarketSession.Empty(RealTimeId(0)).After(new OpenSession(RealTimeId(0), RealTime(0), Opening)), Carried(0, day));
        var command = new CarryOffersOver(session.Id, carried, BeforeGate);
        session.Refuses(command with { At = Gate }, "gate-closed");
        session.HasDone(command with { Offers = [] });
        session.After(command).HasDone(command);
        // The POD has 10 kW: beside 6.5 kW placed meanwhile 3 of its 4.5 kW that are left fit.
        var full = session.After(new PlaceOffer(session.Id, Offer("new", 80, (1, [6500, 0, 0, 0])), BeforeGate)).After(command);
        Assert.Equal([CarryOver.NameOf(DayId, new OfferId("o-1"))], full.Offers.Values.Where(o => o.Origin is not null).Select(o => o.Offer.Id));
        // And what is placed later finds 10 kW less the 4.5 kW that are left of both.
        var both = session.After(command);
        both.Refuses(new PlaceOffer(session.Id, Offer("new", 80, (1, [5501, 0, 0, 0])), BeforeGate), "pod-over-capacity", "pods[0].power[0]");
        both.After(new PlaceOffer(session.Id, Offer("new", 80, (1, [5500, 0, 0, 0])), BeforeGate));
    }

    [Fact]
    public void No_watt_is_sold_twice() =>
        Gen.Select(Gen.Bool.Array[3], Gen.Long[0, 4000].Array[8], Gen.Long[0, 4000].Array[4].Array[5]).Sample((divisible, dayNeed, needs) =>
        {
            var offers = divisible.Select((d, i) => Offer($"o-{i}", 70 + i, (i + 1, PowerProfile.Of(8, t => (t + i) % 3 * 700))) with
            {
                DivisibleInTime = d,
                MinActivation = new Factor(i * 200_000),
                AlternativeOf = i > 0 ? "g" : null,
            }).ToArray();
            var sessions = new List<MarketSession> { Published(With(Day, offers), dayNeed) };
            for (var begin = 0; begin < needs.Length; begin++)
                sessions.Add(Published(Opened(begin, [.. sessions]), needs[begin]));

            var sold = new Dictionary<(OfferId, long), long>();
            var chosen = new HashSet<OfferId>();
            foreach (var session in sessions)
            {
                foreach (var award in session.Awards)
                {
                    var source = session.Offers[award.Id.Offer].Origin?.Offer ?? award.Id.Offer;
                    chosen.Add(source);
                    for (var t = 0; t < award.Power.Count; t++)
                    {
                        var at = (source, session.Terms!.First.Index + t);
                        sold[at] = sold.GetValueOrDefault(at) + award.Power[t];
                    }
                }
            }
            foreach (var ((offer, at), watts) in sold)
                Assert.True(watts <= offers.Single(o => o.Id == offer).Power[(int)(at - First.Index)], $"{offer} in {at - First.Index}: {watts} W");
            Assert.True(chosen.Count(o => o.Value != "o-0") <= 1, "two alternatives were awarded");
        }, iter: Nightly.Times(200, 5_000));
}
