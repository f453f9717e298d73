namespace Platone.Actors.Metering;

/// <summary>What an operator may set about metering.</summary>
public sealed record MeteringRules
{
    /// <summary>The rules as they are unless configured.</summary>
    public static MeteringRules Default { get; } = new();

    /// <summary>How long a quarter hour waits for readings after its end or the arrival of its first reading, whichever is later.</summary>
    public TimeSpan Grace { get; init; } = TimeSpan.FromMinutes(5);
}
