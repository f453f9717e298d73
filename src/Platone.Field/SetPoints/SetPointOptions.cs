namespace Platone.Field.SetPoints;

/// <summary>How set points are given to devices.</summary>
public sealed record SetPointOptions
{
    /// <summary>How long the first acknowledgement is waited for before a set point is sent again; doubled each time.</summary>
    public TimeSpan FirstPause { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Longest time between two attempts.</summary>
    public TimeSpan LongestPause { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>How often it is looked for set points that are to be sent again.</summary>
    public TimeSpan Check { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>How long ago a set point may have ended that a device which comes back is still told: it may have readings of that time to make.</summary>
    public TimeSpan History { get; init; } = TimeSpan.FromHours(1);

    /// <summary>Set points that are on their way at the same time.</summary>
    public int AtOnce { get; init; } = 64;
}
