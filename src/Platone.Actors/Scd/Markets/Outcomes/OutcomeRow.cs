using Platone.Actors.Kernel;
using Platone.Actors.Kernel.Identity;
using Platone.Actors.Kernel.Units;
using Platone.Actors.Markets.Clearing;

namespace Platone.Actors.Scd.Markets.Outcomes;

/// <summary>What a request got, for everybody.</summary>
/// <param name="Session">In which session.</param>
/// <param name="Request">The request.</param>
/// <param name="IsDso">Whether it is the DSO's.</param>
/// <param name="Direction">Which way.</param>
/// <param name="Requested">Asked for in each interval, W.</param>
/// <param name="Awarded">Awarded in each interval, W.</param>
/// <param name="Awards">How many awards it has.</param>
/// <param name="LowestPrice">Of its awards, EUR/MWh; null without any.</param>
/// <param name="HighestPrice">Of its awards, EUR/MWh; null without any.</param>
/// <param name="Cost">What all its awards cost if they are delivered, EUR.</param>
/// <param name="NominalUnservedJoules">What no award covers, J.</param>
/// <param name="ExpectedShortfallJoules">What is expected not to be delivered, J.</param>
/// <param name="Front">Alternatives the clearing found: cost and expected shortfall.</param>
/// <param name="Chosen">Which of them was chosen.</param>
/// <param name="Reserve">What is awarded beyond what was asked for, in each interval, W.</param>
/// <param name="ReserveCost">What of the cost that is, EUR.</param>
/// <param name="ReboundAwards">How many awards of the session make intervals of this request worse when their energy comes back.</param>
/// <param name="ReboundJoules">How much of it nothing covers, J.</param>
public sealed record OutcomeRow(MarketSessionId Session, RequestId Request, bool IsDso, Direction Direction, PowerProfile Requested,
    PowerProfile Awarded, int Awards, decimal? LowestPrice, decimal? HighestPrice, decimal Cost, long NominalUnservedJoules,
    decimal ExpectedShortfallJoules, ValueList<FrontPoint> Front, int Chosen, PowerProfile Reserve, decimal ReserveCost,
    int ReboundAwards, long ReboundJoules);
