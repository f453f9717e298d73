using Platone.Actors.Kernel.Time;
using Platone.Actors.Kernel.Units;
using Platone.Actors.Markets.Clearing;

namespace Platone.Actors.Markets.Awards;

/// <summary>
/// What was bought beyond a request: to be expected to get what was asked for (market, "Economic clearing", 2), or because a factor scales
/// all intervals of an offer alike. It is a reserve that can be called for when others fall short.
/// </summary>
/// <param name="Power">Awarded beyond what was asked for, in each interval, W, 0 or more.</param>
/// <param name="Cost">
/// What of the awards' cost that is if all is delivered, EUR, exact: in each interval the cheapest awards are counted as serving the request,
/// so that the reserve is the dearest of them.
/// </param>
public sealed record BeyondRequest(PowerProfile Power, decimal Cost)
{
    /// <summary>What is beyond a request.</summary>
    /// <param name="requested">What was asked for, W, a value for each interval.</param>
    /// <param name="awards">Power (W, as many values) and price (EUR/MWh) of each of its awards.</param>
    public static BeyondRequest Of(PowerProfile requested, IReadOnlyList<(PowerProfile Power, decimal Price)> awards)
    {
        var beyond = new long[requested.Count];
        var joules = new decimal[awards.Count];
        var dearest = Enumerable.Range(0, awards.Count).OrderByDescending(i => awards[i].Price).ToList();
        for (var t = 0; t < beyond.Length; t++)
        {
            var left = beyond[t] = Math.Max(0, awards.Sum(a => a.Power[t]) - requested[t]);
            foreach (var i in dearest)
            {
                var part = Math.Min(left, awards[i].Power[t]);
                joules[i] += part * (decimal)QuarterHour.Seconds;
                left -= part;
            }
        }
        return new BeyondRequest(PowerProfile.Of(beyond),
            awards.Select((a, i) => joules[i] * a.Price).Sum() / ClearedRequest.JoulesPerMegawattHour);
    }
}
