using System.CommandLine;
using System.Reflection;
using Akka.Actor;
using Platone.Host.Configuration;
using Platone.Host.Node;
using Platone.Host.Pages.Access;

namespace Platone.Host.Verbs;

/// <summary><c>platone run</c>: a node.</summary>
internal static class RunVerb
{
    // A node whose starter is gone may find the database gone as well, and then there is nothing to hand over to.
    private static readonly TimeSpan LeaveWithin = TimeSpan.FromSeconds(20);

    /// <summary>The verb.</summary>
    public static Command Create(VerbContext context)
    {
        var config = new Option<string?>("--config") { Description = "A folder of *.conf files that override the built-in settings.", HelpName = "DIR" };
        var roles = new Option<string?>("--roles") { Description = "What this node does, separated by commas: market, field, grid, notary, api. Standard: everything.", HelpName = "LIST" };
        var data = new Option<string?>("--data") { Description = "Folder of the database files and secrets. Standard: data.", HelpName = "DIR" };
        var set = new Option<string[]>("--set") { Description = "A setting, such as http.listen=127.0.0.1:9000. May be given several times.", HelpName = "KEY=VALUE" };
        var input = new Option<bool>("--until-input-ends")
        {
            Description = "Stop when standard input ends: a program that starts nodes leaves none behind, however it ends.",
        };
        var verb = new Command("run", "Run a node: with no options a whole platform on this machine.") { config, roles, data, set, input };
        verb.SetAction(async (parsed, cancellation) =>
        {
            List<string> settings = [.. parsed.GetValue(set) ?? []];
            if (parsed.GetValue(data) is { } folder)
                settings.Add($"storage.data={folder}");
            if (parsed.GetValue(roles) is { } list)
                settings.Add($"akka.cluster.roles=[{list}]");
            var configuration = NodeConfiguration.Load(
                NodeConfiguration.BuiltInFolder, parsed.GetValue(config), Environment.GetEnvironmentVariables(), settings);
            if (!parsed.GetValue(input))
                return await RunAsync(context, configuration, cancellation);
            using var ends = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            _ = StopWithInputAsync(context, ends);
            return await RunAsync(context, configuration, ends.Token);
        });
        return verb;
    }

    private static async Task StopWithInputAsync(VerbContext context, CancellationTokenSource ends)
    {
        // Not by the console's reader, whose asynchronous reads block the thread they are called on.
        await using var input = Console.OpenStandardInput();
        var waste = new byte[256];
        while (await Task.Run(() => input.Read(waste)) > 0)
        {
        }

        await context.Error.WriteLineAsync("platone: standard input has ended, and so does this node");
        await ends.CancelAsync();
        await Task.Delay(LeaveWithin, TimeProvider.System);
        await context.Error.WriteLineAsync($"platone: it did not leave its cluster within {LeaveWithin.TotalSeconds:0} s");
        Environment.Exit(ExitCode.Internal);
    }

    private static async Task<int> RunAsync(VerbContext context, NodeConfiguration configuration, CancellationToken cancellation)
    {
        NodeHost host;
        try
        {
            host = await NodeHost.StartAsync(configuration, TimeProvider.System, cancellation);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            return ExitCode.Ok;
        }

        await using (host)
        {
            await WriteAddressesAsync(context, host);
            var asked = Task.Delay(Timeout.InfiniteTimeSpan, cancellation);
            var ended = await Task.WhenAny(asked, host.Node.ActorSystem.WhenTerminated);
            if (ended != asked)
            {
                if (CoordinatedShutdown.Get(host.Node.ActorSystem).ShutdownReason is CoordinatedShutdown.ClusterLeavingReason)
                {
                    await context.Out.WriteLineAsync("stopped: an operator had this node leave its cluster");
                    return ExitCode.Ok;
                }

                await context.Error.WriteLineAsync("platone: the actor system has stopped by itself: this node was removed from its cluster; the log says why");
                return ExitCode.Internal;
            }

            await context.Out.WriteLineAsync("stopping");
        }

        await context.Out.WriteLineAsync("stopped");
        return ExitCode.Ok;
    }

    private static async Task WriteAddressesAsync(VerbContext context, NodeHost host)
    {
        var version = typeof(RunVerb).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0];
        await context.Out.WriteLineAsync($"Platone {version} is up; Ctrl+C stops it.");
        if (host.Rest is { } rest)
            await context.Out.WriteLineAsync($"  REST      {rest} (to browse: {new Uri(rest, "reference")})");
        if (host.SignInLink() is { } page)
            await context.Out.WriteLineAsync($"  page      {page} (signs you in once, within {SignInCodes.Lifetime.TotalMinutes:0} minutes)");
        if (host.Mqtt is { } mqtt)
            await context.Out.WriteLineAsync($"  MQTT      {mqtt}");
        if (host.Pbm is { } pbm)
            await context.Out.WriteLineAsync($"  pbm       {pbm}");
        await context.Out.WriteLineAsync($"  data      {host.Options.Data}");
        if (host.OperatorKey is { } key)
            await context.Out.WriteLineAsync($"  operator  {key} (shown this once; kept in {host.Options.OperatorKeyFile})");
        await context.Out.FlushAsync();
    }
}
