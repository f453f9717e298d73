using System.Buffers.Binary;
using System.Diagnostics;
using System.Globalization;
using Microsoft.Data.Sqlite;
using Platone.Actors.Kernel.Storage;
using Platone.Actors.Notary.Log;
using Platone.Actors.Notary.Merkle;
using Platone.Testing;
using Spectre.Console;

namespace Platone.Benchmarks.Notary;

/// <summary>
/// A log of many leaves on SQLite: leaves appended against the bare hashes they need (one of the leaf's data, one of a node), how long an
/// inclusion proof takes at its full size, and how much a leaf takes on disk.
/// </summary>
internal static class NotaryBenchmark
{
    private const int BatchSize = 2048;
    private const int LeafDataBytes = 200;
    private const int Proofs = 20_000;
    private const double MostMilliseconds = 5;
    private const double MostBytes = 100;

    public static async Task RunAsync(int leaves, int slices)
    {
        using var folder = new TestDirectory("bench-notary");
        var file = folder.File("ledger.db");
        var store = new LogStore(Database.Sqlite(file));
        var (head, edge) = (await store.HeadAsync(default), new TreeEdge());
        var (ours, theirs) = (new List<double>(), new List<double>());
        AnsiConsole.WriteLine(Text($"{Environment.ProcessorCount} cores, .NET {Environment.Version}; {leaves:N0} leaves in {slices} slices"));
        for (var slice = 0; slice < slices; slice++)
        {
            var count = leaves / slices;
            var began = Stopwatch.GetTimestamp();
            for (var done = 0; done < count; done += BatchSize)
                (head, edge) = await AppendAsync(store, head, edge, Math.Min(BatchSize, count - done));
            ours.Add(count / Stopwatch.GetElapsedTime(began).TotalSeconds);
            began = Stopwatch.GetTimestamp();
            Hash(count);
            theirs.Add(count / Stopwatch.GetElapsedTime(began).TotalSeconds);
        }
        AnsiConsole.WriteLine("| measured | value | reference | ratio | target |");
        AnsiConsole.WriteLine("|---|---|---|---|---|");
        AnsiConsole.WriteLine(Text($"| leaves appended /s | {Shown(ours)} | {Shown(theirs)} hashed | {Median(ours) / Median(theirs):0.000} | |"));
        AnsiConsole.WriteLine(Text($"| inclusion proof at {head.Size:N0} leaves, ms, p50, p99 | {await ProveAsync(store, head)} | | | p99 < {MostMilliseconds} |"));
        SqliteConnection.ClearAllPools();
        AnsiConsole.WriteLine(Text($"| bytes a leaf on disk | {new FileInfo(file).Length / (double)head.Size:0.0} | | | < {MostBytes} |"));
    }

    private static async Task<(LogHead Head, TreeEdge Edge)> AppendAsync(LogStore store, LogHead head, TreeEdge edge, int count)
    {
        var next = edge.Copy();
        var data = new byte[LeafDataBytes];
        var batch = new List<NewLeaf>(count);
        for (var i = 0; i < count; i++)
        {
            BinaryPrimitives.WriteInt64BigEndian(data, head.Size + i);
            var leaf = new NewLeaf(head.Size + i + 1, MerkleHash.Leaf(data));
            next.Append(leaf.Hash);
            batch.Add(leaf);
        }
        return (await store.AppendAsync(head, next, batch, DateTimeOffset.UnixEpoch, default), next);
    }

    private static void Hash(int count)
    {
        var data = new byte[LeafDataBytes];
        var hash = MerkleHash.Empty;
        for (var i = 0; i < count; i++)
        {
            BinaryPrimitives.WriteInt64BigEndian(data, i);
            hash = MerkleHash.Node(hash, MerkleHash.Leaf(data));
        }
    }

    private static async Task<string> ProveAsync(LogStore store, LogHead head)
    {
        var random = new Random(20261124);
        var times = new List<double>(Proofs);
        for (var i = 0; i < Proofs; i++)
        {
            var index = (ulong)random.NextInt64(head.Size);
            var began = Stopwatch.GetTimestamp();
            var proof = await store.HashesAsync(MerkleProof.Inclusion(index, (ulong)head.Size), default);
            times.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
            if (i % 1000 == 0 && !MerkleProof.VerifyInclusion(await store.LeafAsync((long)index, default), index, (ulong)head.Size, proof, head.Root))
                throw new InvalidOperationException($"the proof of leaf {index} does not hold");
        }
        times.Sort();
        return Text($"{times[times.Count / 2]:0.00}, {times[times.Count * 99 / 100]:0.00}");
    }

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);

    private static string Shown(List<double> values) => Text($"{Median(values):N0} ({values.Min():N0} to {values.Max():N0})");

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
