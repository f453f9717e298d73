namespace Platone.Field.Simulation;

/// <summary>How far a simulated fleet is.</summary>
/// <param name="Nodes">How many nodes there are.</param>
/// <param name="Connected">How many are connected now.</param>
/// <param name="Measured">Readings measured so far.</param>
/// <param name="Sent">Readings sent so far, those sent again included.</param>
/// <param name="Acknowledged">Readings acknowledged end to end.</param>
/// <param name="Done">Nodes that have sent everything and have it acknowledged.</param>
/// <param name="Problem">What last went wrong; null if nothing.</param>
public sealed record FleetProgress(int Nodes, int Connected, long Measured, long Sent, long Acknowledged, int Done, string? Problem)
{
    /// <summary>Acknowledgements of set points that the broker has taken, those sent again included.</summary>
    public long SetPoints { get; init; }

    /// <summary>Set points that were not obeyed: not signed for the device by the platform.</summary>
    public long Ignored { get; init; }

    /// <summary>Whether every reading of every node is acknowledged.</summary>
    public bool IsComplete => Done == Nodes;
}
