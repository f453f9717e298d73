using System.Text.RegularExpressions;
using Platone.Actors.Kernel.Identity;
using Platone.Host.Verbs;
using Platone.Testing;

namespace Platone.Host.Tests.Pbm;

/// <summary>Members told to go, in a cluster of its own: it asks first, does it, and the operator journal has who did it.</summary>
public sealed class PbmMembersTests
{
    [SkippableFact]
    public async Task A_member_is_downed_and_another_leaves_after_the_operator_said_yes()
    {
        await using var nodes = await ThreeNodes.StartAsync();
        var (second, third) = (nodes.Address(2), nodes.Address(3));

        // The tests' standard input is no terminal, so nobody can be asked.
        var (code, output, errors) = await nodes.RunAsync(1, ["cluster", "down", "-a", third]);
        Assert.Equal((ExitCode.BadInput, ""), (code, output));
        Assert.Contains($"cluster down -a {third}: Takes a member out of the cluster at once", errors, StringComparison.Ordinal);
        Assert.Contains("say --yes", errors, StringComparison.Ordinal);
        Assert.EndsWith("Count: 3 nodes\n", (await nodes.RunAsync(1, ["cluster", "show"])).Output, StringComparison.Ordinal);

        Assert.Equal((ExitCode.Ok, $"{third} is down\n", ""), await nodes.RunAsync(1, ["cluster", "down", "-a", third, "--yes"]));
        await ShowsAsync(nodes, 2, third);
        await nodes.Hosts[2].Node.ActorSystem.WhenTerminated.WaitAsync(Deadline.Default);

        Assert.Equal((ExitCode.Ok, "Count: 0 nodes\n", ""), await nodes.RunAsync(1, ["cluster", "down-unreachable", "--yes"]));
        // A node that is told to leave still answers who told it.
        Assert.Equal((ExitCode.Ok, $"{second} is told to leave\n", ""), await nodes.RunAsync(2, ["cluster", "leave", "--yes"]));
        await ShowsAsync(nodes, 1, second);
        await nodes.Hosts[1].Node.ActorSystem.WhenTerminated.WaitAsync(Deadline.Default);

        var month = OperatorJournalId.Of(TimeProvider.System.GetUtcNow());
        var journal = (await nodes.RunAsync(1, ["journal", "replay", "-p", $"operator-journal-{month}"])).Output;
        Assert.Equal([$"cluster down -a {third}", "cluster down-unreachable", "cluster leave"],
            Regex.Matches(journal, "Operator = operator, Command = (.*?), Node").Select(m => m.Groups[1].Value));
    }

    private static async Task ShowsAsync(ThreeNodes nodes, int count, string without)
    {
        using var deadline = new CancellationTokenSource(Deadline.Default);
        while (true)
        {
            var (_, output, _) = await nodes.RunAsync(1, ["cluster", "show"]);
            if (output.EndsWith($"Count: {count} nodes\n", StringComparison.Ordinal) && !output.Contains(without, StringComparison.Ordinal))
                return;
            await Task.Delay(TimeSpan.FromMilliseconds(100), deadline.Token);
        }
    }
}
