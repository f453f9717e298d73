using Platone.Actors.Kernel.Identity;
using Platone.Actors.Markets.Awards;
using Platone.Actors.Markets.Clearing;
using Platone.Actors.Markets.Clearing.Explanation;
using Platone.Actors.Markets.Explanations;
using Platone.Actors.Markets.Sessions;
using static Platone.Actors.Tests.Markets.Sessions.Market;

namespace Platone.Actors.Tests.Markets.Explanations;

/// <summary>What a session's events say of why it came out as it did.</summary>
public sealed class SessionExplanationTests
{
    private readonly List<MarketSessionEvent> _events = [];
    private MarketSession _session = Empty;

    private void Given(params IReadOnlyList<MarketSessionCommand> commands)
    {
        foreach (var command in commands)
        {
            var decided = Assert.Single(_session.Decide(command).Events);
            _events.Add(decided);
            _session = _session.Apply(decided);
        }
    }

    private SessionExplanation Explained() => SessionExplanation.Of(Id, _events)!;

    private OfferExplanation Answer(string offer) => Explained().Requests[0].Explanation.Offers.Single(o => o.Offer.Value == offer);

    [Fact]
    public void Of_a_session_that_is_not_there_nothing_is_said() => Assert.Null(SessionExplanation.Of(Id, []));

    [Fact]
    public void Before_the_clearing_only_what_was_placed_is_known()
    {
        Given(Open, Place(Request()), Place(Offer()));
        var explanation = Explained();
        Assert.Equal((0, SessionPhase.Open, 0, 1), (explanation.Round, explanation.Phase, explanation.Requests.Count, explanation.Offers.Count));
    }

    [Fact]
    public void A_limit_tells_its_branch_and_the_next_round_what_came_of_it()
    {
        Given(Open, Place(Request()), Place(Offer()), Place(Offer("o-2", 90, (2, [3000, 3000, 3000, 3000]))), GateCloses);
        Given(Clear(_session));
        Assert.Equal((OfferFate.AwardedInPart, 1, 0m), (Answer("o-1").Fate, Answer("o-1").Rank, Answer("o-1").PriceDistance));
        Assert.Equal((OfferFate.Beaten, 2, 10m), (Answer("o-2").Fate, Answer("o-2").Rank, Answer("o-2").PriceDistance));

        // The limit is known at once; the clearing that is explained is still the one before it.
        Given(Validate(_session, a => Limit(a, new Factor(300_000))));
        Assert.Equal((1, OfferFate.AwardedInPart), (Explained().Round, Answer("o-1").Fate));
        Assert.Equal([new OfferLimitation(1, new RequestId("r-1"), Finding.Limited, new Factor(300_000), "line-7", "104 %")],
            Explained().Offers[0].Limitations);

        Given(Clear(_session));
        Assert.Equal((2, OfferFate.LimitedByValidation, OfferFate.AwardedInPart), (Explained().Round, Answer("o-1").Fate, Answer("o-2").Fate));
    }

    [Fact]
    public void A_pod_that_refused_is_told_apart_from_the_grid()
    {
        Given(Open, Place(Request()), Place(Offer()), GateCloses);
        Given(Clear(_session));
        Given(Validate(_session));
        Given(Publish(_session, "o-1"));
        Given(Clear(_session));
        Assert.Equal(OfferFate.ShutByValidation, Answer("o-1").Fate);
        Assert.Equal([new OfferLimitation(1, null, Finding.Rejected, Factor.Zero, null, null)], Explained().Offers[0].Limitations);
    }

    [Fact]
    public void What_took_no_part_says_why()
    {
        Given(Open, Place(Request()), Place(Offer()), Place(Offer("o-2", 80, (2, [3000, 3000, 3000, 3000])) with { ExpiresAt = Gate }),
            Place(Offer("o-3", 80, (3, [3000, 3000, 3000, 3000]))), new WithdrawOffer(Id, new OfferId("o-3"), Aggregator, BeforeGate), GateCloses);
        Given(Clear(_session));
        Assert.Equal([OfferStanding.Stands, OfferStanding.Expired, OfferStanding.Withdrawn], Explained().Offers.Select(o => o.Standing));
        Assert.Equal(["o-1"], Explained().Requests[0].Explanation.Offers.Select(o => o.Offer.Value));
    }

    [Fact]
    public void A_withdrawal_after_the_clearing_does_not_change_what_was_cleared()
    {
        Given(Open, Place(Request()), Place(Offer()), Place(Offer("o-2", 90, (2, [3000, 3000, 3000, 3000]))), GateCloses);
        Given(Clear(_session));
        Given(new WithdrawOffer(Id, new OfferId("o-2"), Aggregator, BeforeGate));
        Assert.Equal((OfferFate.Beaten, OfferStanding.Stands), (Answer("o-2").Fate, Explained().Offers[1].Standing));
    }
}
