using CsCheck;
using Platone.Actors.Metering.LightNodes;

namespace Platone.Actors.Tests.Metering;

public sealed class KeyRunsTests
{
    [Fact]
    public void Runs_join_where_they_touch()
    {
        var runs = KeyRuns.Empty.With([new(0, 1, 3)]).With([new(0, 5, 6)]).With([new(0, 4, 4)]);
        Sequence.Equal([new KeyRange(0, 1, 6)], runs.Ranges);
        Assert.Equal(6, runs.AcknowledgedUpTo(0));
        Assert.False(runs.Contains(0, 0));
        Assert.True(runs.Contains(0, 6));
        Assert.False(runs.Contains(0, 7));
        Assert.False(runs.Contains(1, 1));
    }

    [Fact]
    public void The_acknowledgement_stops_at_the_first_gap()
    {
        var runs = KeyRuns.Empty.With([new(7, 10, 12), new(7, 14, 20)]);
        Assert.Equal(12, runs.AcknowledgedUpTo(7));
        Assert.Null(runs.AcknowledgedUpTo(8));
    }

    [Fact]
    public void The_largest_seq_does_not_overflow()
    {
        var runs = KeyRuns.Empty.With([new(0, long.MaxValue, long.MaxValue)]).With([new(0, long.MaxValue - 1, long.MaxValue - 1)]);
        Sequence.Equal([new KeyRange(0, long.MaxValue - 1, long.MaxValue)], runs.Ranges);
        Assert.True(runs.Touches(0, long.MaxValue));
        Assert.False(runs.Touches(0, 0));
    }

    [Fact]
    public void Only_the_newest_epochs_are_kept()
    {
        var runs = Enumerable.Range(1, KeyRuns.MaximumEpochs).Aggregate(KeyRuns.Empty, (k, e) => k.With([new(e, 0, 0)]));
        Assert.True(runs.IsTooOld(0));
        Assert.False(runs.IsTooOld(1));
        runs = runs.With([new(1000, 0, 0)]);
        Assert.True(runs.IsTooOld(1));
        Assert.False(runs.Contains(1, 0));
        Assert.True(runs.Contains(2, 0));
    }

    [Fact]
    public void It_is_the_set_of_the_keys_that_were_added() =>
        Gen.Select(Gen.Int[0, 2], Gen.Long[0, 60], Gen.Long[0, 5], (e, first, more) => new KeyRange(e, first, first + more))
            .List[0, 4].List[0, 12].Sample(batches =>
            {
                var (runs, set) = (KeyRuns.Empty, new SortedSet<(int Epoch, long Seq)>());
                foreach (var batch in batches)
                {
                    set.UnionWith(batch.SelectMany(r =>
                        Enumerable.Range(0, (int)(r.Last - r.First) + 1).Select(i => (r.Epoch, r.First + i))));
                    runs = runs.With(KeyRuns.Normalize(batch));
                }
                Assert.Equal(set, runs.Ranges.SelectMany(r =>
                    Enumerable.Range(0, (int)(r.Last - r.First) + 1).Select(i => (r.Epoch, r.First + i))));
                for (var epoch = 0; epoch < 4; epoch++)
                {
                    for (var seq = 0L; seq < 70; seq++)
                        Assert.Equal(set.Contains((epoch, seq)), runs.Contains(epoch, seq));
                }
                // No two runs of an epoch touch, so equal sets are equal runs.
                Assert.Equal(KeyRuns.Empty.With(KeyRuns.Normalize([.. runs.Ranges])), runs);
                Assert.All(runs.Ranges.Zip(runs.Ranges.Skip(1), (a, b) => a.Epoch < b.Epoch || a.Last + 1 < b.First), Assert.True);
            });
}
