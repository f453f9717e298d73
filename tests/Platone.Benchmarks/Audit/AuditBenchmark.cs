using System.Diagnostics;
using Platone.Actors;
using Platone.Actors.Audit;
using Platone.Actors.Audit.Reading;
using Platone.Actors.Kernel.Storage;
using Platone.Testing;
using Spectre.Console;

namespace Platone.Benchmarks.Audit;

/// <summary>How fast an audit replays, against the journal's bare recovery of the same events.</summary>
internal static class AuditBenchmark
{
    public static async Task RunAsync(int rounds, int pods, int history)
    {
        using var folder = new TestDirectory("bench-audit");
        var storage = new StorageOptions(DatabaseProvider.Sqlite, folder.Path, "", TimeSpan.FromMilliseconds(100));
        await using var node = await AuditNode.RecordAsync(storage, pods, history);
        var stores = await AuditStores.SqliteAsync(Path.Combine(folder.Path, "journal.db"), folder.Path, PlatoneEvents.Registry, default);
        var events = await node.RecoverAsync();
        var audited = await AuditAsync(stores);
        if (audited != events)
            throw new InvalidOperationException($"{audited} events were audited, {events} recovered");

        AnsiConsole.WriteLine($"{Environment.ProcessorCount} cores, .NET {Environment.Version}, {rounds} rounds of {events:N0} events of {pods} PODs and a session, SQLite");
        AnsiConsole.WriteLine("| compared | Platone /s | reference /s | ratio | target |");
        AnsiConsole.WriteLine("|---|---|---|---|---|");
        await Comparison.RunAsync("audit against bare recovery, by the wall clock", "events/s", rounds,
            () => RateAsync(() => AuditAsync(stores), isProcessor: false), () => RateAsync(node.RecoverAsync, isProcessor: false), 0.8);
        await Comparison.RunAsync("audit against bare recovery, by processor time", "events/s", rounds,
            () => RateAsync(() => AuditAsync(stores), isProcessor: true), () => RateAsync(node.RecoverAsync, isProcessor: true), 0.8);
    }

    private static async Task<long> AuditAsync(AuditStores stores)
    {
        var report = await new JournalAudit(stores).RunAsync(new AuditRequest(), default);
        if (!report.IsClean)
            throw new InvalidOperationException($"the benchmark's own journal differs: {report.First}");
        return report.Sessions.Sum(s => s.Events) + report.PodEvents;
    }

    // By processor time, times the cores: other work on the machine stretches the wall clock, but not this.
    private static async Task<double> RateAsync(Func<Task<long>> run, bool isProcessor)
    {
        GC.Collect();
        var (watch, before) = (Stopwatch.StartNew(), Environment.CpuUsage.TotalTime);
        var events = await run();
        return events / (isProcessor ? (Environment.CpuUsage.TotalTime - before).TotalSeconds / Environment.ProcessorCount : watch.Elapsed.TotalSeconds);
    }
}
