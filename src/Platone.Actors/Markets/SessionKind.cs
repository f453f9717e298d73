namespace Platone.Actors.Markets;

/// <summary>When a session's delivery is (market, "Sessions"). The numbers are stored: never change one.</summary>
public enum SessionKind
{
    /// <summary>One for each delivery day of an area; its gate closes on the day before.</summary>
    DayAhead = 1,

    /// <summary>Every hour, for the next four hours.</summary>
    RealTime = 2,
}
