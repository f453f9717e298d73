namespace Platone.Actors.Participants;

/// <summary>What a participant is in the market and the network (operations, "Security"). The numbers are stored: never change one.</summary>
public enum Role
{
    /// <summary>Distribution system operator.</summary>
    Dso = 1,

    /// <summary>Transmission system operator.</summary>
    Tso = 2,

    /// <summary>Aggregator of customers' flexibility.</summary>
    Aggregator = 3,

    /// <summary>Balance responsible party.</summary>
    Brp = 4,

    /// <summary>Customer who owns PODs.</summary>
    Customer = 5,

    /// <summary>Operator of the platform.</summary>
    Operator = 6,

    /// <summary>Auditor: reads everything, changes nothing.</summary>
    Auditor = 7,

    /// <summary>Regulator: reads what is public, and cosigns checkpoints.</summary>
    Regulator = 8,
}
