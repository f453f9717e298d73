using Platone.Actors.Kernel;
using Platone.Actors.Kernel.Aggregates;
using Platone.Actors.Kernel.Identity;
using Platone.Actors.Kernel.Time;
using Platone.Actors.Kernel.Units;
using Platone.Actors.Markets;
using Platone.Actors.Markets.Clearing;
using Platone.Actors.Markets.Offers;
using Platone.Actors.Scd.Markets;
using Platone.Actors.Scd.Markets.Sessions;
using Platone.Host.Rest.Json;
using Platone.Host.Rest.Markets;
using Platone.Host.Rest.Problems;

namespace Platone.Host.Rest.Offers;

/// <summary>Makes an offer of a body: fills in what the platform knows of the PODs, and puts them in order.</summary>
internal sealed class OfferDesk(IMarketScd market, MarketLookup lookup)
{
    private const int MostPods = 10_000;

    /// <summary>The offer.</summary>
    /// <param name="aggregator">Who offers.</param>
    /// <param name="body">The body.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <returns>The session, the offer, and for each of its PODs in order its place in the body.</returns>
    /// <exception cref="ProblemException">Something in the body cannot be; the problem names its field.</exception>
    public async Task<(MarketSessionId Session, FlexibilityOffer Offer, IReadOnlyList<int> Places)> OfferAsync(
        ParticipantId aggregator, OfferBody body, CancellationToken cancellation)
    {
        var id = new OfferId(Fields.Name("id", body.Id));
        var portfolio = new PortfolioId(Fields.Name("portfolio", body.Portfolio));
        if (body.Pods.Count is < 1 or > MostPods)
            throw Invalid("no-pods", $"{body.Pods.Count} PODs are not 1 to {MostPods}", "pods");
        var pods = body.Pods.Select((p, i) => (Id: new PodId(Fields.Pseudonym($"pods[{i}].pod", p.Pod)), Place: i,
            Power: MarketLookup.Power($"pods[{i}].power", p.Power))).OrderBy(p => p.Id).ToList();
        var (price, least) = (Price(body.Price), MinActivation(body.MinActivation));
        var session = await lookup.SessionAsync(body.Session, cancellation);

        // A POD that changes its aggregator in the middle of a session may be offered by each for its own time.
        var times = pods.DistinctBy(p => p.Id).ToDictionary(p => p.Id, p => Time(session.Terms, p.Power));
        var known = await KnownAsync(session, aggregator, portfolio, id, times, cancellation);
        foreach (var pod in body.Pods.Select((p, i) => (Id: PodId.Parse(p.Pod), Place: i)).Where(p => !known.ContainsKey(p.Id)))
        {
            throw ProblemException.Rule("pod-not-in-portfolio", $"pods[{pod.Place}].pod",
                $"POD {pod.Id} is not in {aggregator}'s portfolio {portfolio} from {UtcTime.Text(times[pod.Id].Start)} to {UtcTime.Text(times[pod.Id].End)}");
        }
        var offered = pods.Select(p => known[p.Id] with { Power = p.Power }).ToValueList();
        var offer = new FlexibilityOffer(id, aggregator, portfolio, body.Direction, Sum(offered, session.Terms.Intervals), offered, price, least,
            body.Reliability, body.AlternativeOf, body.CustomerShare, MarketLookup.Cut(body.ExpiresAt)) { DivisibleInTime = body.DivisibleInTime };
        return (session.Session, offer, [.. pods.Select(p => p.Place)]);
    }

    // From the first to the last interval with power; all of the session where that cannot be told, as it refuses such power itself.
    private static Interval Time(SessionTerms terms, PowerProfile power)
    {
        var moved = Enumerable.Range(0, power.Count).Where(t => power[t] != 0).ToList();
        return moved.Count == 0 || power.Count > terms.Intervals
            ? new Interval(terms.Start, terms.End)
            : new Interval(terms.Interval(moved[0]).Start, terms.Interval(moved[^1]).End);
    }

    // What was placed already stays what it was, whatever has become of the PODs: sending it again must answer the same.
    private async Task<Dictionary<PodId, OfferedPod>> KnownAsync(SessionRow session, ParticipantId aggregator, PortfolioId portfolio, OfferId id,
        Dictionary<PodId, Interval> pods, CancellationToken cancellation)
    {
        var known = new Dictionary<PodId, OfferedPod>(await market.OfferablePodsAsync(aggregator, portfolio, pods, cancellation));
        if (await market.OfferAsync(session.Session, id, cancellation) is { Offer: { } placed } && placed.Aggregator == aggregator)
        {
            foreach (var pod in placed.Pods)
                known[pod.Pod] = pod;
        }
        return known;
    }

    // Not checked for a sum too large: the session refuses its terms first, by their fields.
    private static PowerProfile Sum(ValueList<OfferedPod> pods, int intervals) =>
        PowerProfile.Of(intervals, t => pods.Aggregate(0L, (sum, p) => unchecked(sum + (t < p.Power.Count ? p.Power[t] : 0))));

    private static PriceCurve Price(IReadOnlyList<PriceStepBody> steps)
    {
        for (var i = 0; i < steps.Count; i++)
        {
            if (decimal.Round(steps[i].Price, 4) != steps[i].Price)
                throw Invalid("price-decimals", $"{steps[i].Price} EUR/MWh has more than 4 decimals", $"price[{i}].price");
            if (Math.Abs(steps[i].Price) > PriceCurve.MaximumPrice)
                throw Invalid("price-too-large", $"{steps[i].Price} EUR/MWh is more than {PriceCurve.MaximumPrice}", $"price[{i}].price");
        }
        try
        {
            return new PriceCurve(steps.Select(s => new PriceStep(Factor.Of(s.UpTo), s.Price)).ToValueList());
        }
        catch (FormatException e)
        {
            throw Invalid("price-curve", e.Message, "price");
        }
    }

    private static Factor MinActivation(decimal value)
    {
        try
        {
            return Factor.Of(value);
        }
        catch (FormatException e)
        {
            throw Invalid("min-activation", e.Message, "minActivation");
        }
    }

    private static ProblemException Invalid(string code, string detail, string field) => new(new Problem(code, detail, field, ProblemKind.Invalid));
}
