using System.Globalization;
using Platone.Actors.Audit.Reading;
using Platone.Actors.Audit.Replays;
using Platone.Actors.Audit.Reports;
using Platone.Actors.Kernel;

namespace Platone.Actors.Audit;

/// <summary>What an audit has looked at so far, and its lines for people.</summary>
internal sealed class AuditCounts
{
    private long _sessionEvents;
    private long _decided;
    private long _clearings;
    private long _clearedAgain;
    private long _awards;
    private long _reservations;
    private long _issued;
    private long _scheduled;
    private long _versions;
    private long _lines;
    private long _tokens;

    /// <summary>Rows of the read model that were compared.</summary>
    public long Rows { get; set; }

    /// <summary>Events of PODs.</summary>
    public long PodEvents { get; private set; }

    /// <summary>Adds a POD.</summary>
    public void Add(PodReplay pod)
    {
        PodEvents += pod.Events;
        _reservations += pod.Shares.Sum(s => (long)s.Reservations);
        _scheduled += pod.Shares.Sum(s => (long)s.Scheduled);
    }

    /// <summary>Adds a session.</summary>
    public void Add(SessionReplay session, SessionConclusion conclusion, TokenReplay tokens)
    {
        _sessionEvents += session.Events;
        _decided += session.Decided;
        _clearings += session.Clearings;
        _clearedAgain += session.ClearedAgain;
        _awards += session.State.Awards.Count;
        _issued += conclusion.SetPoints;
        _versions += session.Settlements.Count;
        _lines += conclusion.Lines;
        _tokens += tokens.Made;
    }

    /// <summary>One line for each check.</summary>
    public ValueList<AuditLine> Lines(IReadOnlySet<AuditCheck> differs, CompletenessCheck completeness, LeafCounts leaves,
        IReadOnlyCollection<AuditedSession> sessions, int pods, AnchorCount anchors, string checkpoint, bool hasReadModel)
    {
        var texts = new SortedDictionary<AuditCheck, (long Looked, string Text)>
        {
            [AuditCheck.Journal] = (1, Text($"{completeness.Rows:N0} rows, {completeness.Leaves:N0} leaves")),
            [AuditCheck.Sequence] = (1,
                Text($"{_sessionEvents:N0} events of {sessions.Count:N0} sessions, {PodEvents:N0} of {pods:N0} PODs, each stream from its first on")),
            [AuditCheck.Decoding] = (1, Text($"{_sessionEvents + PodEvents:N0} events read and folded")),
            [AuditCheck.Decisions] = (_decided, Text($"{_decided:N0} of {_sessionEvents:N0} events of sessions decided again")),
            [AuditCheck.Clearing] = (_clearings,
                Text($"{_clearings:N0} clearings keep the rules, {_clearedAgain:N0} of them cleared again; {_awards:N0} awards stand, with their prices and parts")),
            [AuditCheck.Reservations] = (_reservations, Text($"{_reservations:N0} at PODs")),
            [AuditCheck.SetPoints] = (_issued, Text($"{_issued:N0} made again, {_scheduled:N0} scheduled at PODs")),
            [AuditCheck.Settlement] = (_versions, Text($"{_versions:N0} versions, {_lines:N0} lines settled again")),
            [AuditCheck.Tokens] = (_tokens, Text($"{_tokens:N0} grants made again")),
            [AuditCheck.Inclusion] = (1, Text($"{leaves.Proven:N0} leaves made again and proven")
                + (leaves.PartlyErased > 0 ? Text($", {leaves.PartlyErased:N0} of them with erased units") : "")
                + (leaves.Erased > 0 ? Text($"; {leaves.Erased:N0} erased, leaf present") : "")),
            [AuditCheck.Anchors] = (anchors.Heads, anchors.Text),
            [AuditCheck.Checkpoint] = (1, checkpoint),
            [AuditCheck.ReadModel] = (hasReadModel ? Rows : 0, hasReadModel
                ? Text($"{Rows:N0} rows of settlements, statements and ledger entries") : "not compared"),
        };
        return texts.Select(t => new AuditLine(t.Key,
            differs.Contains(t.Key) ? AuditState.Differs : t.Value.Looked > 0 ? AuditState.Ok : AuditState.Skipped, t.Value.Text)).ToValueList();
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
