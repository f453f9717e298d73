using Platone.Actors.Audit.Reports;
using Platone.Actors.Kernel.Identity;
using Platone.Actors.Kernel.Journal;
using Platone.Actors.Metering.Pods;

namespace Platone.Actors.Audit.Replays;

/// <summary>Replays a POD for all sessions that it has a part in. Pure; holds nothing of an event once it has gone by.</summary>
/// <param name="pod">The POD.</param>
/// <param name="shares">Its parts in sessions.</param>
internal sealed class PodReplay(PodId pod, IReadOnlyList<PodShare> shares)
{
    private readonly List<AuditFinding> _findings = [];
    private Metering.Pods.Pod _state = Metering.Pods.Pod.Empty(pod);
    private EventId _last;
    private long _lastOrdering;

    /// <summary>The POD.</summary>
    public PodId Pod { get; } = pod;

    /// <summary>Its parts in sessions.</summary>
    public IReadOnlyList<PodShare> Shares { get; } = shares;

    /// <summary>How many events were replayed.</summary>
    public long Events { get; private set; }

    /// <summary>How many of them have lost their content to an erasure.</summary>
    public long ErasedEvents { get; private set; }

    /// <summary>Whether the POD was erased, or its keys are gone.</summary>
    public bool IsErased => ErasedEvents > 0 || _state.IsErased;

    /// <summary>Whether the replay had to stop: an event cannot be read, or cannot follow those before it.</summary>
    public bool IsBroken { get; private set; }

    /// <summary>What differs so far.</summary>
    public IEnumerable<AuditFinding> Findings => _findings.Concat(Shares.SelectMany(s => s.Findings));

    /// <summary>Whether nothing that may still come matters.</summary>
    public bool IsDone => Events > 0 && Shares.All(s => s.IsDone(_last, _lastOrdering));

    /// <summary>The next event of the stream.</summary>
    public void Add(ReplayedEvent e)
    {
        if (IsBroken)
            return;
        Events++;
        ErasedEvents += e.IsErased ? 1 : 0;
        if (e.Event is not PodEvent recorded || recorded.Id != Pod)
        {
            Stop(e.Entry, "event", e.Event is PodEvent other ? $"an event of POD {other.Id}" : $"a '{e.Entry.Manifest}'",
                $"an event of POD {Pod}");
            return;
        }
        if (_state.IsErased)
            Differs(e, recorded, "nothing: the POD was erased");
        else if (recorded is not PodRegistered && !_state.IsRegistered)
            Differs(e, recorded, "nothing: the POD was never registered");
        foreach (var share in Shares)
            share.Add(e, recorded, _state);
        _state = _state.Apply(recorded);
        (_last, _lastOrdering) = (e.Id, e.Ordering);
    }

    /// <summary>The stream cannot be followed any further.</summary>
    /// <param name="entry">From which row on.</param>
    /// <param name="what">What is wrong with.</param>
    /// <param name="recorded">What is recorded.</param>
    /// <param name="follows">What must be.</param>
    public void Stop(JournalEntry entry, string what, string recorded, string follows)
    {
        IsBroken = true;
        _findings.Add(new AuditFinding(AuditCheck.Decoding, entry.Id, entry.Ordering, what, recorded, follows));
    }

    /// <summary>There are no more events.</summary>
    public void End()
    {
        if (IsBroken)
            return;
        foreach (var share in Shares)
            share.End(_last.SequenceNr, _state);
    }

    private void Differs(ReplayedEvent e, PodEvent recorded, string follows) =>
        _findings.Add(new AuditFinding(AuditCheck.Decisions, e.Id, e.Ordering, recorded.GetType().Name, "recorded", follows));
}
