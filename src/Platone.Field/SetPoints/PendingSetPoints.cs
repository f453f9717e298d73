using Platone.Actors.Kernel.Identity;

namespace Platone.Field.SetPoints;

/// <summary>The set points that are not acknowledged yet, found by their POD.</summary>
internal sealed class PendingSetPoints
{
    private readonly Dictionary<PodId, List<PendingSetPoint>> _pods = [];

    /// <summary>How many there are.</summary>
    public int Count { get; private set; }

    /// <summary>All of them.</summary>
    public IEnumerable<PendingSetPoint> All => _pods.Values.SelectMany(p => p);

    /// <summary>The one of a POD with an id; null if there is none.</summary>
    public PendingSetPoint? Find(PodId pod, string id) => _pods.TryGetValue(pod, out var all) ? all.Find(p => p.SetPoint.Id == id) : null;

    /// <summary>Adds one, in place of those it replaces.</summary>
    public void Add(PendingSetPoint pending)
    {
        if (!_pods.TryGetValue(pending.Pod, out var all))
            _pods[pending.Pod] = all = [];
        Count -= all.RemoveAll(p => p.SetPoint.Id == pending.SetPoint.Id || p.IsReplacedBy(pending.SetPoint));
        all.Add(pending);
        Count++;
    }

    /// <summary>Removes one.</summary>
    public void Remove(PendingSetPoint pending)
    {
        if (!_pods.TryGetValue(pending.Pod, out var all) || !all.Remove(pending))
            return;
        Count--;
        if (all.Count == 0)
            _pods.Remove(pending.Pod);
    }

    /// <summary>Removes all.</summary>
    public void Clear()
    {
        _pods.Clear();
        Count = 0;
    }
}
