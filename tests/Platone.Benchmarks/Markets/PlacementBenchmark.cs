using System.Diagnostics;
using System.Globalization;
using Akka.Configuration;
using Platone.Actors;
using Platone.Actors.Kernel;
using Platone.Actors.Kernel.Aggregates;
using Platone.Actors.Kernel.Identity;
using Platone.Actors.Kernel.Keys;
using Platone.Actors.Kernel.Storage;
using Platone.Actors.Kernel.Time;
using Platone.Actors.Kernel.Units;
using Platone.Actors.Markets;
using Platone.Actors.Markets.Clearing;
using Platone.Actors.Markets.Offers;
using Platone.Actors.Markets.Sessions;
using Platone.Actors.Node;
using Platone.Actors.Serialization;
using Platone.Testing;
using Spectre.Console;

namespace Platone.Benchmarks.Markets;

/// <summary>
/// Many sessions open at once and offers placed into them through sharding and journal, each answered when it is durable. There is no
/// reference to hold it against: it says how long a placement takes, and what the sessions take in memory.
/// </summary>
internal static class PlacementBenchmark
{
    private const int Intervals = 16;
    private const int Pods = 5_000;
    private static readonly DateTimeOffset Opening = new(2026, 11, 24, 8, 0, 0, TimeSpan.Zero);

    public static async Task RunAsync(int sessions, int offers, int atOnce)
    {
        using var directory = new TestDirectory("bench");
        var storage = new StorageOptions(DatabaseProvider.Sqlite, directory.Path, "", TimeSpan.FromMilliseconds(100));
        var config = ConfigurationFactory.ParseString("akka.remote.dot-netty.tcp.port = 0\nakka.loglevel = WARNING\nakka.stdout-loglevel = WARNING")
            .WithFallback(NodeConfig.Load(Repository.Path("hocon")));
        var keys = await KeyStore.OpenAsync(storage.Keys, new MasterKey(new byte[32]));
        var codec = new EventCodec(PlatoneEvents.Registry, keys);
        var system = await ActorSystems.StartAsync(config, storage, new PlatoneSetup(codec, keys, keys, TimeProvider.System), CancellationToken.None);
        var shell = ShellOptions.From(config);
        var entities = await EntityRegions.StartAsync(system, [MarketSessionSharding.Kind(shell)], shell);
        var pods = Enumerable.Range(0, Pods).Select(i => new PodId(keys.Assign(DirectoryKind.Pod, $"bench-{i}"))).ToList();
        var terms = new SessionTerms(SessionKind.RealTime, new MarketAreaId("bench"), new NetworkId("bench"), "Europe/Rome",
            QuarterHour.Of(Opening.AddHours(2)), Intervals, Opening.AddHours(1), MarketRules.Default);
        await Parallel.ForAsync(0, sessions, async (s, stop) => await SendAsync(entities, new OpenSession(Session(s), terms, Opening), stop));

        var before = Memory();
        var times = new double[offers];
        var watch = Stopwatch.StartNew();
        await Parallel.ForAsync(0, offers, new ParallelOptions { MaxDegreeOfParallelism = atOnce }, async (i, stop) =>
        {
            var command = new PlaceOffer(Session(i % sessions), Offer(i, pods[i % Pods]), Opening.AddMinutes(1));
            var began = Stopwatch.GetTimestamp();
            await SendAsync(entities, command, stop);
            times[i] = Stopwatch.GetElapsedTime(began).TotalMilliseconds;
        });
        var seconds = watch.Elapsed.TotalSeconds;
        var after = Memory();
        Array.Sort(times);
        AnsiConsole.WriteLine(Text($"{Environment.ProcessorCount} cores, .NET {Environment.Version}, SQLite, {atOnce} placements under way"));
        AnsiConsole.WriteLine("| sessions | offers | placed /s | p50 ms | p99 ms | longest ms | heap MiB before, after | KiB an offer |");
        AnsiConsole.WriteLine("|---|---|---|---|---|---|---|---|");
        AnsiConsole.WriteLine(Text($"| {sessions} | {offers:N0} | {offers / seconds:N0} | {At(times, 0.5):0.0} | {At(times, 0.99):0.0} | {times[^1]:0} | {before / 1048576.0:0}, {after / 1048576.0:0} | {(after - before) / 1024.0 / offers:0.00} |"));
        await system.Terminate();
    }

    private static MarketSessionId Session(int number) => new(Text($"bench-{number}"));

    private static FlexibilityOffer Offer(int number, PodId pod)
    {
        var power = PowerProfile.Of(Intervals, t => 200 + (number * 7 + t * 13) % 300);
        return new FlexibilityOffer(new OfferId(Text($"offer-{number}")), new ParticipantId(Text($"aggregator-{number % 20}")),
            new PortfolioId(Text($"portfolio-{number % 20}")), Direction.Up, power, [new OfferedPod(pod, "bus-1", 100_000, null, power)],
            PriceCurve.Flat(50 + number % 50), Factor.Zero, 1, null, 0, Opening.AddDays(1));
    }

    private static async Task SendAsync(EntityRegions entities, MarketSessionCommand command, CancellationToken stop)
    {
        if (await entities.SendAsync(command, stop) is CommandReply.Refused refused)
            throw new InvalidOperationException($"{command.GetType().Name} was refused: {refused.Problem}");
    }

    private static double At(double[] sorted, double share) => sorted[(int)Math.Min(sorted.Length - 1, sorted.Length * share)];

    // What is reachable, not what waits to be collected.
    private static long Memory() => GC.GetTotalMemory(forceFullCollection: true);

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
