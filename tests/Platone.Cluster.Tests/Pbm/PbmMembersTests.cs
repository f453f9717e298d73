using Platone.Actors.Participants;
using Platone.Host.ClusterDemo;
using Platone.Host.Rest.Participants;
using Platone.Host.Verbs;
using Platone.Testing;
using Xunit.Abstractions;

namespace Platone.Cluster.Tests.Pbm;

/// <summary>
/// Members told to go and to come: pbm asks first, does it, and the operator journal has who did it. Nothing is left of this cluster in the end,
/// so no other test shares it.
/// </summary>
public sealed class PbmMembersTests(OperatorsCluster cluster, ITestOutputHelper output) : IClassFixture<OperatorsCluster>
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(8);
    private static int _participants;

    [SkippableFact]
    public async Task Members_go_and_come_as_the_operator_says_and_what_lived_on_them_is_served_by_the_others()
    {
        cluster.Require();
        await cluster.MakeWholeAsync();
        // The oldest gives shards their places: of the one that falls silent nothing is asked here. Which one it is, other tests may have changed.
        var a = (await cluster.HostAsync(cluster.Nodes)).Number;
        var (b, c) = (a % 3 + 1, (a + 1) % 3 + 1);
        var (first, second, third) = (cluster.Address(a), cluster.Address(b), cluster.Address(c));

        // The tests' standard input is no terminal, so nobody can be asked.
        string[] commands = [$"cluster down -a {third}", "cluster down-unreachable", $"cluster leave -a {third}", $"cluster join -a {third}"];
        foreach (var command in commands)
        {
            var (code, text, errors) = await cluster.TypeAsync(a, command);
            Assert.Equal((ExitCode.BadInput, ""), (code, text));
            Assert.StartsWith($"platone: {command}: ", errors, StringComparison.Ordinal);
            Assert.Contains("say --yes", errors, StringComparison.Ordinal);
        }

        // Who would be missed for a moment, on a busy machine, would be taken out below.
        await cluster.ShowsAsync(a, "all three are there", AreThree);
        Assert.Equal((ExitCode.Ok, "Count: 0 nodes\n", ""), await cluster.TypeAsync(a, "cluster down-unreachable --yes"));

        // The third falls silent. The other two are a majority: they find places for new shards while it is still a member.
        cluster.Wires.CutOff(c, RunningCluster.Size);
        await cluster.ShowsAsync(a, "the third cannot be reached", rows => rows.Any(r => Is(r, third, "| unreachable |")));
        var newcomers = Newcomers(12);
        using (var patience = new CancellationTokenSource(Deadline.Default))
        {
            var admitted = newcomers.Select((id, i) => AdmitAsync(id, i % 2 == 0 ? a : b, patience.Token)).ToList();
            await await Task.WhenAny(admitted);
            await cluster.ShowsAsync(a, "it is a member still", rows => rows.Any(r => Is(r, third, "| up | unreachable |")));
            await patience.CancelAsync();
            await Task.WhenAll(admitted).ContinueWith(_ => { }, TaskScheduler.Default);
            output.WriteLine($"{admitted.Count(a => a.IsCompletedSuccessfully)} of {admitted.Count} new participants got a place");
        }

        Assert.Equal((ExitCode.Ok, $"{third} is down\nCount: 1 nodes\n", ""), await cluster.TypeAsync(a, "cluster down-unreachable --yes"));
        await cluster.ShowsAsync(a, "two are left", rows => rows is [_, _, "Count: 2 nodes"]);
        // Whatever had its place on the third has one on the others now.
        await AdmitAllAsync(newcomers, a, b);

        // The third, started anew, is in no cluster until somebody says so.
        await cluster.Node(c).KillAsync();
        cluster.Wires.Heal();
        cluster.Start(cluster.Node(c), ("cluster.discovery", "operator"));
        await cluster.Node(c).ListensUnjoinedAsync();
        Assert.Equal((ExitCode.Ok, "Count: 0 nodes\n", ""), await cluster.RunAsync(c, "cluster", "show"));
        Assert.Equal((ExitCode.Ok, $"{third} has joined {second}\n", ""), await cluster.TypeAsync(c, $"cluster join -a {second} --yes"));
        await cluster.ReadyAsync(cluster.Node(c));
        await cluster.ShowsAsync(c, "all three are there again", AreThree);
        Assert.Equal(ExitCode.No, (await cluster.TypeAsync(c, $"cluster join -a {first} --yes")).Code);
        await Until.TrueAsync("what was done before it had joined is recorded", async _ =>
            (await cluster.RecordedAsync(c)).Contains($"cluster join -a {second}"));

        // One that is told to leave by another hands over and ends by itself.
        Assert.Equal((ExitCode.Ok, $"{third} is told to leave\n", ""), await cluster.TypeAsync(a, $"cluster leave -a {third} --yes"));
        Assert.Equal(ExitCode.Ok, await cluster.Node(c).EndAsync());
        await cluster.ShowsAsync(a, "two are left", rows => rows is [_, _, "Count: 2 nodes"]);

        // One that is taken out as dead ends, too, and says that it did not want to. The last one serves everything.
        Assert.Equal((ExitCode.Ok, $"{second} is down\n", ""), await cluster.TypeAsync(a, $"cluster down -a {second} --yes"));
        Assert.Equal(ExitCode.Internal, await cluster.Node(b).EndAsync());
        await cluster.ShowsAsync(a, "one is left", rows => rows is [_, "Count: 1 nodes"]);
        await AdmitAllAsync([.. newcomers, .. Newcomers(6)], a);
        var recorded = await cluster.RecordedAsync(a);
        foreach (var command in new[] { "cluster down-unreachable", $"cluster leave -a {third}", $"cluster down -a {second}" })
            Assert.Contains(command, recorded);

        // A node that is told to leave still answers who told it.
        Assert.Equal((ExitCode.Ok, $"{first} is told to leave\n", ""), await cluster.RunAsync(a, "cluster", "leave", "--yes"));
        Assert.Equal(ExitCode.Ok, await cluster.Node(a).EndAsync());
    }

    private static bool AreThree(string[] rows) =>
        rows is [_, _, _, "Count: 3 nodes"] && rows[..3].All(r => r.Contains("| up |  |", StringComparison.Ordinal));

    private static bool Is(string row, string member, string state) =>
        row.StartsWith(member, StringComparison.Ordinal) && row.Contains(state, StringComparison.Ordinal);

    private static string[] Newcomers(int count) =>
        [.. Enumerable.Range(0, count).Select(_ => FormattableString.Invariant($"newcomer-{Interlocked.Increment(ref _participants)}"))];

    // By one node only, until it is done.
    private async Task AdmitAsync(string id, int node, CancellationToken cancellation)
    {
        using var client = new FailoverClient([cluster.Addresses[node - 1]], cluster.OperatorKey, Patience);
        await client.PostAsync<AdmissionBody, AdmittedView>("api/v1/participants", new AdmissionBody(id, id, Role.Brp), cancellation);
    }

    private async Task AdmitAllAsync(IReadOnlyList<string> ids, params int[] nodes)
    {
        using var patience = new CancellationTokenSource(Deadline.Default);
        await Task.WhenAll(ids.Select((id, i) => AdmitAsync(id, nodes[i % nodes.Length], patience.Token)));
    }
}
