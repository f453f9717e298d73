using System.Collections.Immutable;

namespace Platone.Actors.Serialization;

/// <summary>
/// An event as its codec table splits it: **units of disclosure**, each the exact bytes of one protobuf message. A leaf of the log
/// commits to each unit alone (salted), so one reading or one settlement line can be shown without the rest (ledger, "The log").
/// </summary>
/// <param name="Open">Units anyone with the journal may read.</param>
/// <param name="Personal">Units stored encrypted under the subject's key of the month; null after that key was destroyed.</param>
public sealed record EventContent(ImmutableArray<ReadOnlyMemory<byte>> Open, ImmutableArray<ReadOnlyMemory<byte>>? Personal)
{
    /// <summary>All units in the order the log numbers them: open ones first. Only for content that was not erased.</summary>
    /// <exception cref="InvalidOperationException">The personal units were erased.</exception>
    public IEnumerable<ReadOnlyMemory<byte>> Units =>
        Open.Concat(Personal ?? throw new InvalidOperationException("the personal units of this event were erased"));
}
