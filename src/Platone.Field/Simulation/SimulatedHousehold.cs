using Platone.Actors.Ethereum;
using Platone.Actors.Metering;

namespace Platone.Field.Simulation;

/// <summary>A household of a <see cref="ControlledFleet"/>, whose light node is registered already.</summary>
/// <param name="Serial">The light node's device serial.</param>
/// <param name="Credentials">With what it signs in to MQTT.</param>
/// <param name="ConnectionW">Connection power of its POD, W.</param>
/// <param name="Power">What it would take if nobody told it anything.</param>
/// <param name="Control">What it can do when it is told to.</param>
public sealed record SimulatedHousehold(string Serial, NodeCredentials Credentials, int ConnectionW, HouseholdPower Power, HouseholdControl Control)
{
    /// <summary>The device key it was registered with, if it signs its readings.</summary>
    public Secp256k1PrivateKey? Key { get; init; }

    /// <summary>
    /// The last of its readings in an unbroken row that the platform has recorded of the fleet's epoch: it goes on behind it. Null to begin with
    /// the fleet's first instant.
    /// </summary>
    public Reading? LastRecorded { get; init; }

    /// <summary>
    /// Set points it was told before, in the order it got them: what a device has in its memory when it is started again. With them its
    /// registers go on exactly where they were.
    /// </summary>
    public IReadOnlyList<SetPoint> Known { get; init; } = [];
}
