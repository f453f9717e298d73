namespace Platone.Actors.Markets.Clearing.Objectives;

/// <summary>
/// Something besides cost and expected shortfall that a clearing minimises. Implementations are pure and thread-safe; what they know of an
/// offer beyond its power and price (its losses, its rebound) is in the offer.
/// </summary>
public interface IObjective
{
    /// <summary>Which one it is.</summary>
    ClearingObjective Kind { get; }

    /// <summary>Its value for an answer to a request.</summary>
    /// <param name="offers">The offers that match the request.</param>
    /// <param name="millionths">What is awarded of each, in millionths; 0 is nothing.</param>
    /// <param name="intervalSeconds">Length of an interval, s.</param>
    /// <returns>Smaller is better; exact, in the unit its <see cref="ClearingObjective"/> names.</returns>
    decimal ValueOf(IReadOnlyList<ClearingOffer> offers, ReadOnlySpan<int> millionths, int intervalSeconds);
}

/// <summary>
/// An objective that is a weight of each offer times the share of it that is awarded. The exact engine minimises it, too.
/// </summary>
public interface ILinearObjective : IObjective
{
    /// <summary>Its value if all of an offer is awarded, and nothing else; any sign.</summary>
    decimal WeightOf(ClearingOffer offer);
}
