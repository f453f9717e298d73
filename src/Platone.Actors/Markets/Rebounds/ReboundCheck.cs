using Platone.Actors.Kernel;
using Platone.Actors.Kernel.Aggregates;
using Platone.Actors.Kernel.Identity;
using Platone.Actors.Kernel.Time;
using Platone.Actors.Kernel.Units;
using Platone.Actors.Markets.Awards;
using Platone.Actors.Markets.Offers;
using Platone.Actors.Markets.Requests;
using static Platone.Actors.Markets.Refusal;

namespace Platone.Actors.Markets.Rebounds;

/// <summary>
/// Checks awards for what they lead to afterwards. <b>Model:</b> per POD, an award's intervals with power make rows; when a row of energy E
/// has ended at interval e, Share x E comes back over the N intervals e, e+1, ... evenly (whole watts, rounded down), except in intervals in
/// which the award moves the POD again, where its set point holds it. A request whose direction is the award's is served the worse by it in
/// every interval in which it asks for power and whose area the POD is in. Made worse is what its awards do not cover: the rebounds of all
/// awards there, at most what is missing of what it asks for when they are taken from its awards; each award answers for its share of that.
/// </summary>
internal static class ReboundCheck
{
    /// <summary>Why a rule may not be; null if it may.</summary>
    public static Problem? Check(ReboundRule rule)
    {
        if (!Enum.IsDefined(rule.Action))
            return Invalid("rebound-rule", "the action is Off, Flag or Exclude", "action");
        if (rule.Share is < 0 or > 1 || decimal.Round(rule.Share, 4) != rule.Share)
            return Invalid("rebound-rule", $"{rule.Share} is not 0 to 1 with at most 4 decimals", "share");
        return rule.Intervals is < 1 or > SessionTerms.MaximumIntervals
            ? Invalid("rebound-rule", $"{rule.Intervals} intervals are not 1 to {SessionTerms.MaximumIntervals}", "intervals")
            : null;
    }

    /// <summary>The awards that make intervals of requests worse, in the order of awards and requests.</summary>
    /// <param name="rule">The model.</param>
    /// <param name="requests">The session's requests that stand, in the order of their ids.</param>
    /// <param name="offers">The offers of the awards.</param>
    /// <param name="awards">The awards.</param>
    public static ValueList<ReboundFinding> Find(ReboundRule rule, IReadOnlyList<FlexibilityRequest> requests,
        IReadOnlyDictionary<OfferId, FlexibilityOffer> offers, IReadOnlyList<Award> awards)
    {
        if (rule.Action == ReboundAction.Off)
            return [];
        var findings = new List<ReboundFinding>();
        foreach (var request in requests)
        {
            var buses = request.Buses?.ToHashSet(StringComparer.Ordinal);
            var rebounds = awards.Where(a => offers[a.Id.Offer].Direction == request.Direction)
                .Select(a => (a.Id, Power: Inside(rule, a, offers[a.Id.Offer], buses, request.Power.Count)))
                .Where(a => a.Power.Any(w => w > 0)).ToList();
            if (rebounds.Count == 0)
                continue;
            var own = awards.Where(a => a.Id.Request == request.Id).ToList();
            var worse = rebounds.ToDictionary(r => r.Id, _ => new long[request.Power.Count]);
            for (var t = 0; t < request.Power.Count; t++)
            {
                var total = rebounds.Sum(r => r.Power[t]);
                var missing = Math.Min(total, request.Power[t] - own.Sum(a => a.Power[t]) + total);
                if (request.Power[t] == 0 || missing <= 0)
                    continue;
                var parts = LargestRemainder.Split(missing, [.. rebounds.Select(r => r.Power[t])]);
                for (var i = 0; i < rebounds.Count; i++)
                    worse[rebounds[i].Id][t] = parts[i];
            }
            findings.AddRange(from r in rebounds
                              let watts = worse[r.Id]
                              where watts.Any(w => w > 0)
                              select new ReboundFinding(r.Id, request.Id, Array.FindIndex(watts, w => w > 0), watts.Max(),
                                  watts.Sum() * QuarterHour.Seconds));
        }
        return findings.OrderBy(f => f.Award).ThenBy(f => f.Affected).ToValueList();
    }

    /// <summary>An award's rebound at its PODs of an area, W in each interval.</summary>
    private static long[] Inside(ReboundRule rule, Award award, FlexibilityOffer offer, HashSet<string>? buses, int intervals)
    {
        var inside = offer.Pods.Where(p => buses is null || buses.Contains(p.Bus)).Select(p => p.Pod).ToHashSet();
        var sum = new long[intervals];
        foreach (var part in award.Parts.Where(p => inside.Contains(p.Pod)))
        {
            var rebound = Of(rule, part.Power);
            for (var t = 0; t < intervals; t++)
                sum[t] += rebound[t];
        }
        return sum;
    }

    /// <summary>What comes back of a POD's part of an award, W in each interval.</summary>
    internal static PowerProfile Of(ReboundRule rule, PowerProfile power)
    {
        var back = new long[power.Count];
        decimal row = 0;
        for (var t = 0; t < power.Count; t++)
        {
            if (power[t] > 0)
            {
                row += power[t];
                continue;
            }
            if (row == 0)
                continue;
            var watts = (long)decimal.Floor(rule.Share * row / rule.Intervals);
            for (var s = t; s < Math.Min((long)t + rule.Intervals, power.Count); s++)
                back[s] += power[s] > 0 ? 0 : watts;
            row = 0;
        }
        return PowerProfile.Of(back);
    }
}
