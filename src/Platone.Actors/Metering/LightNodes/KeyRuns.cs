using System.Collections.Immutable;
using System.Runtime.InteropServices;

namespace Platone.Actors.Metering.LightNodes;

/// <summary>
/// Which reading keys (epoch, seq) a node has dealt with, as runs of successive seqs: a device that sends everything in order needs one run
/// an epoch. Bounded: of epochs the <see cref="MaximumEpochs"/> newest are kept, of runs in an epoch at most <see cref="MaximumRuns"/> are
/// made (the node refuses what would need more). Immutable; compares by content.
/// </summary>
internal sealed class KeyRuns : IEquatable<KeyRuns>
{
    /// <summary>How many epochs are kept track of: the newest ones.</summary>
    public const int MaximumEpochs = 64;

    /// <summary>How many runs an epoch may have.</summary>
    public const int MaximumRuns = 4096;

    // By epoch, rising; runs by seq, rising, with a gap between any two.
    private readonly ImmutableArray<EpochRuns> _epochs;

    private KeyRuns(ImmutableArray<EpochRuns> epochs) => _epochs = epochs;

    /// <summary>No keys.</summary>
    public static KeyRuns Empty { get; } = new([]);

    /// <summary>All runs, by epoch and seq.</summary>
    public IEnumerable<KeyRange> Ranges => _epochs.SelectMany(e => e.Runs, (e, r) => new KeyRange(e.Epoch, r.First, r.Last));

    /// <summary>Whether the key was dealt with.</summary>
    public bool Contains(int epoch, long seq) => IndexOf(epoch) is >= 0 and var e && Find(_epochs[e].Runs, seq) >= 0;

    /// <summary>Whether the epoch is so old that its keys are not kept track of any more.</summary>
    public bool IsTooOld(int epoch) => _epochs.Length == MaximumEpochs && epoch < _epochs[0].Epoch;

    /// <summary>How many runs the epoch has.</summary>
    public int RunsOf(int epoch) => IndexOf(epoch) is >= 0 and var e ? _epochs[e].Runs.Length : 0;

    /// <summary>Whether a key next to this one was dealt with, so that it makes no further run.</summary>
    public bool Touches(int epoch, long seq) => (seq > 0 && Contains(epoch, seq - 1)) || (seq < long.MaxValue && Contains(epoch, seq + 1));

    /// <summary>
    /// The end of the run that begins at the lowest key of the epoch: what may be acknowledged to a device that began the epoch with its
    /// lowest kept reading and waited for its acknowledgement. Null if the epoch has none.
    /// </summary>
    public long? AcknowledgedUpTo(int epoch) => IndexOf(epoch) is >= 0 and var e ? _epochs[e].Runs[0].Last : null;

    /// <summary>Adds runs. Of epochs beyond the limit the oldest are forgotten.</summary>
    /// <param name="ranges">By epoch and first seq, rising; they may touch and overlap.</param>
    public KeyRuns With(ImmutableArray<KeyRange> ranges)
    {
        if (ranges.IsDefaultOrEmpty)
            return this;
        if (ranges.Length == 1 && Extended(ranges[0]) is { } extended)
            return extended;
        var epochs = new SortedDictionary<int, ImmutableArray<Run>>(_epochs.ToDictionary(e => e.Epoch, e => e.Runs));
        for (var i = 0; i < ranges.Length;)
        {
            var (epoch, first) = (ranges[i].Epoch, i);
            while (i < ranges.Length && ranges[i].Epoch == epoch)
                i++;
            var added = ranges.AsSpan()[first..i];
            epochs[epoch] = Union(epochs.TryGetValue(epoch, out var known) ? known : [], added);
        }
        return new KeyRuns([.. epochs.Skip(epochs.Count - MaximumEpochs).Select(e => new EpochRuns(e.Key, e.Value))]);
    }

    /// <inheritdoc/>
    public bool Equals(KeyRuns? other) => other is not null && _epochs.Length == other._epochs.Length
        && _epochs.SequenceEqual(other._epochs);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as KeyRuns);

    /// <inheritdoc/>
    public override int GetHashCode() => _epochs.IsEmpty ? 0 : HashCode.Combine(_epochs.Length, _epochs[^1].Epoch, _epochs[^1].Runs[^1]);

    /// <summary>Puts runs in order and joins those that touch.</summary>
    public static ImmutableArray<KeyRange> Normalize(List<KeyRange> ranges)
    {
        if (ranges.Count < 2)
            return [.. ranges];
        ranges.Sort(static (a, b) => a.Epoch != b.Epoch ? a.Epoch.CompareTo(b.Epoch) : a.First.CompareTo(b.First));
        var joined = ImmutableArray.CreateBuilder<KeyRange>(ranges.Count);
        foreach (var range in ranges)
        {
            if (joined.Count > 0 && joined[^1] is var last && last.Epoch == range.Epoch && range.First - 1 <= last.Last)
                joined[^1] = last with { Last = Math.Max(last.Last, range.Last) };
            else
                joined.Add(range);
        }
        return joined.DrainToImmutable();
    }

    // The usual case: the range goes on where the last run of a known epoch ends, or lies behind it.
    private KeyRuns? Extended(KeyRange range)
    {
        if (IndexOf(range.Epoch) is not (>= 0 and var e))
            return null;
        var runs = _epochs[e].Runs;
        var last = runs[^1];
        if (range.First <= last.Last)
            return null;
        var after = range.First - 1 == last.Last
            ? runs.SetItem(runs.Length - 1, last with { Last = range.Last })
            : runs.Add(new Run(range.First, range.Last));
        return new KeyRuns(_epochs.SetItem(e, new EpochRuns(range.Epoch, after)));
    }

    private static ImmutableArray<Run> Union(ImmutableArray<Run> known, ReadOnlySpan<KeyRange> added)
    {
        var union = ImmutableArray.CreateBuilder<Run>(known.Length + added.Length);
        var (k, a) = (0, 0);
        while (k < known.Length || a < added.Length)
        {
            var next = a == added.Length || (k < known.Length && known[k].First <= added[a].First)
                ? known[k++]
                : new Run(added[a].First, added[a++].Last);
            if (union.Count > 0 && next.First - 1 <= union[^1].Last)
                union[^1] = union[^1] with { Last = Math.Max(union[^1].Last, next.Last) };
            else
                union.Add(next);
        }
        return union.DrainToImmutable();
    }

    private int IndexOf(int epoch)
    {
        var (low, high) = (0, _epochs.Length - 1);
        if (high >= 0 && _epochs[high].Epoch == epoch)
            return high;
        while (low <= high)
        {
            var middle = (low + high) >>> 1;
            if (_epochs[middle].Epoch == epoch)
                return middle;
            if (_epochs[middle].Epoch < epoch)
                low = middle + 1;
            else
                high = middle - 1;
        }
        return -1;
    }

    private static int Find(ImmutableArray<Run> runs, long seq)
    {
        var span = ImmutableCollectionsMarshal.AsArray(runs)!;
        var (low, high) = (0, span.Length - 1);
        if (seq > span[high].Last)
            return -1;
        while (low <= high)
        {
            var middle = (low + high) >>> 1;
            if (seq < span[middle].First)
                high = middle - 1;
            else if (seq > span[middle].Last)
                low = middle + 1;
            else
                return middle;
        }
        return -1;
    }

    private readonly record struct Run(long First, long Last);

    private readonly record struct EpochRuns(int Epoch, ImmutableArray<Run> Runs)
    {
        public bool Equals(EpochRuns other) => Epoch == other.Epoch && Runs.AsSpan().SequenceEqual(other.Runs.AsSpan());

        public override int GetHashCode() => HashCode.Combine(Epoch, Runs.Length);
    }
}
