using System.Security.Cryptography.X509Certificates;

namespace Platone.Field.Simulation;

/// <summary>Which light nodes are simulated, and how they send.</summary>
public sealed record FleetOptions
{
    /// <summary>The MQTT broker's host.</summary>
    public string Host { get; init; } = "127.0.0.1";

    /// <summary>The MQTT broker's port.</summary>
    public int Port { get; init; } = 1883;

    /// <summary>Whether to use TLS.</summary>
    public bool UseTls { get; init; }

    /// <summary>Authorities the broker's certificate may come from; empty for the system's.</summary>
    public X509Certificate2Collection Authorities { get; init; } = [];

    /// <summary>MQTT 5; false for 3.1.1.</summary>
    public bool UseMqtt5 { get; init; } = true;

    /// <summary>A CSV of real readings to send in place of the built-in model (<see cref="Simulation.MeterData"/>).</summary>
    public string? MeterData { get; init; }

    /// <summary>How many households the built-in model has.</summary>
    public int Nodes { get; init; } = 10;

    /// <summary>Seed of the built-in model: the same seed gives the same households, values and keys.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>
    /// How many times faster than real; null for real time with the model, and as fast as it is acknowledged with <see cref="MeterData"/>.
    /// The model faster than real begins in the past, because a reading from the future is refused, and goes on in real time when it arrives at now.
    /// </summary>
    public double? Speed { get; init; }

    /// <summary>How much time the model covers; null for as long as it is let run (then at most a day before now if it is faster than real).</summary>
    public TimeSpan? Duration { get; init; }

    /// <summary>Time between two readings of the model.</summary>
    public TimeSpan Interval { get; init; } = TimeSpan.FromSeconds(4);

    /// <summary>Put before the serials, so that fleets can be told apart.</summary>
    public string SerialPrefix { get; init; } = "";

    /// <summary>The devices' epoch; null for 0 with <see cref="MeterData"/>, whose readings are the same every time, and seconds since 2020 with the model.</summary>
    public int? Epoch { get; init; }

    /// <summary>Whether the devices sign their readings.</summary>
    public bool Sign { get; init; }

    /// <summary>Readings a device puts into one message, 1 to 1,000; null for 1 with the model and 96 with <see cref="MeterData"/>.</summary>
    public int? Batch { get; init; }

    /// <summary>Messages a device sends ahead of the end-to-end acknowledgement.</summary>
    public int Window { get; init; } = 4;

    /// <summary>Readings a device keeps that are not acknowledged; beyond, it measures no further.</summary>
    public int MaxKept { get; init; } = 100_000;

    /// <summary>How long a device waits for an end-to-end acknowledgement before it sends again.</summary>
    public TimeSpan AcknowledgementTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>First pause before a device connects again; doubled up to 30 times as long.</summary>
    public TimeSpan Pause { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>Devices that are registered at the same time.</summary>
    public int Registrations { get; init; } = 4;

    internal int EffectiveBatch => Batch ?? (MeterData is null ? 1 : 96);

    /// <summary>Checks what cannot be.</summary>
    /// <exception cref="ArgumentException">A value out of its range, named.</exception>
    internal void Validate()
    {
        static void Check(bool isRight, string message)
        {
            if (!isRight)
                throw new ArgumentException(message);
        }

        Check(MeterData is not null || Nodes is > 0 and <= 100_000, $"Nodes: {Nodes} is not 1 to 100000");
        Check(Speed is null or > 0, $"Speed: {Speed} is not more than 0");
        Check(Duration is null || Duration > TimeSpan.Zero, $"Duration: {Duration} is not more than 0");
        Check(Interval > TimeSpan.Zero, $"Interval: {Interval} is not more than 0");
        Check(EffectiveBatch is > 0 and <= LightNodes.ReadingsDecoder.MaxReadings, $"Batch: {Batch} is not 1 to {LightNodes.ReadingsDecoder.MaxReadings}");
        Check(Window > 0, $"Window: {Window} is not more than 0");
        Check(MaxKept >= EffectiveBatch, $"MaxKept: {MaxKept} is less than a message");
        Check(Epoch is null or >= 0, $"Epoch: {Epoch} is less than 0");
    }
}
