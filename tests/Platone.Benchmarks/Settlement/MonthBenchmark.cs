using System.Diagnostics;
using System.Globalization;
using Microsoft.Data.Sqlite;
using Platone.Actors.Kernel.Storage;
using Platone.Actors.Markets.Sessions;
using Platone.Actors.Scd.Markets;
using Platone.Actors.Scd.Storage;
using Platone.Testing;
using Spectre.Console;

namespace Platone.Benchmarks.Settlement;

/// <summary>A month of many PODs settled from a read model on SQLite, day by day, as a node's process does: how long, and how much memory.</summary>
internal static class MonthBenchmark
{
    private const double MostSeconds = 120;
    private const long MostBytes = 1L << 30;

    public static async Task RunAsync(int pods, int days)
    {
        using var folder = new TestDirectory("bench-month");
        var file = folder.File("scd.db");
        var month = new SettledMonth(pods, days);
        var watch = Stopwatch.StartNew();
        await month.WriteAsync(Database.Sqlite(file));
        SqliteConnection.ClearAllPools();
        AnsiConsole.WriteLine(Text($"{Environment.ProcessorCount} cores, .NET {Environment.Version}; {pods:N0} PODs, {days} days: a read model of {new FileInfo(file).Length / 1e6:N0} MB, made in {watch.Elapsed.TotalSeconds:N0} s (not timed)"));

        ForgetPeak();
        var (reading, lines, net, before) = (TimeSpan.Zero, 0L, 0m, Environment.CpuUsage.TotalTime);
        watch.Restart();
        var meters = new MeterDataReader(new ScdStore(Database.Sqlite(file)), _ => Task.FromResult(month.Ordering), TimeProvider.System);
        for (var day = 0; day < days; day++)
        {
            var outcome = month.Session(day);
            var terms = outcome.Terms!;
            var began = Stopwatch.GetTimestamp();
            var data = await meters.ReadAsync(SessionOrders.Pods(SessionOrders.Of(outcome)), terms.First, terms.Intervals, terms.GateClosesAt,
                outcome.CorrectionsUntil, month.Ordering, default);
            reading += Stopwatch.GetElapsedTime(began);
            var settlement = SessionOrders.Settle(outcome, data, 1);
            lines += settlement.Lines.Count;
            net += settlement.Statement.Entries.Where(e => e.Kind == Actors.Markets.Settlement.LedgerEntryKind.Flexibility).Sum(e => e.Amount.Amount);
            if (settlement.Statement.WaitingLines > 0 || settlement.Lines.Any(l => l.MeteredJ is null))
                throw new InvalidOperationException("the month has gaps: it is not what was to be measured");
        }
        var (seconds, peak) = (watch.Elapsed.TotalSeconds, Peak());
        if (lines != (long)pods * days * SettledMonth.IntervalsOfADay)
            throw new InvalidOperationException($"{lines} lines were settled");

        AnsiConsole.WriteLine("| measured | value | target |");
        AnsiConsole.WriteLine("|---|---|---|");
        AnsiConsole.WriteLine(Text($"| lines settled, one for each quarter hour (EUR {net:N2}) | {lines:N0} | {lines:N0} |"));
        AnsiConsole.WriteLine(Text($"| wall clock, s (of it reading: {reading.TotalSeconds:N1}) | {seconds:N1} | < {MostSeconds} |"));
        AnsiConsole.WriteLine(Text($"| processor time, s | {(Environment.CpuUsage.TotalTime - before).TotalSeconds:N1} | |"));
        AnsiConsole.WriteLine(Text($"| peak resident memory, MB | {peak / 1e6:N0} | < {MostBytes / 1e6:N0} |"));
    }

    // Linux keeps the peak since it was last told to forget it; elsewhere the process's own peak counts, generation included.
    private static void ForgetPeak()
    {
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        if (OperatingSystem.IsLinux())
            File.WriteAllText("/proc/self/clear_refs", "5");
    }

    private static long Peak()
    {
        if (!OperatingSystem.IsLinux())
            return Process.GetCurrentProcess().PeakWorkingSet64;
        var line = File.ReadLines("/proc/self/status").First(l => l.StartsWith("VmHWM:", StringComparison.Ordinal));
        return long.Parse(line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) * 1024;
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
