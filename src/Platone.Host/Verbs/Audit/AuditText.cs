using System.Globalization;
using System.Text;
using Platone.Actors.Audit.Reports;
using Platone.Actors.Kernel;
using Platone.Actors.Notary.Bundles;
using Platone.Host.Rest.Json;

namespace Platone.Host.Verbs.Audit;

/// <summary>An audit's report as lines: one a check, then sessions and statements, notes, and the differences.</summary>
internal static class AuditText
{
    /// <summary>The lines.</summary>
    public static string Of(AuditReport report)
    {
        var text = new StringBuilder();
        Line(text, $"Audit of {Count(report.Sessions.Count, "session")} as of {UtcTime.Text(report.Checkpoint.SealedAt)}");
        Line(text, $"log {report.Checkpoint.Origin}, {report.Checkpoint.Size:N0} leaves, root {report.Checkpoint.RootHex}");
        Line(text, $"{Vouched(report.Attestation)}");
        Line(text, $"");
        foreach (var line in report.Lines)
            Line(text, $"{State(line.State),-8}{Name(line.Check),-14}{line.Text}");
        foreach (var session in report.Sessions)
            Session(text, session);
        List(text, "Notes", report.Notes.Select(n => n.Event is { } id ? $"{id}: {n.Text}" : n.Text));
        List(text, "Differences, in the order of the journal", report.Findings.Select(Of));
        if (report.MoreFindings > 0)
            Line(text, $"  and {report.MoreFindings:N0} more");
        Line(text, $"");
        Line(text, $"{report.Summary}");
        if (report.First is { } first)
            Line(text, $"  {Of(first)}");
        return text.ToString();
    }

    /// <summary>A difference in one line.</summary>
    public static string Of(AuditFinding finding) =>
        $"{finding.Event?.ToString() ?? Name(finding.Check)}  {finding.What}: recorded {finding.Recorded}; follows {finding.Follows}";

    /// <summary>Who vouches for the log, as people say it.</summary>
    public static string Vouched(Attestation attestation) => attestation switch
    {
        Attestation.SelfAttested => "self-attested: nobody but the log's own key vouches for it",
        Attestation.ExternalCheckpoint => "vouched for by the external checkpoint",
        Attestation.Anchored => "vouched for by the chain of the trust file",
        _ => "vouched for by the witnesses of the trust file",
    };

    /// <summary>A check as people call it.</summary>
    public static string Name(AuditCheck check) => ApiJson.Name(check).Replace('-', ' ');

    /// <summary>How a check came out.</summary>
    public static string State(AuditState state) => state switch
    {
        AuditState.Ok => "ok",
        AuditState.Differs => "DIFFERS",
        _ => "-",
    };

    private static void Session(StringBuilder text, AuditedSession session)
    {
        Line(text, $"");
        Line(text, $"{session.Session}: {ApiJson.Name(session.Phase)}, {Count(session.Events, "event")}, {Count(session.Pods, "POD")}");
        foreach (var version in session.Versions)
        {
            Line(text, $"  version {version.Version} of {UtcTime.Text(version.RecordedAt)} ({version.Event}): {Count(version.Lines, "line")}, {version.WaitingLines:N0} waiting");
            foreach (var total in version.Totals)
                Line(text, $"    {total.Participant,-24} {total.Total.Amount,14} {total.Total.Currency.Code}");
        }
    }

    private static void List(StringBuilder text, string heading, IEnumerable<string> items)
    {
        var all = items.ToList();
        if (all.Count == 0)
            return;
        Line(text, $"");
        Line(text, $"{heading}");
        foreach (var item in all)
            Line(text, $"  {item}");
    }

    private static string Count(long count, string what) => string.Create(CultureInfo.InvariantCulture, $"{count:N0} {what}{(count == 1 ? "" : "s")}");

    private static void Line(StringBuilder text, FormattableString line) => text.AppendLine(OneLine.Of(line.ToString(CultureInfo.InvariantCulture)));
}
