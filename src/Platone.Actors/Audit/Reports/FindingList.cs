namespace Platone.Actors.Audit.Reports;

/// <summary>The differences of an audit, the earliest in the journal first. Of very many, only so many of the earliest are kept.</summary>
internal sealed class FindingList
{
    private const int Kept = 1_000;
    private readonly List<AuditFinding> _all = [];
    private readonly SortedSet<AuditCheck> _checks = [];

    /// <summary>How many were found and not kept.</summary>
    public long More { get; private set; }

    /// <summary>The checks that found any.</summary>
    public IReadOnlySet<AuditCheck> Checks => _checks;

    /// <summary>Adds what was found.</summary>
    public void Add(AuditFinding finding)
    {
        _checks.Add(finding.Check);
        _all.Add(finding);
        if (_all.Count == 2 * Kept)
            Cut();
    }

    /// <summary>Adds what was found.</summary>
    public void Add(IEnumerable<AuditFinding> findings)
    {
        foreach (var finding in findings)
            Add(finding);
    }

    /// <summary>Adds all of another list.</summary>
    public void Add(FindingList others)
    {
        Add(others._all);
        _checks.UnionWith(others._checks);
        More += others.More;
    }

    /// <summary>Those kept, in the order of the journal.</summary>
    public IReadOnlyList<AuditFinding> InOrder()
    {
        Cut();
        return _all;
    }

    // What is wrong with an event's content says more than that its leaf is another: checks stand in that order.
    private void Cut()
    {
        var sorted = _all.OrderBy(f => f.Ordering ?? long.MaxValue).ThenBy(f => f.Check).ToList();
        More += Math.Max(0, sorted.Count - Kept);
        _all.Clear();
        _all.AddRange(sorted.Take(Kept));
    }
}
