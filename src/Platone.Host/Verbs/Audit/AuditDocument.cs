using Platone.Actors.Audit.Reports;
using Platone.Host.Rest.Json;

namespace Platone.Host.Verbs.Audit;

/// <summary>An audit's report as a JSON document; its shape is told in <c>docs/audit.md</c>.</summary>
internal static class AuditDocument
{
    /// <summary>The document.</summary>
    public static object Of(AuditReport report) => new
    {
        clean = report.IsClean,
        summary = report.Summary,
        attestation = ApiJson.Name(report.Attestation),
        asOf = report.AsOf is { } asOf ? UtcTime.Text(asOf) : null,
        checkpoint = new
        {
            origin = report.Checkpoint.Origin,
            size = report.Checkpoint.Size,
            root = report.Checkpoint.RootHex,
            sealedAt = UtcTime.Text(report.Checkpoint.SealedAt),
            ordering = report.Checkpoint.Ordering,
        },
        checks = report.Lines.Select(l => new { check = ApiJson.Name(l.Check), state = ApiJson.Name(l.State), text = l.Text }),
        first = report.First is { } first ? Finding(first) : null,
        findings = report.Findings.Select(Finding),
        moreFindings = report.MoreFindings,
        notes = report.Notes.Select(n => new { persistenceId = n.Event?.PersistenceId, sequenceNr = n.Event?.SequenceNr, text = n.Text }),
        sessions = report.Sessions.Select(s => new
        {
            session = s.Session.Value,
            phase = ApiJson.Name(s.Phase),
            events = s.Events,
            pods = s.Pods,
            versions = s.Versions.Select(v => new
            {
                version = v.Version,
                persistenceId = v.Event.PersistenceId,
                sequenceNr = v.Event.SequenceNr,
                recordedAt = UtcTime.Text(v.RecordedAt),
                lines = v.Lines,
                waitingLines = v.WaitingLines,
                statements = v.Totals.Select(t => new { participant = t.Participant.Value, total = t.Total.Amount, currency = t.Total.Currency.Code }),
            }),
        }),
    };

    private static object Finding(AuditFinding f) => new
    {
        check = ApiJson.Name(f.Check),
        persistenceId = f.Event?.PersistenceId,
        sequenceNr = f.Event?.SequenceNr,
        ordering = f.Ordering,
        what = f.What,
        recorded = f.Recorded,
        follows = f.Follows,
    };
}
