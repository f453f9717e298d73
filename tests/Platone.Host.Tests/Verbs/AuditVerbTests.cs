using System.Net;
using System.Globalization;
using System.Text.Json.Nodes;
using Platone.Actors.Audit.Reports;
using Platone.Actors.Kernel.Identity;
using Platone.Actors.Kernel.Units;
using Platone.Actors.Markets.Sessions;
using Platone.Actors.Markets.Settlement;
using Platone.Actors.Notary.Bundles;
using Platone.Host.Tests.Rest;
using Platone.Host.Verbs;
using Platone.Host.Verbs.Audit;
using Platone.Testing;

namespace Platone.Host.Tests.Verbs;

[Collection(nameof(TestNode))]
public sealed class AuditVerbTests(TestNode node) : IDisposable
{
    private readonly TestDirectory _folder = new("audit-verb");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_running_nodes_folder_is_audited_beside_it()
    {
        await node.PodAsync(node.Name("IT001E"));
        await SealAsync();
        var page = _folder.File("report.html");

        var (code, output, errors) = await AuditAsync("--data", node.Host.Options.Data, "--json", "--html", page);

        Assert.True(code == ExitCode.Ok, errors + output);
        var report = JsonNode.Parse(output)!;
        Assert.Equal((true, "self-attested"), ((bool)report["clean"]!, (string)report["attestation"]!));
        Assert.Equal("ok", (string)report["checks"]!.AsArray().Single(c => (string)c!["check"]! == "journal")!["state"]!);
        Assert.Null(report["first"]);
        Assert.StartsWith("<!doctype html>", await File.ReadAllTextAsync(page), StringComparison.Ordinal);

        var checkpoint = _folder.Write("kept.checkpoint", await node.Host.Node.Notary.CheckpointAsync(default) ?? "");
        (code, output, errors) = await AuditAsync("--data", node.Host.Options.Data, "--checkpoint", checkpoint);
        Assert.True(code == ExitCode.Ok, errors + output);
        Assert.Contains("ok      checkpoint", output, StringComparison.Ordinal);
        Assert.Contains("nothing differs, by the external checkpoint", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_not_there_is_said()
    {
        await SealAsync();
        var data = node.Host.Options.Data;
        await RefusesAsync("no session nobody", "--data", data, "--session", "nobody");
        await RefusesAsync("--session: ", "--data", data, "--session", "no name");
        await RefusesAsync("no checkpoint of 2001-01-01T00:00:00", "--data", data, "--as-of", "2001-01-01T00:00:00Z");
        await RefusesAsync("--as-of: 'yesterday' is not a time", "--data", data, "--as-of", "yesterday");
        await RefusesAsync("no key store", "--data", _folder.Path);
        await RefusesAsync("no key store", "--journal", Path.Combine(data, "journal.db"), "--data", _folder.Path);
        await RefusesAsync("none.trust: ", "--data", data, "--trust", _folder.File("none.trust"));
        await RefusesAsync("no key store", "--journal", "Host=127.0.0.1;Password=geheim", "--data", _folder.Path);
    }

    [Fact]
    public void A_report_names_the_first_event_that_differs_in_every_form()
    {
        var report = Differing();
        Assert.Equal(6, report.First!.Event!.Value.SequenceNr);

        var text = AuditText.Of(report);
        Assert.Contains("DIFFERS settlement    2 versions", text, StringComparison.Ordinal);
        Assert.Contains("-       read model    not compared", text, StringComparison.Ordinal);
        Assert.EndsWith($"""
            DIFFERS, first at market-session-s#6
              market-session-s#6  settlement.lines[0].deliveredJ: recorded 900; follows <b>800</b>

            """.ReplaceLineEndings(), text, StringComparison.Ordinal);
        Assert.Contains("aggregator                        12.34 EUR", text, StringComparison.Ordinal);

        var page = AuditPage.Of(report);
        Assert.Contains("market-session-s#6", page, StringComparison.Ordinal);
        // Also where something differs.
        Assert.Contains("self-attested", page, StringComparison.Ordinal);
        Assert.Contains("self-attested", text, StringComparison.Ordinal);
        Assert.Contains("&lt;b&gt;800&lt;/b&gt;", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<b>800", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<script", page, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("http://", page, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("<td class=\"number\">12.34</td>", page, StringComparison.Ordinal);

        var first = JsonNode.Parse(System.Text.Json.JsonSerializer.Serialize(AuditDocument.Of(report)))!["first"]!;
        Assert.Equal(("settlement", "market-session-s", 6L, "900"),
            ((string)first["check"]!, (string)first["persistenceId"]!, (long)first["sequenceNr"]!, (string)first["recorded"]!));
    }

    private static AuditReport Differing()
    {
        var at = DateTimeOffset.Parse("2026-11-22T12:00:00Z", CultureInfo.InvariantCulture);
        var id = new EventId("market-session-s", 6);
        return new AuditReport(null, new AuditedCheckpoint("platone/log/1", 1234, new string('a', 64), at, 1300), Attestation.SelfAttested,
            [new AuditedSession(new MarketSessionId("s"), SessionPhase.Settled, 9, 2, [new AuditedVersion(1, id, at, 4, 0,
                [new ParticipantTotal(new ParticipantId("aggregator"), new Money(12.34m, Currency.Eur), 900)])])],
            [new AuditLine(AuditCheck.Settlement, AuditState.Differs, "2 versions"), new AuditLine(AuditCheck.ReadModel, AuditState.Skipped, "not compared")],
            [
                new AuditFinding(AuditCheck.Journal, null, 3, "row 3", "missing", "an event"),
                new AuditFinding(AuditCheck.Settlement, id, 7, "settlement.lines[0].deliveredJ", "900", "<b>800</b>"),
            ],
            [new AuditNote(null, "POD x is erased")]);
    }

    private async Task SealAsync()
    {
        using var client = node.Operator();
        using var response = await client.PostAsync("log/seal", null);
        Assert.Equal(HttpStatusCode.NoContent, response.StatusCode);
    }

    private static async Task RefusesAsync(string fault, params string[] options)
    {
        var (code, output, errors) = await AuditAsync(options);
        Assert.Equal((ExitCode.BadInput, ""), (code, output));
        Assert.Contains(fault, errors, StringComparison.Ordinal);
        Assert.DoesNotContain("geheim", errors, StringComparison.Ordinal);
    }

    private static async Task<(int Code, string Output, string Errors)> AuditAsync(params string[] options)
    {
        using var output = new StringWriter();
        using var errors = new StringWriter();
        var code = await PlatoneCommandLine.InvokeAsync(["audit", .. options], output, errors, CancellationToken.None);
        return (code, output.ToString(), errors.ToString());
    }
}
