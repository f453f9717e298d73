using Platone.Actors.Kernel;
using Platone.Actors.Kernel.Aggregates;
using Platone.Actors.Kernel.Identity;
using Platone.Actors.Markets.Sessions;
using Platone.Actors.Metering;

namespace Platone.Actors.Markets.Activations;

/// <summary>The rules of activations and of the set points that carry them out.</summary>
internal static class ActivationRules
{
    /// <summary>Why an activation may not be; null if it may.</summary>
    public static Problem? Check(MarketSession session, SessionTerms terms, Activation activation, DateTimeOffset at)
    {
        if (!EntityName.IsValid(activation.Id.Value))
            return Invalid("bad-id", $"'{activation.Id}' is not a name: 1 to 64 letters, digits, '.', '_' or '-', beginning with a letter or digit", "id");
        if (activation.First < 0 || activation.Intervals < 1 || activation.Intervals > terms.Intervals - activation.First)
            return Invalid("interval-range", $"intervals {activation.First} and {activation.Intervals - 1L} after it are not of the session's {terms.Intervals}", "first");
        if (terms.Interval(activation.First).Start <= at)
            return new Problem("activation-too-late", $"interval {activation.First} begins at {terms.Interval(activation.First).Start:O}; it is {at:O}", "first");
        if (activation.Awards.IsEmpty)
            return Invalid("no-awards", "an activation names one award at least", "awards");
        for (var i = 0; i < activation.Awards.Count; i++)
        {
            var award = activation.Awards[i];
            if (i > 0 && activation.Awards[i - 1].CompareTo(award) >= 0)
                return Invalid("award-order", $"award {award} is named twice, or out of order", $"awards[{i}]");
            if (session.Awards.All(a => a.Id != award))
                return new Problem("unknown-award", $"session {session.Id} has no award {award}", $"awards[{i}]", ProblemKind.NotFound);
            if (session.Requests[award.Request].Request.Requester != activation.Requester)
                return new Problem("not-own-award", $"award {award} is not {activation.Requester}'s", $"awards[{i}]", ProblemKind.Forbidden);
            if (session.Activations.FirstOrDefault(a => a.Awards.Items.Contains(award)
                && a.First < activation.First + activation.Intervals && activation.First < a.First + a.Intervals) is { } before)
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
    public static Problem? CheckSetPoints(MarketSession session, SessionTerms terms, Activation activation, ValueList<IssuedSetPoint> setPoints)
    {
        for (var i = 0; i < setPoints.Count; i++)
        {
            var s = setPoints[i];
            if (s.Interval < 0 || s.Interval >= terms.Intervals)
                return Invalid("interval-range", $"interval {s.Interval} is not of the session's {terms.Intervals}", $"setPoints[{i}].interval");
            if (SetPoints.ProblemOf(s.SetPoint, $"setPoints[{i}].setPoint.") is { } problem)
                return problem;
            var interval = terms.Interval(s.Interval);
            if (s.SetPoint.PowerW != s.BaselineW - s.UpW + s.DownW || s.SetPoint.ValidFrom != interval.Start || s.SetPoint.ValidUntil != interval.End)
                return Invalid("set-point", $"the set point of POD {s.Pod} in interval {s.Interval} is not what it is made of", $"setPoints[{i}]");
        }

        var wanted = ActivatedPower.PerPod(session.Awards, session.Offers.Values.Select(o => o.Offer), session.Activations, activation)
            .ToDictionary(w => (w.Pod, w.Interval));
        foreach (var s in setPoints)
        {
            if (!wanted.Remove((s.Pod, s.Interval), out var w) || w.UpW != s.UpW || w.DownW != s.DownW)
                return Invalid("set-point-sum", $"the set point of POD {s.Pod} in interval {s.Interval} is not what its awards come to", "setPoints");
        }
        return wanted.Count == 0 ? null : Invalid("set-point-missing", $"{wanted.Count} set points are missing", "setPoints");
    }

    private static Problem Invalid(string code, string detail, string field) => new(code, detail, field, ProblemKind.Invalid);
}
