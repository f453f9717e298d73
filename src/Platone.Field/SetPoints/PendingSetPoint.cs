using Platone.Actors.Kernel.Identity;
using Platone.Actors.Metering;

namespace Platone.Field.SetPoints;

/// <summary>A set point that is not acknowledged yet.</summary>
/// <param name="pod">The POD it is for.</param>
/// <param name="setPoint">The set point.</param>
/// <param name="dueAt">Timestamp from which it is to be sent (again).</param>
/// <param name="mayBeReplaced">Whether a later set point may have taken its place without this process knowing.</param>
internal sealed class PendingSetPoint(PodId pod, SetPoint setPoint, long dueAt, bool mayBeReplaced)
{
    public PodId Pod => pod;

    public SetPoint SetPoint => setPoint;

    public long DueAt { get; set; } = dueAt;

    /// <summary>How long after the next attempt the one after it comes; null before the first.</summary>
    public TimeSpan? Pause { get; set; }

    /// <summary>Whether a later set point may have taken its place: sent after that one, it would replace it at the device.</summary>
    public bool MayBeReplaced { get; set; } = mayBeReplaced;

    /// <summary>Nodes to whose record the delivery was added.</summary>
    public HashSet<LightNodeId> Recorded { get; } = [];

    /// <summary>Nodes that need not be told any more: they acknowledged, or take no set points.</summary>
    public HashSet<LightNodeId> Done { get; } = [];

    /// <summary>Whether a later set point says something else for all of its time.</summary>
    public bool IsReplacedBy(SetPoint later) =>
        later.Id != setPoint.Id && later.ValidFrom <= setPoint.ValidFrom && later.ValidUntil >= setPoint.ValidUntil;
}
