using System.Globalization;
using Platone.Testing;
using Spectre.Console;

namespace Platone.Benchmarks.Cluster;

/// <summary>Commands a second through sharding, with one, two and three members on one PostgreSQL server, in turn.</summary>
internal static class ShardingBenchmark
{
    private const int Most = 3;

    public static async Task RunAsync(int rounds, int seconds)
    {
        await using var server = await PostgreSqlServer.StartAsync();
        using var folder = new TestDirectory("bench-cluster");
        var clusters = new List<MemberProcesses>();
        try
        {
            for (var members = 1; members <= Most; members++)
                clusters.Add(await MemberProcesses.StartAsync(members, await server.CreateDatabaseAsync("cluster"), folder));
            foreach (var cluster in clusters)
                await cluster.RoundAsync(seconds);
            for (var round = 1; round <= rounds; round++)
            {
                foreach (var cluster in clusters)
                {
                    var (rate, cpu) = await cluster.RoundAsync(seconds);
                    cluster.Rates.Add(rate);
                    cluster.Processor.Add(cpu);
                }
                AnsiConsole.MarkupLineInterpolated(CultureInfo.InvariantCulture, $"[grey]  round {round}: {string.Join(", ", clusters.Select(c => c.Rates[^1].ToString("N0", CultureInfo.InvariantCulture)))} commands/s[/]");
            }
        }
        finally
        {
            foreach (var cluster in clusters)
                await cluster.DisposeAsync();
        }

        var one = Median(clusters[0].Rates);
        AnsiConsole.WriteLine($"{Environment.ProcessorCount} cores, .NET {Environment.Version}, {rounds} rounds of {seconds} s, {ShardingNode.Entities} light nodes");
        AnsiConsole.WriteLine("| members | commands/s | against one | answered by another member | ms of the members' processors a command |");
        AnsiConsole.WriteLine("|---|---|---|---|---|");
        foreach (var (index, cluster) in clusters.Index())
        {
            AnsiConsole.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"| {index + 1} | {Median(cluster.Rates):N0} ({cluster.Rates.Min():N0} to {cluster.Rates.Max():N0}) | {Median(cluster.Rates) / one:0.00} | {index / (index + 1.0):0%} | {Median(cluster.Processor):0.000} |"));
        }
    }

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);

    /// <summary>The members of one cluster.</summary>
    private sealed class MemberProcesses(IReadOnlyList<ProcessHost> members) : IAsyncDisposable
    {
        private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);
        private int _round;

        public List<double> Rates { get; } = [];

        public List<double> Processor { get; } = [];

        public static async Task<MemberProcesses> StartAsync(int count, string database, TestDirectory folder)
        {
            var ports = Enumerable.Range(0, count).Select(_ => FreePort.Next()).ToArray();
            var environment = new Dictionary<string, string?> { [ShardingNode.Postgres] = database, ["DOTNET_gcServer"] = "1" };
            var members = ports.Index().Select(p => ProcessHost.Start("dotnet",
            [
                Path.Combine(AppContext.BaseDirectory, "Platone.Benchmarks.dll"), ShardingNode.Verb,
                $"{p.Index}", $"{count}", $"{p.Item}", $"{ports[0]}", folder.File($"of-{count}/member-{p.Index}"),
            ], environment)).ToList();
            var cluster = new MemberProcesses(members);
            await Task.WhenAll(members.Select(m => m.WaitForLineAsync("ready", Patience)));
            return cluster;
        }

        /// <summary>All of them at once.</summary>
        /// <returns>Commands a second of all, and milliseconds of processor time a command.</returns>
        public async Task<(double Rate, double Processor)> RoundAsync(int seconds)
        {
            var round = ++_round;
            foreach (var member in members)
                await member.WriteLineAsync(seconds.ToString(CultureInfo.InvariantCulture));
            var lines = await Task.WhenAll(members.Select(m => m.WaitForLineAsync($"round {round}: ", Patience)));
            var results = lines.Select(l => l.Split(' ')[2..].Select(v => double.Parse(v, CultureInfo.InvariantCulture)).ToArray()).ToList();
            return (results.Sum(r => r[0] / r[1]), results.Sum(r => r[2]) * 1_000 / results.Sum(r => r[0]));
        }

        public async ValueTask DisposeAsync()
        {
            foreach (var member in members)
                await member.DisposeAsync();
        }
    }
}
