using System.CommandLine;
using System.Security.Cryptography;
using Microsoft.Data.Sqlite;
using Npgsql;
using Platone.Actors;
using Platone.Actors.Audit;
using Platone.Actors.Audit.Reading;
using Platone.Actors.Audit.Reports;
using Platone.Actors.Kernel.Identity;
using Platone.Actors.Kernel.Storage;
using Platone.Actors.Notary.Monitoring;
using Platone.Actors.Scd.Markets.Settlement;
using Platone.Actors.Scd.Storage;
using Platone.Host.Configuration;
using Platone.Host.Rest.Json;
using Platone.Host.Verbs.Files;

namespace Platone.Host.Verbs.Audit;

/// <summary><c>platone audit</c>: replays sessions from the journal and compares what follows with what is recorded.</summary>
internal static class AuditVerb
{
    private const string StandardFolder = "data";

    /// <summary>The verb.</summary>
    public static Command Create(VerbContext context)
    {
        var session = new Option<string?>("--session") { Description = "The session. Standard: all.", HelpName = "ID" };
        var asOf = new Option<string?>("--as-of") { Description = "As it was then: the largest checkpoint not later decides (ISO 8601 with Z or an offset). Standard: the newest.", HelpName = "TIME" };
        var journal = new Option<string?>("--journal") { Description = "A SQLite file, or a PostgreSQL connection string. Standard: journal.db in the data folder.", HelpName = "CONNECTION" };
        var data = new Option<string?>("--data") { Description = $"The data folder, with log, keys and master key; and with it, the read model is compared. Standard: the folder of the journal's file, else {StandardFolder}.", HelpName = "DIR" };
        var checkpoint = new Option<string?>("--checkpoint") { Description = "A checkpoint of the log from elsewhere: kept from earlier, or another party's.", HelpName = "FILE" };
        var trust = new Option<string?>("--trust") { Description = "Whom to trust: keys of logs and witnesses.", HelpName = "FILE" };
        var rpc = new Option<string?>("--rpc") { Description = "JSON-RPC of a node: looks every anchor up in its contract, too.", HelpName = "URL" };
        var clearing = new Option<bool>("--recompute-clearing") { Description = "Also clear every round again, with the recorded engine, rules and seed, and compare." };
        var json = new Option<bool>("--json") { Description = "One JSON document instead of lines." };
        var html = new Option<string?>("--html") { Description = "Also write the report as a page to print.", HelpName = "FILE" };
        var verb = new Command("audit", "Replay sessions from the journal and compare with what is recorded, to the last digit. Reads only; needs no running node.")
        {
            session, asOf, journal, data, checkpoint, trust, rpc, clearing, json, html,
        };
        verb.SetAction(async (parsed, cancellation) =>
        {
            var external = parsed.GetValue(checkpoint) is { } file ? await InputFile.TextAsync(file, cancellation) : null;
            var request = new AuditRequest
            {
                Session = parsed.GetValue(session) is { } id ? SessionOf(id) : null,
                AsOf = parsed.GetValue(asOf) is { } text ? InstantOf(text) : null,
                Trust = await InputFile.TrustAsync(parsed.GetValue(trust), cancellation),
                Checkpoint = external,
                Rpc = parsed.GetValue(rpc) is { } url ? VerifyVerb.NodeOf(url) : null,
                RecomputesClearing = parsed.GetValue(clearing),
            };
            var report = await RunAsync(parsed.GetValue(journal), parsed.GetValue(data), request, cancellation);
            if (parsed.GetValue(html) is { } page)
                await OutputFile.WriteAsync(context, page, AuditPage.Of(report), cancellation);
            if (parsed.GetValue(json))
                context.WriteJson(AuditDocument.Of(report));
            else
                await context.Out.WriteAsync(AuditText.Of(report));
            return report.IsClean ? ExitCode.Ok : ExitCode.No;
        });
        return verb;
    }

    private static async Task<AuditReport> RunAsync(string? journal, string? data, AuditRequest request, CancellationToken cancellation)
    {
        var isServer = journal?.Contains('=', StringComparison.Ordinal) == true && !File.Exists(journal);
        var folder = data ?? (journal is null || isServer ? StandardFolder : Path.GetDirectoryName(Path.GetFullPath(journal))!);
        try
        {
            var stores = isServer
                ? await AuditStores.PostgreSqlAsync(journal!, folder, PlatoneEvents.Registry, cancellation)
                : await AuditStores.SqliteAsync(journal ?? Path.Combine(folder, "journal.db"), folder, PlatoneEvents.Registry, cancellation);
            var scd = data is null ? null : isServer ? Database.PostgreSqlReadOnly(journal!, "scd") : ReadModelIn(folder);
            var report = await new JournalAudit(stores).RunAsync(request with { ReadModel = scd is null ? null : new SettlementRows(new ScdStore(scd)) }, cancellation);
            return stores.WasThawed || scd is { WasThawed: true }
                ? throw new InputException($"{folder}: a node was started on it while it was read; run the audit again")
                : report;
        }
        catch (FileNotFoundException e)
        {
            throw new InputException($"{e.FileName}: {e.Message}", e);
        }
        catch (ChainNotAskedException e)
        {
            throw new InputException($"--rpc: {e.Message}", e);
        }
        catch (NothingToAuditException e)
        {
            throw new InputException(e.Message, e);
        }
        catch (MissingKeysException e)
        {
            throw new InputException(e.Message, e);
        }
        catch (UnreadableStoreException e)
        {
            throw new InputException($"{folder}: {e.Message}", e);
        }
        catch (CryptographicException e)
        {
            throw new InputException($"{folder}: {e.Message}", e);
        }
        catch (FormatException e)
        {
            throw new InputException($"{folder}: {e.Message}", e);
        }
        catch (Exception e) when (e is ArgumentException or NpgsqlException && isServer)
        {
            // Never the connection string itself: it may hold a password.
            throw new InputException($"--journal: {e.Message}", e);
        }
        catch (SqliteException e)
        {
            throw new InputException($"{folder}: not the files of a node, or not readable ({e.Message})", e);
        }
    }

    // A node keeps one beside its journal; a copy of a journal may come without.
    private static Database? ReadModelIn(string folder) => Path.Combine(folder, "scd.db") is var file && File.Exists(file) ? Database.SqliteReadOnly(file) : null;

    private static MarketSessionId SessionOf(string text)
    {
        try
        {
            return MarketSessionId.Parse(text);
        }
        catch (FormatException e)
        {
            throw new InputException($"--session: {e.Message}", e);
        }
    }

    private static DateTimeOffset InstantOf(string text) => UtcTime.TryParse(text, null, out var time)
        ? time.Value
        : throw new InputException($"--as-of: '{text}' is not a time such as 2026-11-22T14:00:00Z");
}
