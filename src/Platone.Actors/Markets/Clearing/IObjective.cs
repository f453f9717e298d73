namespace Platone.Actors.Markets.Clearing;

/// <summary>
/// Something besides cost and expected shortfall that a clearing minimises. Implementations are pure and thread-safe; those that need the
/// grid (network losses, rebound energy) live where the grid is known.
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
