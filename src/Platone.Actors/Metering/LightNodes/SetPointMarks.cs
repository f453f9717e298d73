using System.Collections.Immutable;

namespace Platone.Actors.Metering.LightNodes;

/// <summary>What a node knows of a set point that was delivered to its device.</summary>
/// <param name="Until">When it ends.</param>
/// <param name="IsAcknowledged">Whether the device acknowledged it.</param>
internal readonly record struct SetPointMark(DateTimeOffset Until, bool IsAcknowledged);

/// <summary>The set points delivered to a device, by id. Immutable; compares by content.</summary>
internal sealed class SetPointMarks : IEquatable<SetPointMarks>
{
    /// <summary>How many are kept in mind at most: some weeks of quarter hours.</summary>
    public const int Maximum = 4096;

    private readonly ImmutableSortedDictionary<string, SetPointMark> _all;

    private SetPointMarks(ImmutableSortedDictionary<string, SetPointMark> all) => _all = all;

    /// <summary>None.</summary>
    public static SetPointMarks Empty { get; } = new(ImmutableSortedDictionary.Create<string, SetPointMark>(StringComparer.Ordinal));

    /// <summary>All, by id.</summary>
    public IReadOnlyDictionary<string, SetPointMark> All => _all;

    /// <summary>The mark of a set point; null if it was not delivered, or is forgotten.</summary>
    public SetPointMark? Find(string id) => _all.TryGetValue(id, out var mark) ? mark : null;

    /// <summary>With a mark.</summary>
    public SetPointMarks With(string id, SetPointMark mark) => new(_all.SetItem(id, mark));

    /// <summary>With a set point acknowledged; unchanged if it is not known.</summary>
    public SetPointMarks Acknowledged(string id) =>
        _all.TryGetValue(id, out var mark) ? new(_all.SetItem(id, mark with { IsAcknowledged = true })) : this;

    /// <summary>Without those that ended by an instant.</summary>
    public SetPointMarks EndingAfter(DateTimeOffset instant)
    {
        var ended = _all.Where(m => m.Value.Until <= instant).Select(m => m.Key).ToList();
        return ended.Count == 0 ? this : new SetPointMarks(_all.RemoveRange(ended));
    }

    /// <inheritdoc/>
    public bool Equals(SetPointMarks? other) => other is not null && _all.SequenceEqual(other._all);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as SetPointMarks);

    /// <inheritdoc/>
    public override int GetHashCode() => _all.Count;
}
