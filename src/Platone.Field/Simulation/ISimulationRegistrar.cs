namespace Platone.Field.Simulation;

/// <summary>Registers simulated PODs and light nodes with a platform, as an operator would; the host implements it over REST.</summary>
public interface ISimulationRegistrar
{
    /// <summary>Makes sure that the node and its POD are registered; the same node again is no error.</summary>
    /// <param name="node">The node.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <returns>With what it signs in to MQTT.</returns>
    Task<NodeCredentials> RegisterAsync(SimulatedNode node, CancellationToken cancellation);

    /// <summary>The public key that the platform signs set points with (secp256k1, compressed, hex); null for devices that obey none.</summary>
    /// <param name="cancellation">Ends it.</param>
    Task<string?> SetPointKeyAsync(CancellationToken cancellation) => Task.FromResult<string?>(null);
}

/// <summary>A light node that will be simulated.</summary>
/// <param name="Serial">Its device serial.</param>
/// <param name="PodCode">Code of the POD it measures.</param>
/// <param name="ValidFrom">Time of its first reading.</param>
/// <param name="ConnectionW">Connection power of the POD, W.</param>
/// <param name="PublicKey">Its device key (secp256k1, compressed, hex), if it signs.</param>
public sealed record SimulatedNode(string Serial, string PodCode, DateTimeOffset ValidFrom, int ConnectionW, string? PublicKey);

/// <summary>With what a node signs in to MQTT.</summary>
/// <param name="User">User name: its serial.</param>
/// <param name="Password">Its MQTT password.</param>
public sealed record NodeCredentials(string User, string Password);
