namespace Platone.Field.LightNodes;

/// <summary>Limits of the readings intake.</summary>
public sealed record IntakeOptions
{
    /// <summary>Sustained readings a second of one node. A meter sends 0.25/s; the rest is for catching up after an outage.</summary>
    public double ReadingsPerSecond { get; init; } = 200;

    /// <summary>Readings of one node that may come at once.</summary>
    public int Burst { get; init; } = 5_000;

    /// <summary>Bytes of a message that count as a reading, where it has fewer readings than that. An ordinary one takes 60 to 300.</summary>
    public int BytesAReading { get; init; } = 1_024;

    /// <summary>How long what a node's entity said about itself (registered, key) is believed.</summary>
    public TimeSpan NodeExpiry { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How many unknown serials are remembered, so that each message of a stranger does not ask the directory.</summary>
    public int UnknownSerials { get; init; } = 10_000;

    /// <summary>How many source addresses are counted one by one; those beyond share one counter.</summary>
    public int UnknownSources { get; init; } = 1_000;

    /// <summary>How long a message waits for the journal before it is given back as unavailable.</summary>
    public TimeSpan CommitTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Messages on their way to the journal at the same time; more wait at the gateway (the journal's own queue drops when full).</summary>
    public int MaxInFlight { get; init; } = 4_096;

    /// <summary>Least time between two refusal events of one node.</summary>
    public TimeSpan RefusalInterval { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>How often it is looked for refusals that may be sent.</summary>
    public TimeSpan RefusalCheck { get; init; } = TimeSpan.FromSeconds(1);
}
