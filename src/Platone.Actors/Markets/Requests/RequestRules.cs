using Platone.Actors.Kernel.Aggregates;
using Platone.Actors.Markets.Clearing;
using static Platone.Actors.Markets.Refusal;

namespace Platone.Actors.Markets.Requests;

/// <summary>The rules a request is held to, each with its own problem code (market, "Requests and offers").</summary>
internal static class RequestRules
{
    private const int MostBuses = 10_000;

    /// <summary>Why it may not be placed; null if it may.</summary>
    public static Problem? Check(SessionTerms terms, FlexibilityRequest request, DateTimeOffset at)
    {
        if (OfName(request.Id.Value, "id") is { } badName)
            return badName;
        if (!Enum.IsDefined(request.Service))
            return Invalid("service", "a request is for Congestion, Voltage or Balancing", "service");
        if (!Enum.IsDefined(request.Direction))
            return Invalid("direction", "a request has a direction: Up or Down", "direction");
        if (request.ExpiresAt <= at)
            return new Problem("expired", $"the request expires at {request.ExpiresAt:O}; it is {at:O}", "expiresAt");
        if (request.Buses is { } buses)
        {
            if (buses.Count is < 1 or > MostBuses)
                return Invalid("area", $"{buses.Count} buses are not 1 to {MostBuses}; leave them out for the whole network", "buses");
            if (buses.Any(b => !PlainText.IsValid(b)))
                return Invalid("area", "a bus name is 1 to 200 printable characters", "buses");
        }
        if (PowerRules.Check(request.Power, terms.Intervals, "power") is { } problem)
            return problem;
        if (request.PriceCap is not { } cap)
            return null;
        if (decimal.Round(cap, 4) != cap)
            return Invalid("price-decimals", $"{cap} EUR/MWh has more than 4 decimals", "priceCap");
        if (cap > PriceCurve.MaximumPrice)
            return Invalid("price-too-large", $"{cap} EUR/MWh is more than {PriceCurve.MaximumPrice}", "priceCap");
        return cap < terms.Rules.PriceFloor
            ? new Problem("price-below-floor", $"{cap} EUR/MWh is below the market's floor of {terms.Rules.PriceFloor}", "priceCap")
            : null;
    }
}
