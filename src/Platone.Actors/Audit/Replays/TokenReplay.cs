using Platone.Actors.Audit.Reports;
using Platone.Actors.Kernel;
using Platone.Actors.Kernel.Identity;
using Platone.Actors.Kernel.Journal;
using Platone.Actors.Markets.Tokens;
using Platone.Actors.Markets.Tokens.Grants;
using Platone.Actors.Markets.Tokens.Policies;

namespace Platone.Actors.Audit.Replays;

/// <summary>
/// The tokens that a session's settlements granted, made again from the recorded lines and the policies that its aggregators had set when its
/// delivery began. Pure.
/// </summary>
/// <param name="session">The session, replayed.</param>
internal sealed class TokenReplay(SessionReplay session)
{
    private const int DifferencesOfAnEvent = 10;

    private readonly List<AuditFinding> _findings = [];
    private readonly List<AuditNote> _notes = [];
    private readonly List<(ReplayedEvent Source, TokensGranted Recorded)> _granted = [];
    private readonly SortedDictionary<ParticipantId, AggregatorTokens> _policies = [];

    /// <summary>The stream of what was granted.</summary>
    public string Grants { get; } = $"{GrantTokens.EntityKind}-{session.State.Id}";

    /// <summary>The streams of the policies of its aggregators.</summary>
    public IReadOnlyList<string> Policies { get; } =
    [
        .. session.Settlements.SelectMany(s => s.Recorded.Settlement.Lines).Select(l => l.Order.Aggregator).Distinct().Order()
            .Select(a => $"{SetTokenPolicy.EntityKind}-{a}"),
    ];

    /// <summary>What differs.</summary>
    public IReadOnlyList<AuditFinding> Findings => _findings;

    /// <summary>What is no difference but should be known.</summary>
    public IReadOnlyList<AuditNote> Notes => _notes;

    /// <summary>How many grants were made again.</summary>
    public long Made { get; private set; }

    /// <summary>The next event of one of its streams.</summary>
    public void Add(ReplayedEvent e)
    {
        switch (e.Event)
        {
            case TokensGranted granted when granted.Id == session.State.Id && e.Id.PersistenceId == Grants:
                _granted.Add((e, granted));
                break;
            case TokenPolicySet set when e.Id.PersistenceId == $"{SetTokenPolicy.EntityKind}-{set.Id}":
                var before = _policies.GetValueOrDefault(set.Id) ?? AggregatorTokens.Empty(set.Id);
                if (before.Decide(new SetTokenPolicy(set.Id, set.Policy, set.ValidFrom, set.RecordedAt)).Problem is { } problem)
                    Differs(e, "TokenPolicySet", "recorded", $"refused, {problem.Code}: {problem.Detail}");
                _policies[set.Id] = before.Apply(set);
                break;
            default:
                Stop(e.Entry, "event", $"a '{e.Entry.Manifest}'", $"an event of {e.Id.PersistenceId}");
                break;
        }
    }

    /// <summary>A stream cannot be followed any further.</summary>
    /// <param name="entry">From which row on.</param>
    /// <param name="what">What is wrong with.</param>
    /// <param name="recorded">What is recorded.</param>
    /// <param name="follows">What must be.</param>
    public void Stop(JournalEntry entry, string what, string recorded, string follows) =>
        _findings.Add(new AuditFinding(AuditCheck.Decoding, entry.Id, entry.Ordering, what, recorded, follows));

    /// <summary>Makes every version's grants again.</summary>
    /// <param name="gone">PODs of which something cannot be read: theirs are not compared.</param>
    public void Draw(IReadOnlySet<PodId> gone)
    {
        var state = TokenGrants.Empty(session.State.Id);
        foreach (var settled in session.Settlements)
        {
            var (version, lines) = (settled.Recorded.Settlement.Version, settled.Recorded.Settlement.Lines);
            var recorded = _granted.Where(g => g.Recorded.Version == version).ToList();
            var policies = new SortedDictionary<ParticipantId, TokenPolicy>();
            foreach (var aggregator in lines.Select(l => l.Order.Aggregator).Distinct())
            {
                if (_policies.GetValueOrDefault(aggregator)?.At(session.State.Terms!.Start) is { } policy)
                    policies[aggregator] = policy;
            }
            var at = recorded.Count > 0 ? recorded[0].Recorded.RecordedAt : settled.Recorded.RecordedAt;
            var decision = state.Decide(new GrantTokens(session.State.Id, version, TokensDue.Of(policies, lines), at));
            Compare(settled, recorded, decision.Events.IsDefault ? [] : [.. decision.Events], gone);
            state = recorded.Aggregate(state, (s, g) => s.Apply(g.Recorded));
        }
        var versions = session.Settlements.Select(s => s.Recorded.Settlement.Version).ToHashSet();
        foreach (var (source, recorded) in _granted.Where(g => !versions.Contains(g.Recorded.Version)))
            Differs(source, "version", $"{recorded.Version}", "none: there is no such version of the settlement");
    }

    private void Compare(RecordedSettlement settled, List<(ReplayedEvent Source, TokensGranted Recorded)> recorded,
        IReadOnlyList<TokensGranted> follows, IReadOnlySet<PodId> gone)
    {
        Made += follows.Sum(f => f.Grants.Count);
        var all = follows.SelectMany(f => f.Grants).Where(g => !gone.Contains(g.Holder.Pod)).ToValueList();
        if (recorded.Count == 0)
        {
            // An outbox may be behind what it sends.
            if (!all.IsEmpty)
                _notes.Add(new AuditNote(settled.Source.Id, $"the tokens of version {settled.Recorded.Settlement.Version} are not granted yet"));
            return;
        }
        if (gone.Count > 0)
        {
            // Which batch a grant is in depends on those that are gone.
            Report(recorded[^1].Source, Differences.Between(
                recorded.SelectMany(r => r.Recorded.Grants).Where(g => !gone.Contains(g.Holder.Pod)).ToValueList(), all));
            return;
        }
        foreach (var ((source, batch), follow) in recorded.Zip(follows))
            Report(source, Differences.Between(batch, follow));
        if (recorded.Count != follows.Count)
            Differs(recorded[^1].Source, "batches", $"{recorded.Count}", $"{follows.Count}");
    }

    private void Report(ReplayedEvent source, IEnumerable<Difference> differences)
    {
        foreach (var d in differences.Take(DifferencesOfAnEvent))
            Differs(source, d.Path.StartsWith('[') ? $"grants{d.Path}" : d.Path, d.Recorded, d.Follows);
    }

    private void Differs(ReplayedEvent source, string what, string recorded, string follows) =>
        _findings.Add(new AuditFinding(AuditCheck.Tokens, source.Id, source.Ordering, what, recorded, follows));
}
