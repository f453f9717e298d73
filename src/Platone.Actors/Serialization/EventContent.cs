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
    /// <summary>
    /// Units about others than the event's own subject, in their order: the PODs of an offer, the lines of a settlement. Each member's are
    /// sealed and salted under its own key of the month.
    /// </summary>
    public ImmutableArray<MemberUnits> Members { get; init; } = [];

    /// <summary>All units in the order the log numbers them: open, personal, each member's. Only for content that was not erased.</summary>
    /// <exception cref="InvalidOperationException">The personal units, or a member's, were erased.</exception>
    public IEnumerable<ReadOnlyMemory<byte>> Units => Open
        .Concat(Personal ?? throw new InvalidOperationException("the personal units of this event were erased"))
        .Concat(Members.SelectMany(m => m.Units ?? throw new InvalidOperationException($"the units of {m.Subject} were erased")));
}

/// <summary>The units of an event that are about one member.</summary>
/// <param name="Subject">The persistence id of the POD or entity they are about: its key of the month seals and salts them.</param>
/// <param name="Units">The units; null after that key was destroyed, or where the member was erased before the event was written.</param>
public sealed record MemberUnits(string Subject, ImmutableArray<ReadOnlyMemory<byte>>? Units);
