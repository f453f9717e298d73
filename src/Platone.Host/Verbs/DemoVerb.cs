using System.CommandLine;
using System.Globalization;
using Platone.Field.Simulation;
using Platone.Host.Configuration;
using Platone.Host.Demo;
using Platone.Host.Node;
using Platone.Host.Rest.Ledgers;
using Platone.Host.Verbs.Client;

namespace Platone.Host.Verbs;

/// <summary><c>platone demo</c>: a node, and a whole market day on it.</summary>
internal static class DemoVerb
{
    private const int HouseholdsOfModel = 24;
    private const int MostHouseholds = 500;

    /// <summary>The standard speed: a day takes 36 s.</summary>
    private const double StandardSpeed = 2_400;

    // Where everything is for simulated time: what waits for a time of day looks often, and nobody counts as silent for a hiccup of this machine.
    private static readonly string[] Settings =
    [
        "market.clock-interval=100ms", "metering.clock-interval=200ms", "metering.silent-after=12h", "notary.seal-after=15m",
        "mqtt.intake.readings-per-second=100000", "mqtt.intake.burst=1000000",
        "ledger.service.stuck-after=30d", "ledger.service.lag-alarm=30d", "ledger.access.stuck-after=30d", "ledger.access.lag-alarm=30d",
    ];

    /// <summary>The verb.</summary>
    public static Command Create(VerbContext context)
    {
        var speed = new Option<double>("--speed") { Description = "How many times faster than real the delivery day goes by.", DefaultValueFactory = _ => StandardSpeed, HelpName = "N" };
        var pods = new Option<int?>("--pods") { Description = $"How many households, 8 to {MostHouseholds}. Standard: {HouseholdsOfModel}, or all of --meter-data.", HelpName = "N" };
        var meters = new Option<string?>("--meter-data") { Description = "A CSV of real households: their consumption, and baselines from their days before.", HelpName = "CSV" };
        var seed = new Option<int>("--seed") { Description = "Seed of households, prices and forecasts.", DefaultValueFactory = _ => 1, HelpName = "N" };
        var day = new Option<DateOnly?>("--day") { Description = "The delivery day. Standard: tomorrow, or the first of --meter-data with days before it.", HelpName = "DATE" };
        var data = new Option<string>("--data") { Description = "Folder of the demo's database files.", DefaultValueFactory = _ => Path.Combine("data", "demo"), HelpName = "DIR" };
        var exit = new Option<bool>("--exit") { Description = "End when the day is over: exit code 0 only if every stage happened and every proof holds." };
        var json = new Option<bool>("--json") { Description = "One JSON document at the end instead of progress and tables." };
        var set = new Option<string[]>("--set") { Description = "A setting of the node, such as http.listen=127.0.0.1:9000. May be given several times.", HelpName = "KEY=VALUE" };
        var verb = new Command("demo", "A node with simulated participants and devices: a whole market day, from request to payment, in about a minute.")
        {
            speed, pods, meters, seed, day, data, exit, json, set,
        };
        verb.SetAction(async (parsed, cancellation) =>
        {
            var (rate, folder) = (parsed.GetValue(speed), Path.GetFullPath(parsed.GetValue(data)!));
            if (rate is not (>= 1 and <= 100_000))
                throw new InputException($"--speed {rate.ToString(CultureInfo.InvariantCulture)}: must be 1 to 100000");
            var plan = PlanOf(folder, parsed.GetValue(seed), parsed.GetValue(day), parsed.GetValue(pods), parsed.GetValue(meters));
            var configuration = NodeConfiguration.Load(NodeConfiguration.BuiltInFolder, null, Environment.GetEnvironmentVariables(),
                [.. Settings, $"storage.data={folder}", .. parsed.GetValue(set) ?? []]);
            return await RunAsync(context, configuration, folder, plan, rate, parsed.GetValue(exit), parsed.GetValue(json), cancellation);
        });
        return verb;
    }

    // The plan in the folder, if its day is not over; else the first day whose gate is still open when that one is settled; else a new one.
    private static DemoPlan PlanOf(string folder, int seed, DateOnly? day, int? pods, string? meterData)
    {
        if (pods is < 8 or > MostHouseholds)
            throw new InputException($"--pods {pods}: must be 8 to {MostHouseholds}");
        var file = meterData is null ? null : Path.GetFullPath(meterData);
        if (file is not null && !File.Exists(file))
            throw new InputException($"--meter-data {meterData}: there is no such file");
        if (DemoPlan.Load(folder) is { } before)
        {
            if (before.MeterData != file || before.Seed != seed || (pods is not null && pods != before.Pods))
                throw new InputException($"{folder}: another demo was begun here (seed {before.Seed}, {before.Pods} households); give its options, or another --data");
            return before.IsFinished ? before with { Day = before.Day.AddDays(2), IsFinished = false } : before;
        }
        var zone = TimeZoneInfo.FindSystemTimeZoneById(DemoPlan.TimeZone);
        var tomorrow = DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(TimeProvider.System.GetUtcNow(), zone).DateTime).AddDays(1);
        return new DemoPlan(seed, day ?? (file is null ? tomorrow : DemoForecast.FirstDay(file, zone)), pods ?? (file is null ? HouseholdsOfModel : MostHouseholds),
            file, IsFinished: false);
    }

    private static async Task<int> RunAsync(VerbContext context, NodeConfiguration configuration, string folder, DemoPlan plan, double speed, bool exits,
        bool json, CancellationToken cancellation)
    {
        var households = DemoForecast.Households(plan);
        plan.Save(folder);
        // Stands still until the day is played.
        var clock = new SimulatedClock(plan.Begins, speed, holdAt: plan.Begins);
        await using var host = await NodeHost.StartAsync(configuration, clock, cancellation);
        if (host.Rest is not { } rest || host.Mqtt is not { } mqtt)
            throw new InputException("a demo needs REST and the embedded MQTT broker: leave them switched on");
        if (await host.Node.LastRecordedAtAsync(cancellation) is { } last)
            await DemoDay.SkipToAsync(clock, last, cancellation);
        var said = json ? context.Error : context.Out;
        await said.WriteLineAsync($"Platone plays {plan.Day.ToString("d MMMM yyyy", CultureInfo.InvariantCulture)}. To watch: {host.SignInLink()}");

        using var @operator = new NodeClient(rest, (await File.ReadAllTextAsync(host.Options.OperatorKeyFile, cancellation)).Trim());
        using var cast = new DemoCast(@operator, Path.Combine(folder, "participants"));
        var scenario = new DemoScenario(plan, DemoScenario.HouseholdsOf(plan, [.. households.Select(h => DemoForecast.ConnectionW(plan, h.Power))],
            [.. households.Select(h => h.Serial)]));
        var keys = new DemoKeys(folder);
        var hasRegistry = DemoLedger.HasRegistry(await @operator.GetAsync<IReadOnlyList<LedgerView>>("api/v1/ledgers", cancellation) ?? []);
        var market = new DemoMarket(cast, [.. households.Select((h, i) => DemoForecast.Baseline(plan, h.Power, i))], hasRegistry ? keys : null);
        await using var fleet = new DemoFleet(plan, market, scenario, [.. households.Select(h => h.Power)], mqtt.Port);

        var summary = await DemoConsole.ShowAsync(context, json, progress => PlayAsync(plan, scenario, market, fleet, cast,
            new DemoLedger(cast, market, keys), clock, speed, progress, rest, cancellation));
        (plan with { IsFinished = true }).Save(folder);
        if (json)
            context.WriteJson(summary);
        else
            summary.Write(context.Console);
        if (!exits)
        {
            clock.Speed = 1;
            clock.HoldAt(DateTimeOffset.MaxValue);
            if (!json)
                await context.Out.WriteLineAsync($"The node stays up; Ctrl+C stops it. A link to sign in once more: {host.SignInLink()}");
            await context.Out.FlushAsync(cancellation);
            await Task.Delay(Timeout.InfiniteTimeSpan, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
        return summary.Complete ? ExitCode.Ok : ExitCode.No;
    }

    private static async Task<DemoSummary> PlayAsync(DemoPlan plan, DemoScenario scenario, DemoMarket market, DemoFleet fleet, DemoCast cast,
        DemoLedger ledger, SimulatedClock clock, double speed, IDemoProgress progress, Uri page, CancellationToken cancellation)
    {
        var day = new DemoDay(plan, scenario, market, fleet, ledger, clock, speed, progress);
        await day.PlayAsync(cancellation);
        var proofs = new ProofCount(0, 0, new Dictionary<string, int>());
        await day.StageAsync(DemoStage.Proofs, "the log is sealed", async () =>
        {
            proofs = await new DemoProofs(cast, market, scenario, plan).CheckAsync(
                (done, all) => progress.Advance(DemoStage.Proofs, done / (double)all, $"{done} of {all} proofs"), cancellation);
            return $"{proofs.Valid} of {proofs.Checked} proofs hold";
        });
        LedgerCount? chains = null;
        if ((await ledger.StatusAsync(cancellation)).Count > 0)
        {
            await day.StageAsync(DemoStage.Ledger, "what the day left on the chain", async () =>
            {
                chains = await ledger.CheckAsync(scenario, detail => progress.Advance(DemoStage.Ledger, 0.5, detail), cancellation);
                return chains.IsWhole ? "all of it is final" : "not all of it is final";
            });
        }
        return await DemoSummary.ReadAsync(cast, plan, scenario, day.Happened, proofs, chains, fleet.Progress.Acknowledged, page, cancellation);
    }
}
