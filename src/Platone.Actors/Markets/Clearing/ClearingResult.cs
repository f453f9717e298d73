using System.Text.Json.Serialization;
using Platone.Actors.Kernel;
using Platone.Actors.Kernel.Identity;
using Platone.Actors.Kernel.Units;

namespace Platone.Actors.Markets.Clearing;

/// <summary>The outcome of a clearing.</summary>
/// <param name="Engine">Name of the engine it comes from.</param>
/// <param name="Requests">One for each request of the problem, in the order they were cleared.</param>
public sealed record ClearingResult(string Engine, ValueList<ClearedRequest> Requests)
{
    /// <summary>All awards, request by request.</summary>
    public IEnumerable<ClearedAward> Awards => Requests.SelectMany(r => r.Awards);
}

/// <summary>What a request got.</summary>
/// <param name="Request">Which.</param>
/// <param name="RequestedJoules">The energy it asked for, J.</param>
/// <param name="NominalUnservedJoules">What of it the awards do not cover even if all is delivered (U of the rules), J.</param>
/// <param name="ExpectedShortfallJoules">What the expected delivery does not cover (E of the rules), J, exact.</param>
/// <param name="Cost">EUR, exact as <see cref="PriceCurve.CostOf"/> says.</param>
/// <param name="Awards">In the order of the problem's offers.</param>
/// <param name="Front">The alternatives, cheapest first, none better than another in all objectives; the chosen point is one of them.</param>
/// <param name="Chosen">Index of the chosen point in <paramref name="Front"/>.</param>
/// <param name="Gap">
/// How much cheaper the chosen point could be at most, as a share of its cost (0.0001 = 0.01 %), proven; null if the engine proves nothing.
/// </param>
/// <param name="LimitHit">Whether a work limit ended the search before it was done.</param>
/// <param name="Work">What was spent, in the engine's own units (simplex steps, generations).</param>
public sealed record ClearedRequest(RequestId Request, long RequestedJoules, long NominalUnservedJoules, decimal ExpectedShortfallJoules,
    decimal Cost, ValueList<ClearedAward> Awards, ValueList<FrontPoint> Front, int Chosen, decimal? Gap, bool LimitHit, long Work)
{
    /// <summary>J in a MWh.</summary>
    public const decimal JoulesPerMegawattHour = 3_600_000_000m;
}

/// <summary>An award: a share of an offer for a request.</summary>
/// <param name="Request">For whom.</param>
/// <param name="Offer">Of which offer.</param>
/// <param name="Factor">The share, at least the offer's minimum activation.</param>
/// <param name="Power">floor(factor x offered), W, one value an interval.</param>
/// <param name="Cost">EUR, exact as <see cref="PriceCurve.CostOf"/> says.</param>
public sealed record ClearedAward(RequestId Request, OfferId Offer, Factor Factor, PowerProfile Power, decimal Cost);

/// <summary>A point of a front.</summary>
/// <param name="Cost">EUR.</param>
/// <param name="ExpectedShortfallJoules">J.</param>
/// <param name="Others">Values of the rules' other objectives, in their order.</param>
[method: JsonConstructor]
public sealed record FrontPoint(decimal Cost, decimal ExpectedShortfallJoules, ValueList<decimal> Others)
{
    /// <summary>A point of the two default objectives.</summary>
    public FrontPoint(decimal cost, decimal expectedShortfallJoules)
        : this(cost, expectedShortfallJoules, [])
    {
    }
}
