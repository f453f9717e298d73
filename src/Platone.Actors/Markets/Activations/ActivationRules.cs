using Platone.Actors.Kernel;
using Platone.Actors.Kernel.Aggregates;
using Platone.Actors.Markets.Sessions;
using Platone.Actors.Metering;
using static Platone.Actors.Markets.Refusal;

namespace Platone.Actors.Markets.Activations;

/// <summary>The rules of activations and of the set points that carry them out.</summary>
internal static class ActivationRules
{
    /// <summary>Why an activation may not be; null if it may.</summary>
    public static Problem? Check(MarketSession session, SessionTerms terms, Activation activation, DateTimeOffset at)
    {
        if (OfName(activation.Id.Value, "id") is { } badName)
            return badName;
        var first = activation.First;
        if (first < 0 || activation.Intervals < 1 || activation.Intervals > terms.Intervals - first)
        {
            return Invalid("interval-range",
                $"intervals {first} and {activation.Intervals - 1L} after it are not of the session's {terms.Intervals}", "first");
        }
        if (terms.Interval(first).Start is var start && start <= at)
            return new Problem("activation-too-late", $"interval {first} begins at {start:O}; it is {at:O}", "first");
        if (activation.Awards.IsEmpty)
            return Invalid("no-awards", "an activation names one award at least", "awards");
        for (var i = 0; i < activation.Awards.Count; i++)
        {
            var award = activation.Awards[i];
            if (i > 0 && activation.Awards[i - 1].CompareTo(award) >= 0)
                return Invalid("award-order", $"award {award} is named twice, or out of order", $"awards[{i}]");
            if (session.Awards.All(a => a.Id != award))
                return new Problem("unknown-award", $"session {session.Id} has no award {award}", $"awards[{i}]", ProblemKind.NotFound);
            if (session.Requests[award.Request].Request.Requester is var requester && requester != activation.Requester)
                return new Problem("not-own-award", $"award {award} is {requester}'s", $"awards[{i}]", ProblemKind.Forbidden);
            if (session.Activations.FirstOrDefault(a => a.Awards.Items.Contains(award)
                && a.First < first + activation.Intervals && first < a.First + a.Intervals) is { } before)
            {
                return new Problem("already-activated", $"award {award} was called for by activation {before.Id} already", $"awards[{i}]");
            }
        }
        return null;
    }

    /// <summary>
    /// Why set points do not carry an activation out; null if they do: each is its baseline less up plus down, lasts its interval, and in
    /// every interval those of an offer's PODs add up to what is activated, exact in watts.
    /// </summary>
    public static Problem? CheckSetPoints(
        MarketSession session, SessionTerms terms, Activation activation, ValueList<IssuedSetPoint> setPoints)
    {
        for (var i = 0; i < setPoints.Count; i++)
        {
            var (s, field) = (setPoints[i], $"setPoints[{i}]");
            if (s.Interval < 0 || s.Interval >= terms.Intervals)
                return Invalid("interval-range", $"interval {s.Interval} is not of the session's {terms.Intervals}", $"{field}.interval");
            if (SetPoints.ProblemOf(s.SetPoint, $"{field}.setPoint.") is { } problem)
                return problem;
            var made = s.SetPoint with
            {
                ValidFrom = terms.Interval(s.Interval).Start,
                ValidUntil = terms.Interval(s.Interval).End,
                PowerW = s.BaselineW - s.UpW + s.DownW,
            };
            if (s.SetPoint != made)
                return Invalid("set-point", $"the set point of POD {s.Pod} in interval {s.Interval} is not what it is made of", field);
        }

        var wanted = ActivatedPower.PerPod(session.Awards, session.Offers.Values.Select(o => o.Offer), session.Activations, activation)
            .ToDictionary(w => (w.Pod, w.Interval));
        foreach (var s in setPoints)
        {
            if (!wanted.Remove((s.Pod, s.Interval), out var w) || w.UpW != s.UpW || w.DownW != s.DownW)
            {
                return Invalid("set-point-sum",
                    $"the set point of POD {s.Pod} in interval {s.Interval} is not what its awards come to", "setPoints");
            }
        }
        return wanted.Count == 0 ? null : Invalid("set-point-missing", $"{wanted.Count} set points are missing", "setPoints");
    }
}
