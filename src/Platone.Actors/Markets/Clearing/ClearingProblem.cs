using Platone.Actors.Kernel;
using Platone.Actors.Kernel.Units;

namespace Platone.Actors.Markets.Clearing;

/// <summary>All that a clearing depends on: a pure value, so that an audit can clear again and must find the same.</summary>
/// <param name="IntervalSeconds">Length of an interval, s.</param>
/// <param name="Intervals">How many; the length of every profile.</param>
/// <param name="Requests">In order of arrival.</param>
/// <param name="Offers">In order of arrival, which decides between equals.</param>
/// <param name="Rules">How it is cleared.</param>
public sealed record ClearingProblem(int IntervalSeconds, int Intervals, ValueList<ClearingRequest> Requests,
    ValueList<ClearingOffer> Offers, ClearingRules Rules)
{
    /// <summary>The most intervals a problem may have: more than a week of quarter hours.</summary>
    public const int MaximumIntervals = 1_000;

    /// <summary>The most power of all offers in an interval, W (1 TW): what sums stay exact for in 64 bits.</summary>
    public const long MaximumOfferedWatts = 1_000_000_000_000;

    // A TW for all intervals of a day each: with that, sums of shares keep their place before the point.
    private const decimal MostWeight = 100_000_000_000_000_000_000m;

    /// <summary>The requests in the order they are cleared: the DSOs' first, then by priority, then by arrival.</summary>
    public ValueList<ClearingRequest> InClearingOrder() =>
        Requests.OrderBy(r => r.IsDso ? 0 : 1).ThenBy(r => r.Priority).ToValueList();   // OrderBy is stable: arrival decides the rest

    /// <summary>What is wrong with it, one line a fault that names the field; nothing if it can be cleared.</summary>
    public IEnumerable<string> Faults()
    {
        if (IntervalSeconds is < 1 or > 86_400)
            yield return $"intervalSeconds: {IntervalSeconds} is not between 1 and 86400";
        if (Intervals is < 1 or > MaximumIntervals)
            yield return $"intervals: {Intervals} is not between 1 and {MaximumIntervals}";
        foreach (var fault in Rules.Faults())
            yield return fault;
        var known = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < Requests.Count; i++)
        {
            var request = Requests[i];
            if (!known.Add(request.Id.Value))
                yield return $"requests[{i}].id: {request.Id} appears twice";
            foreach (var fault in FaultsOf(request.Direction, request.Power))
                yield return $"requests[{i}].{fault}";
            if (request.PriceCap is { } cap && Math.Abs(cap) > PriceCurve.MaximumPrice)
                yield return $"requests[{i}].priceCap: {cap} is more than {PriceCurve.MaximumPrice} EUR/MWh";
        }

        known.Clear();
        for (var i = 0; i < Offers.Count; i++)
        {
            var offer = Offers[i];
            if (!known.Add(offer.Id.Value))
                yield return $"offers[{i}].id: {offer.Id} appears twice";
            foreach (var fault in FaultsOf(offer.Direction, offer.Power).Concat(FaultsOf(offer)))
                yield return $"offers[{i}].{fault}";
        }

        for (var t = 0; t < Intervals; t++)
            if (Offers.Sum(o => t < o.Power.Count ? (decimal)o.Power[t] : 0m) > MaximumOfferedWatts)
                yield return $"offers: all together have more than {MaximumOfferedWatts} W in interval {t}";
    }

    /// <summary>Nothing, if it can be cleared.</summary>
    /// <exception cref="ArgumentException">It cannot; the message lists all <see cref="Faults"/>.</exception>
    public void Check()
    {
        var faults = Faults().ToList();
        if (faults.Count > 0)
            throw new ArgumentException($"no clearing problem: {string.Join("; ", faults)}");
    }

    private static IEnumerable<string> FaultsOf(ClearingOffer offer)
    {
        if (offer.Buses.IsEmpty)
            yield return "buses: there is none";
        if (offer.Reliability is < 0 or > 1 || decimal.Round(offer.Reliability, 6) != offer.Reliability)
            yield return $"reliability: {offer.Reliability} is not between 0 and 1 with at most 6 decimals";
        if (offer.Pods < 1)
            yield return $"pods: {offer.Pods} is less than 1";
        if (Math.Abs(offer.LossesJ) > MostWeight)
            yield return $"lossesJ: {offer.LossesJ} is beyond {MostWeight}";
        if (offer.ReboundJ is < 0 or > MostWeight)
            yield return $"reboundJ: {offer.ReboundJ} is not between 0 and {MostWeight}";
    }

    private IEnumerable<string> FaultsOf(Direction direction, PowerProfile power)
    {
        if (direction is not (Direction.Up or Direction.Down))
            yield return $"direction: {(int)direction} is none";
        if (power.Count != Intervals)
            yield return $"power: {power.Count} values for {Intervals} intervals";
        for (var t = 0; t < power.Count; t++)
            if (power[t] is < 0 or > Factor.MaximumWatts)
                yield return $"power[{t}]: {power[t]} W is not between 0 and {Factor.MaximumWatts}";
    }
}
