using System.CommandLine;
using Platone.Host.ClusterDemo;
using Platone.Host.Configuration;

namespace Platone.Host.Verbs;

/// <summary><c>platone cluster-demo</c>: several nodes, a database and a load on one machine, to watch nodes fail.</summary>
internal static class ClusterDemoVerb
{
    private const int MostNodes = 9;
    private const int PostgreSqlAbove = 300;

    /// <summary>The verb.</summary>
    public static Command Create(VerbContext context)
    {
        var nodes = new Option<int>("--nodes") { Description = $"How many nodes, 3 to {MostNodes}.", DefaultValueFactory = _ => 3, HelpName = "N" };
        var rate = new Option<int>("--rate") { Description = "Readings a second.", DefaultValueFactory = _ => 1_000, HelpName = "N" };
        var port = new Option<int>("--port") { Description = "Node N has its REST at this port plus N, its MQTT broker 100 above, the other nodes 200 above.", DefaultValueFactory = _ => 18_080, HelpName = "PORT" };
        var server = new Option<string?>("--postgresql") { Description = "Connection string of an empty database. Standard: a server of the demo's own, if PostgreSQL is installed.", HelpName = "CONNECTION" };
        var data = new Option<string>("--data") { Description = "Folder of the demo's files.", DefaultValueFactory = _ => Path.Combine("data", "cluster-demo"), HelpName = "DIR" };
        var exit = new Option<bool>("--exit") { Description = "End after the show: exit code 0 only if nothing acknowledged was lost and every session has its outcome." };
        var json = new Option<bool>("--json") { Description = "One JSON document at the end; progress goes to standard error." };
        var verb = new Command("cluster-demo", "Three nodes as processes of their own on PostgreSQL, with a load: one is killed, one leaves, nothing is lost.")
        {
            nodes, rate, port, server, data, exit, json,
        };
        verb.SetAction(async (parsed, cancellation) =>
        {
            var (count, perSecond, first) = (parsed.GetValue(nodes), parsed.GetValue(rate), parsed.GetValue(port));
            if (count is < 3 or > MostNodes)
                throw new InputException($"--nodes {count}: must be 3 to {MostNodes}");
            if (perSecond is < 1 or > 100_000)
                throw new InputException($"--rate {perSecond}: must be 1 to 100000");
            if (first is < 1_024 or > 60_000)
                throw new InputException($"--port {first}: must be 1024 to 60000");
            return await RunAsync(context, Path.GetFullPath(parsed.GetValue(data)!), count, perSecond, first, parsed.GetValue(server),
                parsed.GetValue(exit), parsed.GetValue(json), cancellation);
        });
        return verb;
    }

    private static async Task<int> RunAsync(VerbContext context, string folder, int nodes, int rate, int port, string? server, bool exits, bool json,
        CancellationToken cancellation)
    {
        Directory.CreateDirectory(folder);
        var said = json ? context.Error : context.Out;
        await using var own = server is null
            ? await PrivatePostgreSql.StartAsync(Path.Combine(folder, "postgresql"), port + PostgreSqlAbove, cancellation)
            : null;
        await using var show = ClusterShow.Of(folder, nodes, port, server ?? own!.ConnectionString, said, TimeProvider.System);
        await show.StartAsync(rate, cancellation);
        var summary = await show.PlayAsync(cancellation);
        if (json)
            context.WriteJson(summary);
        else
            summary.Write(context.Console);
        if (!exits)
            await show.StayAsync(cancellation);
        return summary.IsKept ? ExitCode.Ok : ExitCode.No;
    }
}
