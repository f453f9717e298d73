using Platone.Actors.Audit.Reports;
using Platone.Actors.Kernel;
using Platone.Actors.Kernel.Identity;
using Platone.Actors.Markets;
using Platone.Actors.Metering;
using Platone.Actors.Metering.Pods;

namespace Platone.Actors.Audit.Replays;

/// <summary>
/// What one POD has to do with one session, collected while the POD's events go by: reservations when the session was published, set points
/// as scheduled, and baselines and metered energy as they stood at the cuts of settlements and when set points were issued. Holds the
/// session's intervals only, however long the POD's history is. Pure.
/// </summary>
internal sealed class PodShare
{
    private readonly PodId _pod;
    private readonly SessionReplay _session;
    private readonly SessionTerms _terms;
    private readonly List<AuditFinding> _findings = [];
    private readonly long?[] _baseline;
    private readonly long[] _baselineNr;
    private readonly long?[] _metered;
    private readonly long[] _meteredNr;
    private readonly Dictionary<EventId, Queue<SetPoint>> _awaited = [];
    private readonly Dictionary<long, PodMeterData> _cuts = [];
    private readonly Dictionary<EventId, PodMeterData> _issues = [];
    private readonly Queue<long> _nextCuts;
    private readonly Queue<IssuedSetPoints> _nextIssues;
    private ReplayedEvent? _nextPublication;

    /// <summary>The share of a POD in a session of which all events are replayed.</summary>
    public PodShare(PodId pod, SessionReplay session)
    {
        (_pod, _session, _terms) = (pod, session, session.State.Terms!);
        (_baseline, _metered) = (new long?[_terms.Intervals], new long?[_terms.Intervals]);
        (_baselineNr, _meteredNr) = (new long[_terms.Intervals], new long[_terms.Intervals]);
        _nextCuts = new Queue<long>(session.Settlements.SelectMany(s => s.Recorded.Settlement.Cut.Pods).Where(c => c.Pod == pod)
            .Select(c => c.Through).Distinct().Order());
        _nextIssues = new Queue<IssuedSetPoints>(session.Issued.OrderBy(i => i.Source.Ordering));
        _nextPublication = session.Publication;
        foreach (var issued in session.Issued)
            _awaited[issued.Source.Id] = new Queue<SetPoint>(issued.Recorded.SetPoints.Where(s => s.Pod == pod).Select(s => SetPoints.Cut(s.SetPoint)));
        LastCut = _nextCuts.LastOrDefault();
    }

    /// <summary>The highest sequence number any settlement used; 0 if none did.</summary>
    public long LastCut { get; }

    /// <summary>
    /// The last event of before the end of delivery that a settlement must have used: a baseline set in time, or metered energy, of the
    /// session's intervals; 0 if there is none.
    /// </summary>
    public long MustBeUsed { get; private set; }

    /// <summary>How many reservations were compared.</summary>
    public int Reservations { get; private set; }

    /// <summary>How many set points were scheduled as issued.</summary>
    public int Scheduled { get; private set; }

    /// <summary>What differs so far.</summary>
    public IReadOnlyList<AuditFinding> Findings => _findings;

    /// <summary>Whether nothing that may still come matters to the session.</summary>
    /// <param name="last">The last event of the POD that was replayed.</param>
    /// <param name="ordering">Its place in the journal.</param>
    public bool IsDone(EventId last, long ordering) => last.SequenceNr >= LastCut && ordering > _session.LastOrdering
        && _awaited.Values.All(q => q.Count == 0);

    /// <summary>Set points that were issued and are not scheduled.</summary>
    public int Unscheduled => _awaited.Values.Sum(q => q.Count);

    /// <summary>Baselines and metered energy at a settlement's cut; null if the POD's stream ends before.</summary>
    public PodMeterData? AtCut(long through) => _cuts.GetValueOrDefault(through);

    /// <summary>Baselines when set points were issued.</summary>
    public PodMeterData? AtIssue(EventId issued) => _issues.GetValueOrDefault(issued);

    /// <summary>The POD's next event.</summary>
    /// <param name="e">The event.</param>
    /// <param name="recorded">The same, by its type.</param>
    /// <param name="before">The POD before it.</param>
    public void Add(ReplayedEvent e, PodEvent recorded, Pod before)
    {
        Pass(e.Id.SequenceNr - 1, e.Ordering, before);
        switch (recorded)
        {
            case BaselineSet { Baseline: { } baseline } when recorded.RecordedAt < _terms.GateClosesAt:
                for (var i = 0; i < baseline.Power.Count; i++)
                {
                    if (Interval(baseline.First.Index + i) is { } interval)
                        (_baseline[interval], _baselineNr[interval]) = (baseline.Power[i], Used(e));
                }
                break;
            case QuarterHourMetered { Measured: { } measured }:
                Meter(e, measured);
                break;
            case QuarterHourCorrected { Measured: { } measured }:
                Meter(e, measured);
                break;
            case SetPointScheduled { SetPoint: { } setPoint } s when s.Cause.PersistenceId == _session.PersistenceId:
                Schedule(e, s.Cause, setPoint);
                break;
        }
    }

    /// <summary>The POD has no more events.</summary>
    /// <param name="last">Number of its last event.</param>
    /// <param name="state">The POD after it.</param>
    public void End(long last, Pod state)
    {
        Pass(last, long.MaxValue, state);
        // While delivery is not over, they may still be on their way.
        if (_session.DeliveryEnd is null || state.IsErased)
            return;
        foreach (var (cause, left) in _awaited.Where(a => a.Value.Count > 0))
        {
            var issued = _session.Issued.Single(i => i.Source.Id == cause);
            _findings.Add(new AuditFinding(AuditCheck.SetPoints, cause, issued.Source.Ordering, $"set points of POD {_pod}",
                $"issued, and {left.Count} of them not scheduled", $"scheduled: {left.Peek().Id} of {left.Peek().PowerW} W"));
        }
    }

    // Takes down what stood before an event: at cuts, at issues, at the publication.
    private void Pass(long through, long ordering, Pod before)
    {
        while (_nextCuts.TryPeek(out var cut) && cut <= through)
            _cuts[_nextCuts.Dequeue()] = Data();
        while (_nextIssues.TryPeek(out var issue) && issue.Source.Ordering < ordering)
            _issues[_nextIssues.Dequeue().Source.Id] = Data();
        if (_nextPublication is not { } published || published.Ordering >= ordering)
            return;
        _nextPublication = null;
        CompareReservations(published, before);
    }

    private void CompareReservations(ReplayedEvent published, Pod pod)
    {
        if (pod.IsErased)
            return;
        foreach (var award in _session.State.Awards)
        {
            if (award.Parts.FirstOrDefault(p => p.Pod == _pod) is not { } part
                || _session.State.Offers.GetValueOrDefault(award.Id.Offer) is not { } offer)
                continue;
            Reservations++;
            var follows = new Reservation(new ReservationId(_session.State.Id, award.Id.Request, award.Id.Offer), offer.Offer.Direction,
                _terms.First, part.Power);
            if (pod.Reservations.Find(follows.Id) is not { } reserved)
            {
                _findings.Add(new AuditFinding(AuditCheck.Reservations, published.Id, published.Ordering, $"award {award.Id} at POD {_pod}",
                    "published", "nothing to publish: nothing is reserved"));
                continue;
            }
            foreach (var d in Differences.Between(reserved, follows))
            {
                _findings.Add(new AuditFinding(AuditCheck.Reservations, published.Id, published.Ordering,
                    $"award {award.Id} at POD {_pod}, reserved {d.Path}", d.Recorded, d.Follows));
            }
        }
    }

    private void Meter(ReplayedEvent e, MeasuredQuarterHour measured)
    {
        if (Interval(measured.QuarterHour.Index) is { } interval)
            (_metered[interval], _meteredNr[interval]) = (measured.Energy.Joules, Used(e));
    }

    private void Schedule(ReplayedEvent e, EventId cause, SetPoint setPoint)
    {
        if (!_awaited.TryGetValue(cause, out var awaited) || !awaited.TryDequeue(out var issued))
        {
            // Of an event that has lost the POD's set points, what was scheduled for it cannot be compared.
            if (!_session.Erased.Contains(_pod.Subject))
            {
                _findings.Add(new AuditFinding(AuditCheck.SetPoints, e.Id, e.Ordering, "setPoint", setPoint.ToString(),
                    $"none: {cause} issues no such set point"));
            }
            return;
        }
        Scheduled++;
        foreach (var d in Differences.Between(setPoint, issued))
            _findings.Add(new AuditFinding(AuditCheck.SetPoints, e.Id, e.Ordering, $"setPoint.{d.Path}", d.Recorded, d.Follows));
    }

    private int? Interval(long quarterHour)
    {
        var interval = quarterHour - _terms.First.Index;
        return interval >= 0 && interval < _terms.Intervals ? (int)interval : null;
    }

    private long Used(ReplayedEvent e)
    {
        if (_session.DeliveryEnd is { } end && e.Ordering <= end.Ordering)
            MustBeUsed = e.Id.SequenceNr;
        return e.Id.SequenceNr;
    }

    private PodMeterData Data() => new(_pod, ValueList.Of<long?>(_baseline), ValueList.Of<long?>(_metered),
        Math.Max(_baselineNr.Max(), _meteredNr.Max()));
}
