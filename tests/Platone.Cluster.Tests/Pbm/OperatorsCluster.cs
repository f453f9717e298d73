using System.Text.RegularExpressions;
using Platone.Actors.Kernel.Identity;
using Platone.Host.ClusterDemo;
using Platone.Host.Pbm.Client;
using Platone.Host.Verbs;
using Platone.Testing;

namespace Platone.Cluster.Tests.Pbm;

/// <summary>
/// A cluster that is the operators' to command: what its nodes do by themselves elsewhere waits here for somebody who says so. Tests may leave
/// it without some of its nodes; the next one makes it whole.
/// </summary>
public sealed class OperatorsCluster : RunningCluster
{
    private Task? _prepared;

    private protected override IReadOnlyDictionary<string, string> More => new Dictionary<string, string>
    {
        // Gates are closed by operators.
        ["market.clock-interval"] = "1h",
        // Devices that send nothing are silent soon.
        ["metering.silent-after"] = "1s",
        ["metering.clock-interval"] = "500ms",
        // Members that cannot be reached are taken out by operators, and replaced soon after that.
        ["akka.cluster.split-brain-resolver.stable-after"] = "5m",
        ["akka.cluster.down-removal-margin"] = "1s",
        ["pbm.record-timeout"] = "2s",
    };

    internal IReadOnlyList<NodeAddress> Addresses => [.. Nodes.Select(n => new NodeAddress(n.Number, n.Url, n.Mqtt))];

    /// <summary>Prepares it: the first time only. Tests run one after the other.</summary>
    internal Task OnceAsync(Func<Task> prepare) => _prepared ??= prepare();

    internal RunningNode Node(int number) => Nodes[number - 1];

    internal string Address(int number) => Address(Node(number));

    /// <summary>Runs <c>platone pbm</c> against a node; lines end with \n.</summary>
    /// <param name="number">1 to 3.</param>
    /// <param name="words">The command.</param>
    internal async Task<(int Code, string Output, string Error)> RunAsync(int number, params IEnumerable<string> words)
    {
        using var output = new StringWriter { NewLine = "\n" };
        using var errors = new StringWriter { NewLine = "\n" };
        var code = await PlatoneCommandLine.InvokeAsync(["pbm", $"{Node(number).Pbm}", .. words, "--api-key", OperatorKey],
            TextWriter.Synchronized(output), TextWriter.Synchronized(errors), CancellationToken.None).WaitAsync(Deadline.Default);
        return (code, output.ToString(), errors.ToString());
    }

    /// <summary>The same for a line as it is typed.</summary>
    internal Task<(int Code, string Output, string Error)> TypeAsync(int number, string line) => RunAsync(number, Words.Split(line)!);

    /// <summary>Waits until a node shows members that are as expected.</summary>
    internal Task ShowsAsync(int number, string what, Func<string[], bool> expected) => Until.TrueAsync(what, async _ =>
        expected((await RunAsync(number, "cluster", "show")).Output.TrimEnd('\n').Split('\n')));

    /// <summary>The oldest node: notary, read models and the coordinators of shards are there.</summary>
    internal Task<RunningNode> HostAsync(IEnumerable<RunningNode> among) => Until.ValueAsync("one node has notary and read models", async _ =>
    {
        var hosts = new List<RunningNode>();
        foreach (var node in among)
        {
            var here = true;
            foreach (var name in new[] { "notary", "scd", "certification" })
                here &= await HasAsync(node, name);
            if (here)
                hosts.Add(node);
        }

        return hosts.Count == 1 ? hosts[0] : null;
    });

    // Its manager is everywhere; below it, where it runs, is what there is once.
    private async Task<bool> HasAsync(RunningNode node, string name) =>
        (await TypeAsync(node.Number, $"actor hierarchy -d 1 -s /user/{name}")).Output.Split('\n').Contains($"  {name}");

    /// <summary>What the operator journal has of this month, each as it was typed.</summary>
    internal async Task<IReadOnlyList<string>> RecordedAsync(int number)
    {
        var month = OperatorJournalId.Of(TimeProvider.System.GetUtcNow());
        var journal = (await RunAsync(number, "journal", "replay", "-p", $"operator-journal-{month}")).Output;
        return [.. Regex.Matches(journal, "Operator = operator, Command = (.*?), Node").Select(m => m.Groups[1].Value)];
    }
}

/// <summary>The tests that share one.</summary>
[CollectionDefinition(nameof(OperatorsCluster))]
public sealed class OperatorsClusterDefinition : ICollectionFixture<OperatorsCluster>;
