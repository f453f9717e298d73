namespace Platone.Actors.Markets.Sessions;

/// <summary>Where a session stands (market, "Sessions"). The numbers are stored: never change one.</summary>
public enum SessionPhase
{
    /// <summary>Nothing has happened yet.</summary>
    Unopened = 0,

    /// <summary>Requests and offers may be placed.</summary>
    Open = 1,

    /// <summary>To be cleared.</summary>
    GateClosed = 2,

    /// <summary>To be validated by the grid operator.</summary>
    Cleared = 3,

    /// <summary>Capacity is to be reserved at the PODs.</summary>
    Validated = 4,

    /// <summary>The awards stand.</summary>
    Published = 5,

    /// <summary>Awards have been called for.</summary>
    Activating = 6,

    /// <summary>Delivery is over; to be settled.</summary>
    Settling = 7,

    /// <summary>Settled; a correction may settle it again.</summary>
    Settled = 8,

    /// <summary>Nothing changes any more.</summary>
    Closed = 9,
}
