using System.Collections.Immutable;
using Platone.Actors.Metering.LightNodes;

namespace Platone.Field.LightNodes;

/// <summary>What became of a readings message, and with it what the gateway has to do.</summary>
/// <param name="Outcome">Whether the broker acknowledges.</param>
/// <param name="Acknowledged">End-to-end acknowledgements to publish on the node's <c>readings/ack</c>, one an epoch.</param>
/// <param name="Detail">What was refused or is in the way; null if nothing.</param>
public readonly record struct IntakeResult(IntakeOutcome Outcome, ImmutableArray<Acknowledgement> Acknowledged, string? Detail = null)
{
    /// <summary>Whether the broker must not acknowledge the message: the device has to send it again.</summary>
    public bool MustComeAgain => Outcome == IntakeOutcome.Unavailable;

    internal static IntakeResult Of(IntakeOutcome outcome, string detail) => new(outcome, [], detail);
}

/// <summary>Outcomes of a readings message.</summary>
public enum IntakeOutcome
{
    /// <summary>Everything in it is in the journal, or was before, or is refused for good and counted.</summary>
    Durable,

    /// <summary>Refused for good: the broker acknowledges, so that it does not come back.</summary>
    Refused,

    /// <summary>No node has this serial: the broker acknowledges; it was counted for its source.</summary>
    UnknownNode,

    /// <summary>Over the node's token bucket: the broker acknowledges, and the device, which gets no end-to-end acknowledgement, sends it again later.</summary>
    OverRate,

    /// <summary>The journal did not confirm: the broker must not acknowledge.</summary>
    Unavailable,
}
