using Platone.Actors.Kernel.Identity;

namespace Platone.Actors.Audit.Reports;

/// <summary>A difference: what is recorded is not what follows.</summary>
/// <param name="Check">Which check found it.</param>
/// <param name="Event">The event that differs; null where it is none, such as a checkpoint.</param>
/// <param name="Ordering">
/// Its place in the journal, by which the first difference is told; of an event that is missing, that of the next one of its stream; null
/// where it is none.
/// </param>
/// <param name="What">What of it: a path such as <c>settlement.lines[3].deliveredJ</c>, or a few words.</param>
/// <param name="Recorded">What is recorded.</param>
/// <param name="Follows">What follows from the events before it, or from the log.</param>
public sealed record AuditFinding(AuditCheck Check, EventId? Event, long? Ordering, string What, string Recorded, string Follows)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Event?.ToString() ?? "-"} {What}: recorded {Recorded}; follows {Follows}";
}

/// <summary>Something to know that is no difference: what is erased, and what can no longer be told because of it.</summary>
/// <param name="Event">The event it is about; null where it is none.</param>
/// <param name="Text">What.</param>
public sealed record AuditNote(EventId? Event, string Text);
