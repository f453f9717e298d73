using System.CommandLine;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Connections;
using Platone.Actors.Kernel.Keys;
using Platone.Actors.Kernel.Storage;
using Platone.Host.Configuration;
using Platone.Host.Node;
using Platone.Host.Verbs.Files;
using Platone.Host.Witness;

namespace Platone.Host.Verbs.Log;

/// <summary><c>platone log witness</c>: cosigns checkpoints of logs, for those who do not want to trust the logs alone.</summary>
internal static class LogWitnessVerb
{
    /// <summary>The verb.</summary>
    public static Command Create(VerbContext context)
    {
        var data = new Option<string>("--data") { Description = "Folder of its key and of what it has cosigned. Never put an older copy of it back.", DefaultValueFactory = _ => Path.Combine("data", "witness"), HelpName = "DIR" };
        var name = new Option<string?>("--name") { Description = "Its name, at the first start; best a URL without scheme, such as regulator.example/w1.", HelpName = "NAME" };
        var logs = new Option<string[]>("--log") { Description = "vkey of a log it cosigns for; may be there several times.", HelpName = "VKEY", DefaultValueFactory = _ => [] };
        var trust = new Option<string?>("--trust") { Description = "A trust file, whose logs it cosigns for.", HelpName = "FILE" };
        var listen = new Option<string>("--listen") { Description = "Where it is asked, address and port; port 0 for a free one.", DefaultValueFactory = _ => "127.0.0.1:8090", HelpName = "ADDRESS:PORT" };
        var key = new Option<bool>("--print-key") { Description = "Print its vkey and end." };
        var verb = new Command("witness", "Run a witness: it cosigns a checkpoint only if that extends the one it cosigned before (C2SP tlog-witness).") { data, name, logs, trust, listen, key };
        verb.SetAction(async (parsed, cancellation) =>
        {
            if (!IPEndPoint.TryParse(parsed.GetValue(listen)!, out var endpoint))
                throw new InputException($"--listen {parsed.GetValue(listen)}: must be an address with a port, such as 127.0.0.1:8090");
            List<string> vkeys = [.. parsed.GetValue(logs)!, .. (await InputFile.TrustAsync(parsed.GetValue(trust), cancellation))?.LogKeys ?? []];
            var folder = parsed.GetValue(data)!;
            using var held = DataFolder.Take(folder);
            var witness = await OpenAsync(folder, parsed.GetValue(name), vkeys.Distinct(), cancellation);
            if (parsed.GetValue(key))
            {
                await context.Out.WriteLineAsync(witness.VerifierKey);
                return ExitCode.Ok;
            }

            if (vkeys.Count == 0)
                throw new InputException("--log or --trust: name a log to cosign for");
            return await ServeAsync(context, witness, endpoint, cancellation);
        });
        return verb;
    }

    private static async Task<int> ServeAsync(VerbContext context, Actors.Notary.Witnessing.Witness witness, IPEndPoint endpoint, CancellationToken cancellation)
    {
        using var loggers = NodeLog.Create(LogLevel.Warning, null);
        await using var app = WitnessServer.Build(witness, endpoint, loggers);
        try
        {
            await app.StartAsync(cancellation);
        }
        catch (Exception e) when (e is IOException or SocketException or AddressInUseException)
        {
            throw new InputException($"--listen {endpoint}: {e.Message}", e);
        }

        await context.Out.WriteLineAsync($"witness  {witness.VerifierKey}");
        await context.Out.WriteLineAsync($"logs     {string.Join(", ", witness.Logs)}");
        await context.Out.WriteLineAsync($"asked at {new Uri(WitnessServer.Address(app), "add-checkpoint")}");
        await context.Out.FlushAsync(cancellation);
        await Task.Delay(Timeout.InfiniteTimeSpan, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await app.StopAsync(CancellationToken.None);
        return ExitCode.Ok;
    }

    private static async Task<Actors.Notary.Witnessing.Witness> OpenAsync(string folder, string? name, IEnumerable<string> logs, CancellationToken cancellation)
    {
        try
        {
            return await Actors.Notary.Witnessing.Witness.OpenAsync(Database.Sqlite(Path.Combine(folder, "witness.db")),
                MasterKey.Load(Path.Combine(folder, "master.key")), name, logs, TimeProvider.System, cancellation);
        }
        catch (Exception e) when (e is FormatException or CryptographicException)
        {
            throw new InputException($"{folder}: {e.Message}", e);
        }
    }
}
