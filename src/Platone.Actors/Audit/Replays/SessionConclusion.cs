using Platone.Actors.Audit.Reports;
using Platone.Actors.GridOperations.Activations;
using Platone.Actors.Kernel;
using Platone.Actors.Kernel.Identity;
using Platone.Actors.Markets;
using Platone.Actors.Markets.Sessions;
using Platone.Actors.Markets.Settlement;

namespace Platone.Actors.Audit.Replays;

/// <summary>
/// What follows from a session's events and those of its PODs together: set points from the baselines, and every version of the settlement
/// from the events up to its cut, compared with what is recorded to the last digit. Pure.
/// </summary>
/// <param name="session">The session, replayed.</param>
/// <param name="shares">By POD: what was collected of it.</param>
/// <param name="gone">PODs of which something cannot be read: erased, or broken. Whatever needs them is not compared, and noted.</param>
internal sealed class SessionConclusion(SessionReplay session, IReadOnlyDictionary<PodId, PodShare> shares, IReadOnlySet<PodId> gone)
{
    private const int DifferencesOfAnEvent = 10;

    private readonly List<AuditFinding> _findings = [];
    private readonly List<AuditNote> _notes = [];

    /// <summary>What differs.</summary>
    public IReadOnlyList<AuditFinding> Findings => _findings;

    /// <summary>What could not be compared, and why.</summary>
    public IReadOnlyList<AuditNote> Notes => _notes;

    /// <summary>How many set points were made again.</summary>
    public long SetPoints { get; private set; }

    /// <summary>How many lines were settled again.</summary>
    public long Lines { get; private set; }

    /// <summary>Draws it.</summary>
    public void Draw()
    {
        foreach (var issued in session.Issued)
            Try(AuditCheck.SetPoints, issued.Source, () => Compare(issued));
        foreach (var settlement in session.Settlements)
            Try(AuditCheck.Settlement, settlement.Source, () => Compare(settlement));
    }

    /// <summary>The PODs that have a part in a session: those of its awards, and those its settlements used.</summary>
    public static IReadOnlyList<PodId> Pods(SessionReplay session) => session.State.Terms is null ? [] :
    [
        .. session.Issued.Select(i => i.Outcome).Concat(session.Settlements.Select(s => s.Outcome)).Append(session.State.Outcome())
            .SelectMany(o => o.Awards).SelectMany(a => a.Parts).Select(p => p.Pod)
            .Concat(session.Settlements.SelectMany(s => s.Recorded.Settlement.Cut.Pods).Select(c => c.Pod)).Distinct().Order(),
    ];

    // What a forger wrote may be nothing that can be settled at all: then that is the difference.
    private void Try(AuditCheck check, ReplayedEvent source, Action compare)
    {
        try
        {
            compare();
        }
        catch (Exception x) when (x is ArgumentException or KeyNotFoundException or OverflowException)
        {
            _findings.Add(new AuditFinding(check, source.Id, source.Ordering, source.Event.GetType().Name, "recorded",
                $"nothing: {x.Message}"));
        }
    }

    private void Compare(IssuedSetPoints issued)
    {
        var (source, outcome) = (issued.Source, WithoutGone(issued.Outcome));
        var meters = SetPointSplit.Pods(outcome, issued.Activation).ToDictionary(p => p, p => shares[p].AtIssue(source.Id)!);
        var follows = SetPointSplit.Of(outcome, issued.Activation, new MeterData(meters, 0));
        var recorded = issued.Recorded.SetPoints.Where(s => !gone.Contains(s.Pod)).ToValueList();
        SetPoints += follows.Count;
        foreach (var d in Differences.Between(recorded, follows).Take(DifferencesOfAnEvent))
            _findings.Add(new AuditFinding(AuditCheck.SetPoints, source.Id, source.Ordering, $"setPoints{d.Path}", d.Recorded, d.Follows));
    }

    private void Compare(RecordedSettlement settled)
    {
        var (source, recorded) = (settled.Source, settled.Recorded.Settlement);
        var (outcome, rules) = (WithoutGone(settled.Outcome), settled.Outcome.Terms!.Rules.Settlement);
        if (!CutIsRight(source, recorded))
            return;
        if (gone.Count > 0 && rules.SettlementLevel == SettlementLevel.Order)
        {
            _notes.Add(new AuditNote(source.Id,
                $"version {recorded.Version} cannot be settled again: PODs net, and of {gone.Count} something is gone"));
            return;
        }

        var pods = SessionOrders.Pods(SessionOrders.Of(outcome));
        var cuts = recorded.Cut.Pods.ToDictionary(c => c.Pod, c => c.Through);
        var meters = pods.ToDictionary(p => p, p => shares[p].AtCut(cuts[p])!);
        var follows = SessionOrders.Settle(outcome, new MeterData(meters, recorded.Cut.LogSize), recorded.Version);
        Lines += follows.Lines.Count;
        if (gone.Count == 0)
        {
            Report(source, "settlement", Differences.Between(recorded, follows));
            return;
        }
        // Each POD stands alone: the lines of those that are whole can still be told, the sums over all cannot.
        Report(source, "settlement.lines", Differences.Between(recorded.Lines.Where(l => !gone.Contains(l.Order.Pod)).ToValueList(),
            follows.Lines));
        Report(source, "settlement.cut", Differences.Between(recorded.Cut.Pods.Where(c => !gone.Contains(c.Pod)).ToValueList(),
            follows.Cut.Pods));
        _notes.Add(new AuditNote(source.Id,
            $"the statements of version {recorded.Version} cannot be made again: they sum over {gone.Count} PODs of which something is gone"));
        if (recorded.Statement.Totals.Sum(t => t.Total.Amount) is not 0 and var sum)
        {
            _findings.Add(new AuditFinding(AuditCheck.Settlement, source.Id, source.Ordering, "the sum of all statements",
                sum.ToString(System.Globalization.CultureInfo.InvariantCulture), "0"));
        }
    }

    // That the cut names the PODs there are, that they reach it, and that it leaves out nothing of before the end of delivery.
    private bool CutIsRight(ReplayedEvent source, SessionSettlement recorded)
    {
        var before = _findings.Count;
        var orders = SessionOrders.Pods(SessionOrders.Of(WithoutGone(session.Settlements.Single(s => s.Source == source).Outcome)));
        var cuts = recorded.Cut.Pods.GroupBy(c => c.Pod).ToDictionary(g => g.Key, g => g.Last().Through);
        if (cuts.Count != recorded.Cut.Pods.Count)
            Cut("a POD is in it twice", "each POD once");
        foreach (var pod in orders)
        {
            if (!cuts.TryGetValue(pod, out var through))
                Cut($"without POD {pod}", "with it: it has orders");
            else if (shares[pod].AtCut(through) is null)
                Cut($"POD {pod} through {through}", "its stream ends before");
            else if (through < shares[pod].MustBeUsed)
                Cut($"POD {pod} through {through}",
                    $"through {shares[pod].MustBeUsed} at least: so much was recorded before delivery ended");
        }
        return _findings.Count == before;

        void Cut(string cut, string follows) =>
            _findings.Add(new AuditFinding(AuditCheck.Settlement, source.Id, source.Ordering, "settlement.cut", cut, follows));
    }

    private SessionOutcome WithoutGone(SessionOutcome outcome) => gone.Count == 0 ? outcome : outcome with
    {
        Awards = outcome.Awards.Select(a => a with { Parts = a.Parts.Where(p => !gone.Contains(p.Pod)).ToValueList() }).ToValueList(),
    };

    private void Report(ReplayedEvent source, string what, IEnumerable<Difference> differences)
    {
        foreach (var d in differences.Take(DifferencesOfAnEvent))
        {
            var path = d.Path.Length == 0 ? what : d.Path[0] == '[' ? what + d.Path : $"{what}.{d.Path}";
            _findings.Add(new AuditFinding(AuditCheck.Settlement, source.Id, source.Ordering, path, d.Recorded, d.Follows));
        }
    }
}
