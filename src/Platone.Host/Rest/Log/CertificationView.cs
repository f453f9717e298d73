using Platone.Actors.Scd;
using EventId = Platone.Actors.Kernel.Identity.EventId;

namespace Platone.Host.Rest.Log;

/// <summary>Where the log stands about something recorded.</summary>
/// <param name="State"><c>pending</c>, or <c>sealed</c> once a signed checkpoint covers it.</param>
/// <param name="TreeSize">Size of the first checkpoint that covers it; null while pending.</param>
/// <param name="SealedAt">When that checkpoint was signed; null while pending.</param>
internal sealed record CertificationView(string State, long? TreeSize, DateTimeOffset? SealedAt)
{
    /// <summary>The view of a row's certification.</summary>
    public static CertificationView Of(Certification certification) =>
        new(certification.TreeSize is null ? "pending" : "sealed", certification.TreeSize, certification.SealedAt);
}

/// <summary>Names an event: what a proof is asked for with.</summary>
/// <param name="PersistenceId">The entity's stream.</param>
/// <param name="SequenceNr">Its number there, 1 and up.</param>
internal sealed record EventView(string PersistenceId, long SequenceNr)
{
    /// <summary>The view of an event's name.</summary>
    public static EventView Of(EventId id) => new(id.PersistenceId, id.SequenceNr);
}
