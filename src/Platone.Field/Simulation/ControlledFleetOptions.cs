using System.Security.Cryptography.X509Certificates;
using Platone.Field.LightNodes;

namespace Platone.Field.Simulation;

/// <summary>How a <see cref="ControlledFleet"/> measures and sends.</summary>
public sealed record ControlledFleetOptions
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

    /// <summary>The platform's public key for set points: secp256k1, compressed, 66 hexadecimal digits.</summary>
    public required string SetPointKey { get; init; }

    /// <summary>Time of the first reading (seq 0), UTC; best the start of a quarter hour.</summary>
    public required DateTimeOffset From { get; init; }

    /// <summary>No reading is later, UTC; the last quarter hour closes if there is one at its end.</summary>
    public required DateTimeOffset Until { get; init; }

    /// <summary>
    /// Simulated time between two readings. The power holds from one to the next, so that a quarter hour's energy is exact if it divides
    /// 15 minutes.
    /// </summary>
    public TimeSpan Interval { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Epoch of all readings: with the same one a later run goes on, another is another count of the registers.</summary>
    public int Epoch { get; init; }

    /// <summary>Seed of the devices' errors.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>
    /// Readings a device puts into one message at most; at the end of a quarter hour, and while somebody waits for them, it sends what it has.
    /// </summary>
    public int Batch { get; init; } = 15;

    /// <summary>Messages a device sends ahead of the end-to-end acknowledgement.</summary>
    public int Window { get; init; } = 4;

    /// <summary>How long a device waits for an end-to-end acknowledgement before it sends again, real time.</summary>
    public TimeSpan AcknowledgementTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>First pause before a device connects again; doubled up to 30 times as long; real time.</summary>
    public TimeSpan Pause { get; init; } = TimeSpan.FromMilliseconds(500);

    internal long Readings => (Until - From).Ticks / Interval.Ticks + 1;

    internal FleetOptions Sending => new()
    {
        Host = Host,
        Port = Port,
        UseTls = UseTls,
        Authorities = Authorities,
        UseMqtt5 = UseMqtt5,
        Interval = Interval,
        Epoch = Epoch,
        Batch = Batch,
        Window = Window,
        AcknowledgementTimeout = AcknowledgementTimeout,
        Pause = Pause,
    };

    /// <summary>Checks what cannot be.</summary>
    /// <exception cref="ArgumentException">A value out of its range, named.</exception>
    internal void Validate()
    {
        if (Interval <= TimeSpan.Zero)
            throw new ArgumentException($"Interval: {Interval} is not more than 0");
        if (Until < From)
            throw new ArgumentException($"Until: {Until:O} is before {From:O}");
        if (Batch is < 1 or > ReadingsDecoder.MaxReadings)
            throw new ArgumentException($"Batch: {Batch} is not 1 to {ReadingsDecoder.MaxReadings}");
        if (Window < 1)
            throw new ArgumentException($"Window: {Window} is not more than 0");
        if (Epoch < 0)
            throw new ArgumentException($"Epoch: {Epoch} is less than 0");
    }
}
