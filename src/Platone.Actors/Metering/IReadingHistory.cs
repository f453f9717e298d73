using Platone.Actors.Kernel.Identity;
using Platone.Actors.Kernel.Time;

namespace Platone.Actors.Metering;

/// <summary>
/// The recorded readings of a light node, for computing a closed quarter hour again after late readings. Implemented over the journal's
/// read model in <c>Scd</c>; answers only from readings that are durable.
/// </summary>
public interface IReadingHistory
{
    /// <summary>
    /// The node's readings measured within an interval, in order of time (readings of one instant in the order they were recorded).
    /// Waits until it knows the node's events up to <paramref name="throughSequenceNr"/>, so that a caller that follows the journal
    /// never computes from less than it has seen; readings of later events may be among them.
    /// </summary>
    /// <param name="node">The node.</param>
    /// <param name="within">Times of measurement; half-open.</param>
    /// <param name="throughSequenceNr">The node's sequence number whose readings must be included; 0 for none in particular.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <returns>The readings; empty if there are none, or they were erased.</returns>
    /// <exception cref="OperationCanceledException">The caller gave up.</exception>
    Task<IReadOnlyList<Reading>> ReadingsAsync(LightNodeId node, Interval within, long throughSequenceNr, CancellationToken cancellation);
}
