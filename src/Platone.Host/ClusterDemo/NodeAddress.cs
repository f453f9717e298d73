namespace Platone.Host.ClusterDemo;

/// <summary>Where one node of a cluster is reached.</summary>
/// <param name="Number">From 1.</param>
/// <param name="Rest">Its REST.</param>
/// <param name="MqttPort">Its broker's port on the loopback interface.</param>
internal sealed record NodeAddress(int Number, Uri Rest, int MqttPort);
