using Platone.Actors.Kernel.Identity;

namespace Platone.Actors.Scd.Metering.LightNodes;

/// <summary>A light node.</summary>
/// <param name="Node">Its pseudonym.</param>
/// <param name="Pod">The POD it measures.</param>
/// <param name="IsKeyed">Whether it must sign its readings.</param>
/// <param name="ValidFrom">First instant whose readings are taken.</param>
/// <param name="LastReading">Time of its newest reading; null if none.</param>
/// <param name="LastSeen">When a reading last arrived; null if never.</param>
/// <param name="Readings">How many readings are recorded.</param>
/// <param name="Refused">How many readings and messages were refused.</param>
/// <param name="ClockSkew">Arrival less measuring time of the newest reading; null if none.</param>
/// <param name="IsSilent">Whether it has been marked silent.</param>
/// <param name="OpenUntil">End of its last quarter hour that has readings and is not closed; null if none is open.</param>
/// <param name="Alarms">What is wrong with it now, for people; empty if nothing.</param>
public sealed record LightNodeRow(LightNodeId Node, PodId Pod, bool IsKeyed, DateTimeOffset ValidFrom, DateTimeOffset? LastReading,
    DateTimeOffset? LastSeen, long Readings, long Refused, TimeSpan? ClockSkew, bool IsSilent, DateTimeOffset? OpenUntil,
    IReadOnlyList<string> Alarms)
{
    /// <summary>How many of those refused had a bad or missing signature, since it has its key.</summary>
    public long BadSignatures { get; init; }

    /// <summary>When the last of those was recorded; null if there are none.</summary>
    public DateTimeOffset? LastBadSignature { get; init; }

    /// <summary>When its key was revoked, if it has no other yet.</summary>
    public DateTimeOffset? KeyRevokedAt { get; init; }
}
