using System.Text.Json.Nodes;
using Platone.Testing;

namespace Platone.Host.Tests.Demo;

/// <summary><c>platone demo</c> as a process, on ports and data of its own.</summary>
internal static class RunningDemo
{
    /// <summary>A few households and a fast clock: what happens does not depend on either.</summary>
    private static readonly string[] Small = ["--pods", "8", "--speed", "20000"];

    private static readonly string[] Day = ["--day", "2026-11-25"];

    // A busy machine may take a while; nothing is measured here.
    private static readonly TimeSpan Patience = Deadline.Default * 4;

    /// <summary>Starts one that can be killed, or that stays up.</summary>
    public static ProcessHost Start(string data, params string[] options) =>
        PlatoneHostProcess.Start(["demo", .. Small, .. Day, "--data", data, .. options], Settings());

    /// <summary>Plays a day to its end; gives the summary.</summary>
    public static Task<JsonNode> PlayAsync(string data, params string[] options) => PlayAsync(data, null, options);

    /// <summary>Plays a day to its end; gives the summary.</summary>
    public static async Task<JsonNode> PlayAsync(string data, IReadOnlyDictionary<string, string?>? environment, string[] options)
    {
        var settings = Settings().SelectMany(s => (string[])["--set", $"{s.Key}={s.Value}"]);
        var result = await PlatoneHostProcess.RunAsync(["demo", .. Small, .. options.Contains("--day") ? [] : Day, "--data", data, "--exit", "--json", .. options, .. settings], deadline: Patience, environment: environment);
        Assert.True(result.ExitCode == 0, $"exit code {result.ExitCode}: {result.Output} {result.Error}");
        return JsonNode.Parse(result.Output)!;
    }

    private static Dictionary<string, string> Settings() => new()
    {
        ["http.listen"] = $"127.0.0.1:{FreePort.Next()}",
        ["mqtt.embedded.listen"] = $"127.0.0.1:{FreePort.Next()}",
        ["pbm.listen"] = "127.0.0.1:0",
        ["akka.remote.dot-netty.tcp.port"] = "0",
    };
}
