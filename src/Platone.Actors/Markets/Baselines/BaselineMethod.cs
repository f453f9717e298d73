namespace Platone.Actors.Markets.Baselines;

/// <summary>
/// How a baseline, what a POD would have done without an order, is found (market, "Baselines"): declared ahead, or computed. Of the types the
/// North American standard NAESB WEQ-015 names, high X of Y is a baseline type I, from the POD's own history. The numbers are stored: never
/// change one.
/// </summary>
public enum BaselineMethod
{
    /// <summary>The schedule of the POD's balance responsible party, if it was journalled before gate closure; the default.</summary>
    BrpSchedule = 1,

    /// <summary>The mean of the X highest of the Y latest days of the same type without an event.</summary>
    HighXOfY = 2,

    /// <summary>The same, adjusted to the event's own day by a window before it.</summary>
    HighXOfYAdjusted = 3,

    /// <summary>The mean of the meter before and after the event.</summary>
    MeterBeforeMeterAfter = 4,

    /// <summary>The plan of whoever runs it: a battery's, or a community's.</summary>
    OwnPlan = 5,

    /// <summary>Nothing: the POD only ever runs for orders.</summary>
    Zero = 6,
}
