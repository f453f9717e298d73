namespace Platone.Actors.Markets.Delivery;

/// <summary>
/// What a requester wants done when delivery for one of its requests is projected to fall short. It may be changed until delivery ends.
/// </summary>
/// <param name="Action">What is done.</param>
/// <param name="Tolerance">Share of what was called for that may be missing without anything being done, 0 to 1, at most 4 decimals.</param>
/// <param name="MostW">Most power of standby awards that are called for automatically, in any interval, W; null for any.</param>
/// <param name="MostCost">Most that all automatic activations of the request may cost if they are delivered, EUR; null for any.</param>
/// <param name="MostIntervals">Most intervals that one automatic activation covers, 1 or more.</param>
public sealed record DeliveryPolicy(DeliveryAction Action, decimal Tolerance, long? MostW, decimal? MostCost, int MostIntervals)
{
    /// <summary>Where a requester has not said otherwise: an alarm at 10 %; nothing is ever activated without its consent.</summary>
    public static DeliveryPolicy Standard { get; } = new(DeliveryAction.Alarm, 0.1m, null, null, 4);
}

/// <summary>What is done about a projected shortfall. The numbers are stored: never change one.</summary>
public enum DeliveryAction
{
    /// <summary>Nothing.</summary>
    Off = 1,

    /// <summary>It is recorded, which raises an alarm.</summary>
    Alarm = 2,

    /// <summary>It is recorded, and standby awards are called for within the policy.</summary>
    Automatic = 3,
}
