using Platone.Actors.Kernel.Identity;
using Platone.Actors.Kernel.Storage;
using Platone.Actors.Kernel.Time;
using Platone.Actors.Markets;
using Platone.Actors.Metering.Pods;
using Platone.Actors.Scd.Following;
using Platone.Actors.Scd.Markets;
using Platone.Actors.Tests.Scd.World;
using Platone.Testing;

namespace Platone.Actors.Tests.Scd.Markets;

/// <summary>What the market is told of PODs: only what was set in time, never less than the caller has seen, and up to which event.</summary>
public abstract class MeterDataSpec(DatabaseProvider provider)
{
    private static readonly QuarterHour First = QuarterHour.Of(new DateTimeOffset(2026, 6, 1, 12, 0, 0, TimeSpan.Zero));
    private static readonly DateTimeOffset Gate = First.Start.AddHours(-2);
    private static readonly ParticipantId Brp = new("brp-1");

    [SkippableFact]
    public async Task Baselines_count_if_they_were_recorded_before_the_gate_closed()
    {
        using var world = await ScdWorld.OpenAsync(provider);
        var reader = Reader(world);
        await world.RecordAsync(Given.PodRegistered(1), Given.PodRegistered(2),
            new BaselineSet(Given.Pod(1), new Baseline(Brp, First.Previous, [1, 10, 20]), Gate.AddHours(-1)),
            new BaselineSet(Given.Pod(1), new Baseline(Brp, First.Next, [21]), Gate.AddTicks(-10)),
            new BaselineSet(Given.Pod(1), new Baseline(Brp, First, [99, 99, 99]), Gate),
            Given.Metered(1, First.Start, 900), Given.Corrected(1, First.Start, 950), Given.Metered(1, First.Next.Next.Next.Start, 7));
        var data = await ReadAsync(reader, world, Given.Pod(1), Given.Pod(2), Given.Pod(3));
        Assert.Equal(42, data.LogSize);
        var pod = data.Pods[Given.Pod(1)];
        Assert.Equal([10, 21, null], pod.BaselineW);
        Assert.Equal([950, null, null], pod.MeteredJoules);
        // The correction is event 6; what lies outside, or came too late, was not used.
        Assert.Equal(6, pod.Through);
        Assert.Equal(([null, null, null], [null, null, null], 0),
            (data.Pods[Given.Pod(2)].BaselineW, data.Pods[Given.Pod(2)].MeteredJoules, data.Pods[Given.Pod(2)].Through));
        Assert.Equal(3, data.Pods.Count);

        await world.RecordAsync(new PodErased(Given.Pod(1), ScdWorld.Now));
        pod = (await ReadAsync(reader, world, Given.Pod(1))).Pods[Given.Pod(1)];
        Assert.Equal(([null, null, null], 0), (pod.BaselineW, pod.Through));
    }

    [SkippableFact]
    public async Task It_waits_until_the_read_models_have_what_the_caller_has_seen()
    {
        using var world = await ScdWorld.OpenAsync(provider);
        var reader = new MeterDataReader(world.Store, _ => Task.FromResult(1L), TimeProvider.System);
        await world.RecordAsync(Given.PodRegistered(1), Given.Metered(1, First.Start, 900),
            new BaselineSet(Given.Pod(1), new Baseline(Brp, First, [5]), Gate.AddDays(-1)));
        world.Journal.Append(Given.Corrected(1, First.Start, 950));
        var asked = reader.ReadAsync([Given.Pod(1)], First, 1, Gate, world.Journal.LastOrdering, default);
        await world.FollowAsync(world.Follower);
        Assert.Equal([950], (await asked.WaitAsync(Deadline.Default)).Pods[Given.Pod(1)].MeteredJoules);

        // Also while one of the projections is being built again.
        await new ProjectionRebuild(world.Store).ResetAsync("baselines", default);
        asked = reader.ReadAsync([Given.Pod(1)], First, 1, Gate, 1, default);
        await world.FollowAsync(world.Follower);
        Assert.Equal([5], (await asked.WaitAsync(Deadline.Default)).Pods[Given.Pod(1)].BaselineW);

        using var stop = new CancellationTokenSource();
        asked = reader.ReadAsync([Given.Pod(1)], First, 1, Gate, world.Journal.LastOrdering + 1, stop.Token);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => asked);
    }

    [SkippableFact]
    public async Task Thousands_of_pods_are_read_at_once()
    {
        using var world = await ScdWorld.OpenAsync(provider);
        var pods = Enumerable.Range(0, 2_500).Select(n => new PodId(Pseudonym.From([.. BitConverter.GetBytes((long)n), .. new byte[8]]))).ToList();
        await world.RecordAsync(pods.Select((p, n) => new BaselineSet(p, new Baseline(Brp, First, [n]), Gate.AddDays(-1))));
        var data = await ReadAsync(Reader(world), world, [.. pods]);
        Assert.Equal(pods.Select((_, n) => (long?)n), pods.Select(p => data.Pods[p].BaselineW[0]));
    }

    private static MeterDataReader Reader(ScdWorld world) => new(world.Store, _ => Task.FromResult(42L), world.Clock);

    private static Task<MeterData> ReadAsync(MeterDataReader reader, ScdWorld world, params PodId[] pods) =>
        reader.ReadAsync(pods, First, 3, Gate, world.Journal.LastOrdering, default);

    public sealed class OnSqlite() : MeterDataSpec(DatabaseProvider.Sqlite);

    public sealed class OnPostgreSql() : MeterDataSpec(DatabaseProvider.PostgreSql);
}
