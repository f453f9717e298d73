namespace Platone.Actors.Markets.Rebounds;

/// <summary>
/// How a session takes moved energy to come back (payback): when a POD is let go after a row of intervals in which an award moved it, a share
/// of the row's energy comes back in the opposite direction, evenly over the intervals that follow.
/// </summary>
/// <param name="Action">What is done about awards whose rebound makes later intervals of a request worse.</param>
/// <param name="Share">Share of the energy that comes back, 0 to 1, at most 4 decimals.</param>
/// <param name="Intervals">Over how many intervals, 1 or more.</param>
public sealed record ReboundRule(ReboundAction Action, decimal Share, int Intervals)
{
    /// <summary>Unless the operator says otherwise: half of it within an hour, and awards are flagged. An assumption, not a measurement.</summary>
    public static ReboundRule Standard { get; } = new(ReboundAction.Flag, 0.5m, 4);
}

/// <summary>What is done about a rebound. The numbers are stored: never change one.</summary>
public enum ReboundAction
{
    /// <summary>Nothing.</summary>
    Off = 1,

    /// <summary>The award is flagged before it is published.</summary>
    Flag = 2,

    /// <summary>The award is flagged, and the session clears again without its offer.</summary>
    Exclude = 3,
}
