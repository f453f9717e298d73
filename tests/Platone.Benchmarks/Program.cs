using Platone.Benchmarks.Audit;
using Platone.Benchmarks.Clearing;
using Platone.Benchmarks.Cluster;
using Platone.Benchmarks.Ingest;
using Platone.Benchmarks.Markets;
using Platone.Benchmarks.Notary;
using Platone.Benchmarks.Settlement;
using Spectre.Console;

// A table's rows are lines, whatever reads them.
if (Console.IsOutputRedirected)
    AnsiConsole.Profile.Width = 1_000;

// platone bench NAME [--rounds N] [--seconds S]
var rounds = Option("--rounds", 5);
var seconds = Option("--seconds", 6);
switch (args.FirstOrDefault())
{
    case "ingest":
        await IngestBenchmark.RunAsync(rounds, TimeSpan.FromSeconds(seconds), [.. args.Skip(1).Where(a => !a.StartsWith('-'))],
            args.Contains("--journal=package"));
        return 0;
    case "settle" when args.ElementAtOrDefault(1) == "month":
        await MonthBenchmark.RunAsync(Option("--pods", 1_000), Option("--days", 30));
        return 0;
    case "settle":
        await SettlementBenchmark.RunAsync(rounds, Option("--lines", 1_000_000));
        return 0;
    case "clearing":
        ClearingBenchmark.Run(rounds, Option("--sessions", 9),
            args.FirstOrDefault(a => a.StartsWith("--plot=", StringComparison.Ordinal))?["--plot=".Length..]);
        return 0;
    case "audit":
        await AuditBenchmark.RunAsync(rounds, Option("--pods", 50), Option("--events", 1_000));
        return 0;
    case "market":
        await PlacementBenchmark.RunAsync(Option("--sessions", 200), Option("--offers", 50_000), Option("--at-once", 64));
        return 0;
    case "notary":
        await NotaryBenchmark.RunAsync(Option("--leaves", 10_000_000), Option("--slices", 10));
        return 0;
    case "cluster" when args.ElementAtOrDefault(1) == "recovery":
        await RecoveryBenchmark.RunAsync(Math.Min(rounds, 3), Option("--entities", 10_000), Option("--events", 60));
        return 0;
    case "cluster" when args.ElementAtOrDefault(1) == "memory":
        await MillionPods.RunAsync(Option("--pods", 1_000_000), Option("--active", 10_000), Option("--messages", 6), Option("--every", 60),
            args.FirstOrDefault(a => a.StartsWith("--folder=", StringComparison.Ordinal))?["--folder=".Length..]);
        return 0;
    case "cluster":
        await ShardingBenchmark.RunAsync(rounds, seconds);
        return 0;
    // Processes of the benchmarks' own.
    case ShardingNode.Verb:
        await ShardingNode.RunAsync(args[1..]);
        return 0;
    case WholeNode.Verb:
        await WholeNode.RunAsync(args[1..]);
        return 0;
    default:
        AnsiConsole.MarkupLine("usage: platone bench ingest [[sqlite|postgresql]] [[entities|mqtt|alone]] [[--rounds=5]] [[--seconds=6]] [[--journal=package]]");
        AnsiConsole.MarkupLine("       platone bench settle [[--rounds=5]] [[--lines=1000000]]");
        AnsiConsole.MarkupLine("       platone bench settle month [[--pods=1000]] [[--days=30]]");
        AnsiConsole.MarkupLine("       platone bench clearing [[--rounds=5]] [[--sessions=9]] [[--plot=FILE.svg]]");
        AnsiConsole.MarkupLine("       platone bench audit [[--rounds=5]] [[--pods=50]] [[--events=1000]]");
        AnsiConsole.MarkupLine("       platone bench market [[--sessions=200]] [[--offers=50000]] [[--at-once=64]]");
        AnsiConsole.MarkupLine("       platone bench cluster [[--rounds=5]] [[--seconds=6]]");
        AnsiConsole.MarkupLine("       platone bench cluster recovery [[--rounds=3]] [[--entities=10000]] [[--events=60]]");
        AnsiConsole.MarkupLine("       platone bench cluster memory [[--pods=1000000]] [[--active=10000]] [[--messages=6]] [[--every=60]] [[--folder=DIR]]");
        AnsiConsole.MarkupLine("       platone bench notary [[--leaves=10000000]] [[--slices=10]]");
        return 2;
}

int Option(string name, int otherwise) =>
    args.FirstOrDefault(a => a.StartsWith(name + "=", StringComparison.Ordinal)) is { } given
        ? int.Parse(given[(name.Length + 1)..], System.Globalization.CultureInfo.InvariantCulture)
        : otherwise;
