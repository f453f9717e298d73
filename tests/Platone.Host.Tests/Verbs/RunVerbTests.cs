using System.Net;
using Platone.Host.Verbs;
using Platone.Testing;

namespace Platone.Host.Tests.Verbs;

/// <summary><c>platone run</c> as its own process, as an operator runs it.</summary>
public sealed class RunVerbTests : IDisposable
{
    private readonly TestDirectory _folder = new("run");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task It_says_where_it_is_and_stops_when_it_is_told_to()
    {
        await using var node = Start();
        await node.WaitForLineAsync("is up");
        var rest = Word(await node.WaitForLineAsync("  REST "));
        await SignsInAsync(Word(await node.WaitForLineAsync("  page ")));
        await node.WaitForLineAsync("  MQTT ");
        await node.WaitForLineAsync("  pbm ");
        await node.WaitForLineAsync($"  data      {_folder.Path}");
        var key = Word(await node.WaitForLineAsync("  operator "));
        Assert.Equal(key, (await File.ReadAllTextAsync(_folder.File("operator.key"))).Trim());
        var listed = await RunAsync("projection", "list", "--url", rest, "--api-key", key);
        Assert.Equal(ExitCode.Ok, listed.ExitCode);
        Assert.Contains("quarter-hours", listed.Output, StringComparison.Ordinal);

        Assert.Equal(ExitCode.Ok, await node.TerminateAsync());
        Assert.Equal("stopped", node.Lines[^1]);
        // Quiet: what it says is its addresses and that it stops.
        Assert.True(node.Lines.Count <= 9, string.Join('\n', node.Lines));

        await using var again = Start();
        await again.WaitForLineAsync("  data ");
        rest = Word(again.Lines.First(l => l.StartsWith("  REST", StringComparison.Ordinal)));
        Assert.Equal(ExitCode.Ok, (await RunAsync("projection", "list", "--url", rest, "--api-key", key)).ExitCode);
        Assert.Equal(ExitCode.Ok, await again.TerminateAsync());
        Assert.DoesNotContain(again.Lines, line => line.Contains("operator", StringComparison.Ordinal) || line.Contains(key, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_wrong_setting_ends_it_with_2_and_the_line()
    {
        var file = _folder.Write("conf/node.conf", "platone {\n  http.lisen = 1\n}\n");

        var result = await RunAsync("run", "--config", Path.GetDirectoryName(file)!);

        Assert.Equal((ExitCode.BadInput, ""), (result.ExitCode, result.Output));
        Assert.StartsWith($"platone: {file}:2: unknown key platone.http.lisen; there is ", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_open_address_without_a_certificate_ends_it_with_2()
    {
        var result = await RunAsync("run", "--data", _folder.Path, "--set", "http.listen=0.0.0.0:0");

        Assert.Equal(ExitCode.BadInput, result.ExitCode);
        Assert.Contains("platone.http.listen is 0.0.0.0:0, which is not loopback", result.Error, StringComparison.Ordinal);
    }

    // As its own process the node serves the files of its pages, too.
    private static async Task SignsInAsync(string link)
    {
        using var client = new HttpClient();
        using var signedIn = await client.GetAsync(link);
        Assert.Equal(HttpStatusCode.OK, signedIn.StatusCode);
        using var style = await client.GetAsync(new Uri(new Uri(link), "/platone.css"));
        using var script = await client.GetAsync(new Uri(new Uri(link), "/_framework/blazor.web.js"));
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), (style.StatusCode, script.StatusCode));
    }

    private ProcessHost Start() => PlatoneHostProcess.Start(["run", "--data", _folder.Path], new Dictionary<string, string>
    {
        ["http.listen"] = "127.0.0.1:0", ["mqtt.embedded.listen"] = "127.0.0.1:0", ["akka.remote.dot-netty.tcp.port"] = "0",
    });

    private static Task<ProcessResult> RunAsync(params string[] line) => PlatoneHostProcess.RunAsync(line);

    private static string Word(string line) => line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1];
}
