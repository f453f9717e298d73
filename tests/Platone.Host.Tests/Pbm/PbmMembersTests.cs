using System.Text.RegularExpressions;
using Akka.Actor;
using Akka.Cluster;
using Platone.Actors.Kernel.Identity;
using Platone.Host.Verbs;
using Platone.Testing;

namespace Platone.Host.Tests.Pbm;

/// <summary>Members told to go, in a cluster of its own: it asks first, does it, and the operator journal has who did it.</summary>
public sealed class PbmMembersTests
{
    [SkippableFact]
    public async Task Members_go_after_the_operator_said_yes()
    {
        // What is unreachable is the operator's to decide: the split-brain resolver waits.
        await using var nodes = await ThreeNodes.StartAsync("akka.cluster.split-brain-resolver.stable-after=5m", "pbm.record-timeout=2s",
            "akka.cluster.failure-detector.acceptable-heartbeat-pause=2s",
            // One that fell silent has nobody to hand over to.
            "akka.coordinated-shutdown.default-phase-timeout=1s", "akka.coordinated-shutdown.phases.cluster-exiting.timeout=1s",
            "akka.coordinated-shutdown.phases.cluster-sharding-shutdown-region.timeout=1s");
        var (first, second, third) = (nodes.Address(1), nodes.Address(2), nodes.Address(3));

        // The tests' standard input is no terminal, so nobody can be asked.
        var (code, output, errors) = await nodes.RunAsync(1, ["cluster", "down", "-a", third]);
        Assert.Equal((ExitCode.BadInput, ""), (code, output));
        Assert.Contains($"cluster down -a {third}: Takes a member out of the cluster at once", errors, StringComparison.Ordinal);
        Assert.Contains("say --yes", errors, StringComparison.Ordinal);
        await ShowsAsync(nodes, 1, rows => rows is [_, _, _, "Count: 3 nodes"]);

        Assert.Equal((ExitCode.Ok, $"{third} is down\n", ""), await nodes.RunAsync(1, ["cluster", "down", "-a", third, "--yes"]));
        Assert.Equal([$"cluster down -a {third}"], await RecordedAsync(nodes));
        await ShowsAsync(nodes, 1, rows => rows is [_, _, "Count: 2 nodes"] && !rows.Any(r => r.Contains(third, StringComparison.Ordinal)));
        await nodes.Hosts[2].Node.ActorSystem.WhenTerminated.WaitAsync(Deadline.Default);

        // The second falls silent, perhaps with the operator journal's shard: it is downed all the same, recorded or not yet.
        await ((Akka.Remote.IRemoteActorRefProvider)((ExtendedActorSystem)nodes.Hosts[1].Node.ActorSystem).Provider).Transport.Shutdown();
        await ShowsAsync(nodes, 1, rows => rows.Any(
            r => r.StartsWith(second, StringComparison.Ordinal) && r.Contains("| unreachable |", StringComparison.Ordinal)));
        Assert.Equal((ExitCode.Ok, $"{second} is down\nCount: 1 nodes\n", ""),
            await nodes.RunAsync(1, ["cluster", "down-unreachable", "--yes"]));
        await ShowsAsync(nodes, 1, rows => rows is [_, "Count: 1 nodes"]);
        var silent = Cluster.Get(nodes.Hosts[1].Node.ActorSystem);
        silent.Down(silent.SelfAddress);
        // A node that is told to leave still answers who told it.
        Assert.Equal((ExitCode.Ok, $"{first} is told to leave\n", ""), await nodes.RunAsync(1, ["cluster", "leave", "--yes"]));
        await nodes.Hosts[0].Node.ActorSystem.WhenTerminated.WaitAsync(Deadline.Default);
    }

    private static async Task<IEnumerable<string>> RecordedAsync(ThreeNodes nodes)
    {
        var month = OperatorJournalId.Of(TimeProvider.System.GetUtcNow());
        var journal = (await nodes.RunAsync(1, ["journal", "replay", "-p", $"operator-journal-{month}"])).Output;
        return Regex.Matches(journal, "Operator = operator, Command = (.*?), Node").Select(m => m.Groups[1].Value);
    }

    private static Task ShowsAsync(ThreeNodes nodes, int number, Func<string[], bool> expected) =>
        UntilAsync(async () => expected((await nodes.RunAsync(number, ["cluster", "show"])).Output.TrimEnd('\n').Split('\n')));

    private static async Task UntilAsync(Func<Task<bool>> isSo)
    {
        using var deadline = new CancellationTokenSource(Deadline.Default);
        while (!await isSo())
            await Task.Delay(TimeSpan.FromMilliseconds(100), deadline.Token);
    }
}
