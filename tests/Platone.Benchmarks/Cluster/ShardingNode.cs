using System.Diagnostics;
using System.Globalization;
using Platone.Actors.Kernel.Aggregates;
using Platone.Actors.Kernel.Identity;
using Platone.Actors.Kernel.Keys;
using Platone.Actors.Kernel.Storage;
using Platone.Actors.Metering.LightNodes;
using Platone.Benchmarks.Ingest;

namespace Platone.Benchmarks.Cluster;

/// <summary>
/// One member of a cluster as a process of its own (<c>cluster-node</c>). It sends its share of the commands through its own shard region;
/// the entities they are for are on all members. Told what to do on standard input, a line a round.
/// </summary>
internal static class ShardingNode
{
    public const string Verb = "cluster-node";
    public const string Postgres = "PLATONE_BENCH_POSTGRES";

    /// <summary>Light nodes of a cluster, whatever its size: as many commands are under way at a time.</summary>
    public const int Entities = 600;

    public static async Task RunAsync(string[] words)
    {
        var (number, members, port, seed) = (Number(words[0]), Number(words[1]), Number(words[2]), Number(words[3]));
        var storage = new StorageOptions(DatabaseProvider.PostgreSql, words[4], Environment.GetEnvironmentVariable(Postgres)!, TimeSpan.FromMilliseconds(100));
        await using var system = await BenchSystem.StartAsync(storage, $$"""
            akka.remote.dot-netty.tcp { 
              hostname = "127.0.0.1"
              port = {{port}}
            }
            platone.cluster.seeds = ["127.0.0.1:{{seed}}"]
            akka.cluster.min-nr-of-members = {{members}}
            """);
        using var stop = new CancellationTokenSource();
        var following = system.Keys.FollowAsync(TimeSpan.FromMilliseconds(100), TimeProvider.System, e => Console.Error.WriteLine(e), stop.Token);
        var own = Enumerable.Range(0, Entities).Where(i => i % members == number).ToArray();
        var ids = new LightNodeId[own.Length];
        await Parallel.ForAsync(0, own.Length, async (i, cancellation) =>
        {
            ids[i] = new LightNodeId(system.Keys.Assign(DirectoryKind.LightNode, IngestNode.Serial(own[i])));
            var pod = new PodId(system.Keys.Assign(DirectoryKind.Pod, IngestNode.Serial(own[i])));
            await system.Entities.SendAsync(new RegisterLightNode(ids[i], pod, IngestNode.Start.AddYears(-1), null, IngestNode.Start), cancellation);
        });
        Console.WriteLine("ready");

        var next = new long[own.Length];
        for (var round = 1; await Console.In.ReadLineAsync() is { Length: > 0 } line; round++)
        {
            var length = TimeSpan.FromSeconds(Number(line));
            using var process = Process.GetCurrentProcess();
            var (watch, before) = (Stopwatch.StartNew(), process.TotalProcessorTime);
            var counts = await Task.WhenAll(Enumerable.Range(0, own.Length).Select(i => Task.Run(async () =>
            {
                var count = 0;
                for (; watch.Elapsed < length; count++)
                {
                    var seq = next[i]++;
                    var command = new RecordReadings(ids[i], [.. IngestNode.Readings(own[i], seq, 1)], null, IngestNode.Start.AddSeconds(seq * 4));
                    if (await system.Entities.SendAsync(command, CancellationToken.None) is not CommandReply.Done)
                        throw new InvalidOperationException("a reading was refused");
                }
                return count;
            })));
            process.Refresh();
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"round {round}: {counts.Sum()} {watch.Elapsed.TotalSeconds:F3} {(process.TotalProcessorTime - before).TotalSeconds:F3}"));
        }
        await stop.CancelAsync();
        await following;
    }

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);
}
