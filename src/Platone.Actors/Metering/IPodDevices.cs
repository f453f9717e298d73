using Platone.Actors.Kernel.Identity;

namespace Platone.Actors.Metering;

/// <summary>Which devices are behind a POD. Implemented over the read models in <c>Scd</c>, so it may be a little behind.</summary>
public interface IPodDevices
{
    /// <summary>The POD's light nodes in service, in the order of their pseudonyms.</summary>
    Task<IReadOnlyList<LightNodeId>> NodesAsync(PodId pod, CancellationToken cancellation);

    /// <summary>
    /// The set points a node must know now, in order of their time: those that end after an instant and were not replaced by a later one for
    /// the same time. For a node that comes back.
    /// </summary>
    /// <param name="node">The node.</param>
    /// <param name="endingAfter">UTC.</param>
    /// <param name="cancellation">Ends it.</param>
    Task<IReadOnlyList<SetPoint>> SetPointsAsync(LightNodeId node, DateTimeOffset endingAfter, CancellationToken cancellation);

    /// <summary>Set points of all PODs that end after an instant and are not acknowledged by their device, in order of their time.</summary>
    /// <param name="endingAfter">UTC.</param>
    /// <param name="cancellation">Ends it.</param>
    Task<IReadOnlyList<(PodId Pod, SetPoint SetPoint)>> UnacknowledgedAsync(DateTimeOffset endingAfter, CancellationToken cancellation);
}
