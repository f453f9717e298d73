using System.Collections;
using System.Globalization;
using Platone.Host.Configuration;
using Platone.Host.Node;

namespace Platone.Benchmarks.Cluster;

/// <summary>
/// A whole node as <c>platone run</c> composes it, as a process of its own (<c>whole-node</c>) that says on request what its heap holds.
/// Started with the executable's garbage collector.
/// </summary>
internal static class WholeNode
{
    public const string Verb = "whole-node";

    public static async Task RunAsync(string[] settings)
    {
        var configuration = NodeConfiguration.Load(NodeConfiguration.BuiltInFolder, null, new Hashtable(), settings);
        await using var host = await NodeHost.StartAsync(configuration, TimeProvider.System, CancellationToken.None);
        Console.WriteLine("ready");
        for (var answer = 1; await Console.In.ReadLineAsync() is { Length: > 0 } line; answer++)
        {
            // "collect": what is reachable; anything else: what is there now.
            var heap = GC.GetTotalMemory(forceFullCollection: line == "collect");
            var memory = GC.GetGCMemoryInfo(GCKind.Any);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"answer {answer}: {heap} {memory.TotalCommittedBytes}"));
        }
    }
}
