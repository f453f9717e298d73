using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Platone.Host.Tests.Rest;
using Platone.Host.Verbs;
using Platone.Testing;

namespace Platone.Host.Tests.Witness;

/// <summary>A whole node and a real witness, through the witness's death: what an outsider needs to trust neither of them alone.</summary>
public sealed class WitnessTests(WitnessedNode node) : IClassFixture<WitnessedNode>, IDisposable
{
    private readonly TestDirectory _folder = new("witnessed");

    public void Dispose() => _folder.Dispose();

    [SkippableFact]
    public async Task What_a_node_seals_a_witness_cosigns_through_its_death_and_both_verifiers_say_so()
    {
        var (trust, bundle) = (_folder.File("trust.json"), _folder.File("bundle.json"));
        string[] anonymous = ["--url", node.Host.Rest!.ToString()];
        string[] signedIn = [.. anonymous, "--api-key", node.Host.OperatorKey!];
        await RunAsync(ExitCode.Ok, ["log", "trust", "--witness", node.WitnessKey, "-o", trust, .. signedIn]);
        Assert.Contains("\"quorum\": 1", await File.ReadAllTextAsync(trust), StringComparison.Ordinal);

        // Before there is a witness nothing waits for it.
        using var client = node.Operator();
        var pod = await node.PodAsync(node.Name("IT001E"));
        (await client.PostAsync("log/seal", null)).Dispose();
        await ProblemAsync(client, "unreachable");
        string[] proof = ["log", "proof", "-p", $"pod-{pod}", "-n", "1", "-o", bundle, .. signedIn];
        await RunAsync(ExitCode.Ok, proof);
        await RunAsync(ExitCode.Ok, ["verify", bundle]);
        await RunAsync(ExitCode.No, ["verify", bundle, "--trust", trust]);
        await RunAsync(ExitCode.No, ["log", "monitor", "--trust", trust, .. anonymous]);

        await node.StartWitnessAsync(trust);
        var seen = await ProblemAsync(client, "none");
        await RunAsync(ExitCode.Ok, proof);
        var verified = JsonNode.Parse(await RunAsync(ExitCode.Ok, ["verify", bundle, "--trust", trust, "--json"]))!;
        Assert.Equal("witnessed", (string)verified["attestation"]!);
        Assert.Contains("by the witnesses", await RunAsync(ExitCode.Ok, ["log", "monitor", "--trust", trust, .. anonymous]), StringComparison.Ordinal);
        var second = await ProcessHost.RunAsync(Peers.Require("node"), [Repository.Path("contracts/verify/verify.mjs"), bundle, "--trust", trust]);
        Assert.Contains("valid, by the witnesses of the trust file", second.Output, StringComparison.Ordinal);

        // Killed, started again: it goes on where it was, and gives nothing to whoever shows less.
        await node.StopWitnessAsync();
        await node.StartWitnessAsync(trust);
        var note = await client.GetStringAsync(new Uri(node.Host.Rest!, "log/checkpoint"));
        Assert.Equal((HttpStatusCode.Conflict, $"{seen}\n", "text/x.tlog.size"), await AskAsync($"old 0\n\n{note}"));
        Assert.Equal(HttpStatusCode.OK, (await AskAsync($"old {seen}\n\n{note}")).Status);
        Assert.Equal(HttpStatusCode.BadRequest, (await AskAsync("nonsense")).Status);
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, (await AskAsync(new string('x', 70_000))).Status);
        await node.PodAsync(node.Name("IT001E"));
        (await client.PostAsync("log/seal", null)).Dispose();
        await UntilAsync(async () => (long)(await TestNode.GetAsync(client, "log"))["witnesses"]![0]!["treeSize"]! > seen);
    }

    [Fact]
    public async Task A_witness_that_knows_no_log_or_is_known_by_another_name_does_not_start()
    {
        var data = _folder.File("another");
        await RunAsync(ExitCode.BadInput, ["log", "witness", "--data", data, "--name", "w1"]);
        await RunAsync(ExitCode.BadInput, ["log", "witness", "--data", data, "--name", "w2", "--print-key"]);
        var key = await RunAsync(ExitCode.Ok, ["log", "witness", "--data", data, "--print-key"]);
        Assert.StartsWith("w1+", key, StringComparison.Ordinal);
        await RunAsync(ExitCode.BadInput, ["log", "witness", "--data", data, "--log", key.Trim()]);
        await RunAsync(ExitCode.BadInput, ["log", "witness", "--data", _folder.File("empty"), "--print-key"]);
    }

    [Fact]
    public async Task A_trust_file_is_made_without_a_node_and_says_what_it_is_good_for()
    {
        var witness = (await RunAsync(ExitCode.Ok, ["log", "witness", "--data", _folder.File("w"), "--name", "w", "--print-key"])).Trim();
        using var client = node.Operator();
        var log = (string)(await TestNode.GetAsync(client, "log"))["verifierKey"]!;
        using var errors = new StringWriter();
        var text = await RunAsync(ExitCode.Ok, ["log", "trust", "--log", log, "--witness", witness, "--chain-id", "1337",
            "--contract", "0x5FbDB2315678afecb367f032d93F642f64180aa3", "--block-hash", "0x" + new string('a', 64)], errors);
        var made = JsonNode.Parse(text)!;
        Assert.Equal((log, witness, 1, 1337, "5fbdb2315678afecb367f032d93f642f64180aa3", new string('a', 64)),
            ((string)made["logs"]![0]!, (string)made["witnesses"]![0]!, (int)made["quorum"]!, (int)made["chains"]![0]!["chainId"]!,
                (string)made["chains"]![0]!["contract"]!, (string)made["chains"]![0]!["blockHash"]!));
        Assert.Empty(errors.ToString());
        await RunAsync(ExitCode.Ok, ["log", "trust", "--log", log], errors);
        Assert.Contains("stays self-attested", errors.ToString(), StringComparison.Ordinal);
        foreach (var wrong in (string[][])[["--log", witness], ["--log", log, "--witness", log], ["--log", log, "--quorum", "1"],
            ["--log", log, "--chain-id", "1"], ["--log", log, "--chain-id", "1", "--contract", "x", "--block-hash", "y"]])
            await RunAsync(ExitCode.BadInput, ["log", "trust", .. wrong]);
    }

    // Waits until the witness stands so; gives how far it has come.
    private static async Task<long> ProblemAsync(HttpClient client, string problem)
    {
        var size = 0L;
        await UntilAsync(async () =>
        {
            var head = await TestNode.GetAsync(client, "log");
            var witness = head["witnesses"]!.AsArray().Single()!;
            size = (long)witness["treeSize"]!;
            return (string)witness["problem"]! == problem && (problem != "none" || size > 0);
        });
        return size;
    }

    private async Task<(HttpStatusCode Status, string Body, string? Type)> AskAsync(string body)
    {
        using var http = new HttpClient { BaseAddress = node.Witness };
        using var content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
        using var answer = await http.PostAsync("add-checkpoint", content);
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync(), answer.Content.Headers.ContentType?.MediaType);
    }

    private static async Task UntilAsync(Func<Task<bool>> condition)
    {
        using var deadline = new CancellationTokenSource(Deadline.Default);
        using var ticks = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        while (!await condition())
            await ticks.WaitForNextTickAsync(deadline.Token);
    }

    private static async Task<string> RunAsync(int expected, string[] line, StringWriter? errors = null)
    {
        using var output = new StringWriter();
        using var own = new StringWriter();
        var code = await PlatoneCommandLine.InvokeAsync(line, output, errors ?? own, CancellationToken.None);
        Assert.True(code == expected, $"{string.Join(' ', line)}: {code}\n{output}\n{errors ?? own}");
        return output.ToString();
    }
}
