using System.Globalization;
using System.Net;
using System.Text;
using Platone.Actors.Audit.Reports;
using Platone.Host.Rest.Json;

namespace Platone.Host.Verbs.Audit;

/// <summary>An audit's report as one page to print or to file: no script, nothing from elsewhere.</summary>
internal static class AuditPage
{
    private const string Head = """
        <!doctype html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <title>Platone audit</title>
        <style>
        body { font: 11pt/1.45 system-ui, sans-serif; max-width: 60em; margin: 2em auto; padding: 0 1em; color: #1b1b1b; background: #fff; }
        h1 { font-size: 1.5em; } h2 { font-size: 1.15em; margin-top: 2em; } h3 { font-size: 1em; }
        table { border-collapse: collapse; width: 100%; }
        th, td { text-align: left; vertical-align: top; padding: .3em .8em .3em 0; border-bottom: 1px solid #ccc; overflow-wrap: anywhere; }
        td.number { text-align: right; font-variant-numeric: tabular-nums; }
        code { font: .9em ui-monospace, monospace; overflow-wrap: anywhere; }
        .verdict { padding: .8em 1em; border-left: .4em solid #1a7f37; background: #f0f7f1; }
        .differs.verdict { border-color: #b3261e; background: #fbeeed; }
        td.differs { color: #b3261e; font-weight: 600; }
        @media print { body { margin: 0; max-width: none; font-size: 9.5pt; } tr { break-inside: avoid; } h2, h3 { break-after: avoid; } }
        </style>
        </head>
        <body>
        """;

    /// <summary>The page.</summary>
    public static string Of(AuditReport report)
    {
        var page = new StringBuilder(Head).Append('\n');
        Add(page, $"<h1>Audit as of {UtcTime.Text(report.Checkpoint.SealedAt)}</h1>");
        Add(page, $"<p class=\"{(report.IsClean ? "" : "differs ")}verdict\">{report.Summary}</p>");
        if (report.First is { } first)
            Add(page, $"<p><code>{AuditText.Of(first)}</code></p>");
        Add(page, $"<p>Log <code>{report.Checkpoint.Origin}</code>, {report.Checkpoint.Size:N0} leaves, root <code>{report.Checkpoint.RootHex}</code>; {AuditText.Vouched(report.Attestation)}</p>");
        Add(page, $"<h2>Checks</h2>");
        Table(page, ["check", "outcome", "looked at"], report.Lines, line => Add(page,
            $"<tr><td>{AuditText.Name(line.Check)}</td><td class=\"{(line.State == AuditState.Differs ? "differs" : "")}\">{AuditText.State(line.State)}</td><td>{line.Text}</td></tr>"));
        Findings(page, report);
        foreach (var session in report.Sessions)
            Session(page, session);
        if (report.Notes.Count > 0)
        {
            Add(page, $"<h2>Notes</h2>");
            Table(page, ["event", "note"], report.Notes, note => Add(page, $"<tr><td><code>{note.Event}</code></td><td>{note.Text}</td></tr>"));
        }
        return page.Append("</body>\n</html>\n").ToString();
    }

    private static void Findings(StringBuilder page, AuditReport report)
    {
        if (report.Findings.Count == 0)
            return;
        Add(page, $"<h2>Differences</h2>");
        Table(page, ["event", "what", "recorded", "follows"], report.Findings, f => Add(page,
            $"<tr><td><code>{f.Event?.ToString() ?? AuditText.Name(f.Check)}</code></td><td>{f.What}</td><td>{f.Recorded}</td><td>{f.Follows}</td></tr>"));
        if (report.MoreFindings > 0)
            Add(page, $"<p>and {report.MoreFindings:N0} more</p>");
    }

    private static void Session(StringBuilder page, AuditedSession session)
    {
        Add(page, $"<h2>Session {session.Session}</h2>");
        Add(page, $"<p>{ApiJson.Name(session.Phase)}; {session.Events:N0} events, {session.Pods:N0} PODs</p>");
        foreach (var version in session.Versions)
        {
            Add(page, $"<h3>Version {version.Version}, {UtcTime.Text(version.RecordedAt)}</h3>");
            Add(page, $"<p><code>{version.Event}</code>: {version.Lines:N0} lines, {version.WaitingLines:N0} waiting</p>");
            Table(page, ["participant", "total", ""], version.Totals, total => Add(page,
                $"<tr><td>{total.Participant}</td><td class=\"number\">{total.Total.Amount}</td><td>{total.Total.Currency.Code}</td></tr>"));
        }
    }

    private static void Table<T>(StringBuilder page, string[] columns, IEnumerable<T> rows, Action<T> add)
    {
        page.Append("<table>\n<thead><tr>");
        foreach (var column in columns)
            Add(page, $"<th scope=\"col\">{column}</th>");
        page.Append("</tr></thead>\n<tbody>\n");
        foreach (var row in rows)
            add(row);
        page.Append("</tbody>\n</table>\n");
    }

    // Whatever is put in is text, wherever it comes from: a forged event may hold anything. Numbers keep their format.
    private static void Add(StringBuilder page, FormattableString html)
    {
        object?[] arguments = [.. html.GetArguments().Select(a => a is long or int or decimal ? a : WebUtility.HtmlEncode(a?.ToString()))];
        page.AppendFormat(CultureInfo.InvariantCulture, html.Format, arguments).Append('\n');
    }
}
