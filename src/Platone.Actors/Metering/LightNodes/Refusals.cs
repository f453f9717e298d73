using System.Collections.Immutable;
using Platone.Actors.Kernel.Identity;

namespace Platone.Actors.Metering.LightNodes;

/// <summary>
/// Refusals that wait for their <see cref="ReadingsRejected"/>: gathered in memory, by the gateway for what never became a reading and by
/// the entity for what it refused, and sent as one <see cref="CountRefusals"/> at most once a minute. What is lost with the process was
/// never acknowledged, so the device sends it again and it is counted then. Pure and bounded: beyond <see cref="MaximumRanges"/> runs of
/// keys, refusals are counted but their keys are not kept, and so not acknowledged.
/// </summary>
public sealed record Refusals
{
    /// <summary>How many runs of keys are kept at most.</summary>
    public const int MaximumRanges = 1000;

    private Refusals(ImmutableSortedDictionary<RefusalReason, long> counts, ImmutableArray<KeyRange> keys) =>
        (Counts, Keys) = (counts, keys);

    /// <summary>No refusals.</summary>
    public static Refusals None { get; } = new(ImmutableSortedDictionary<RefusalReason, long>.Empty, []);

    /// <summary>How many, by reason.</summary>
    public ImmutableSortedDictionary<RefusalReason, long> Counts { get; }

    /// <summary>Keys refused for good, by epoch and seq.</summary>
    public ImmutableArray<KeyRange> Keys { get; }

    /// <summary>Whether there are none.</summary>
    public bool IsEmpty => Counts.IsEmpty;

    /// <summary>
    /// Whether a key refused for this reason counts as dealt with once that is durable. Not so where the device is to send the reading
    /// again (over its rate, too many gaps), where the epoch is not kept track of, and where the sender is not known to be the device:
    /// else a stranger's bad signature could make the node's own readings count as duplicates.
    /// </summary>
    public static bool IsForGood(RefusalReason reason) => reason is RefusalReason.TimeInFuture or RefusalReason.BeforeValidFrom
        or RefusalReason.NegativeRegister;

    /// <summary>Adds what was refused for one reason, without keys.</summary>
    /// <param name="reason">Why.</param>
    /// <param name="count">How many; 0 or less adds nothing.</param>
    public Refusals Add(RefusalReason reason, long count = 1) => count <= 0
        ? this
        : new Refusals(Counts.SetItem(reason, Counts.GetValueOrDefault(reason) + count), Keys);

    /// <summary>Adds what a node refused of one command.</summary>
    public Refusals Add(ReadingsReport report)
    {
        var sum = this;
        List<KeyRange>? keys = null;
        foreach (var refused in report.Refused)
        {
            sum = sum.Add(refused.Reason);
            if (IsForGood(refused.Reason))
                (keys ??= [.. Keys]).Add(new KeyRange(refused.Epoch, refused.Seq, refused.Seq));
        }
        return keys is null ? sum : new Refusals(sum.Counts, Bounded(keys));
    }

    /// <summary>Adds what another one gathered.</summary>
    public Refusals Add(CountRefusals gathered)
    {
        var sum = this;
        foreach (var (reason, count) in gathered.Refusals)
            sum = sum.Add(reason, count);
        return gathered.Keys.IsDefaultOrEmpty ? sum : new Refusals(sum.Counts, Bounded([.. Keys, .. gathered.Keys]));
    }

    /// <summary>The command that has them recorded.</summary>
    /// <param name="id">The node.</param>
    /// <param name="at">Now.</param>
    public CountRefusals ToCommand(LightNodeId id, DateTimeOffset at) =>
        new(id, [.. Counts.Select(c => new RefusalCount(c.Key, c.Value))], at) { Keys = Keys };

    private static ImmutableArray<KeyRange> Bounded(List<KeyRange> keys)
    {
        var normal = KeyRuns.Normalize(keys);
        return normal.Length <= MaximumRanges ? normal : normal[..MaximumRanges];
    }
}
