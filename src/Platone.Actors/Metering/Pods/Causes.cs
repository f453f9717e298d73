using System.Collections.Immutable;
using Platone.Actors.Kernel.Identity;

namespace Platone.Actors.Metering.Pods;

/// <summary>The last event of a source that took effect, and how long that is worth knowing.</summary>
/// <param name="SequenceNr">Its number in the source's stream.</param>
/// <param name="Until">End of the last set point of the source.</param>
internal readonly record struct CauseMark(long SequenceNr, DateTimeOffset Until);

/// <summary>
/// Per source stream, the last event whose set points were scheduled. Sessions come and go, so a source is forgotten some time after the
/// last of its set points has ended. Immutable; compares by content.
/// </summary>
internal sealed class Causes : IEquatable<Causes>
{
    private readonly ImmutableSortedDictionary<string, CauseMark> _all;

    private Causes(ImmutableSortedDictionary<string, CauseMark> all) => _all = all;

    /// <summary>None.</summary>
    public static Causes Empty { get; } = new(ImmutableSortedDictionary.Create<string, CauseMark>(StringComparer.Ordinal));

    /// <summary>All, by source.</summary>
    public IReadOnlyDictionary<string, CauseMark> All => _all;

    /// <summary>Whether an event, or a later one of its source, took effect.</summary>
    public bool Has(EventId cause) => _all.TryGetValue(cause.PersistenceId, out var mark) && cause.SequenceNr <= mark.SequenceNr;

    /// <summary>With an event that took effect.</summary>
    /// <param name="cause">The event.</param>
    /// <param name="until">End of the set point, or when that was recorded.</param>
    public Causes With(EventId cause, DateTimeOffset until)
    {
        var known = _all.GetValueOrDefault(cause.PersistenceId, new CauseMark(cause.SequenceNr, until));
        return new Causes(_all.SetItem(cause.PersistenceId,
            new CauseMark(Math.Max(known.SequenceNr, cause.SequenceNr), SetPoints.Later(known.Until, until))));
    }

    /// <summary>Without those that ended by an instant.</summary>
    public Causes EndingAfter(DateTimeOffset instant)
    {
        var ended = _all.Where(c => c.Value.Until <= instant).Select(c => c.Key).ToList();
        return ended.Count == 0 ? this : new Causes(_all.RemoveRange(ended));
    }

    /// <inheritdoc/>
    public bool Equals(Causes? other) => other is not null && _all.SequenceEqual(other._all);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as Causes);

    /// <inheritdoc/>
    public override int GetHashCode() => _all.Count;
}
