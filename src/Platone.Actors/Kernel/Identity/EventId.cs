using System.Globalization;

namespace Platone.Actors.Kernel.Identity;

/// <summary>Names one event for ever: the stream it is in and its number there. The idempotency key between aggregates and towards the outside.</summary>
/// <param name="PersistenceId">The entity's persistence id.</param>
/// <param name="SequenceNr">1 and up, without holes.</param>
public readonly record struct EventId(string PersistenceId, long SequenceNr)
{
    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{PersistenceId}#{SequenceNr}");
}
