using Platone.Actors.Audit.Reading;
using Platone.Actors.Audit.Replays;
using Platone.Actors.Audit.Reports;
using Platone.Actors.Kernel;
using Platone.Actors.Kernel.Identity;
using Platone.Actors.Notary.Bundles;
using Platone.Actors.Notary.Log;

namespace Platone.Actors.Audit;

/// <summary>One run of an audit: feeds the replays from the stores and counts.</summary>
internal sealed class AuditRun
{
    private const int MostReaders = 8;

    private readonly AuditStores _stores;
    private readonly LogStore _log;
    private readonly StoredCheckpoint _checkpoint;
    private readonly FindingList _findings = new();
    private readonly RowReader _reader;
    private readonly List<AuditNote> _notes = [];
    private readonly List<AuditedSession> _sessions = [];
    private readonly SortedSet<PodId> _pods = [];
    private readonly AuditCounts _counts = new();
    private LeafCounts _leaves;

    /// <summary>A run under a checkpoint.</summary>
    public AuditRun(AuditStores stores, LogStore log, StoredCheckpoint checkpoint)
    {
        (_stores, _log, _checkpoint) = (stores, log, checkpoint);
        Streams = new JournalStreams(stores.Journal, stores.Codec, checkpoint.Ordering);
        Completeness = new CompletenessCheck(Streams, log, checkpoint, _findings);
        _reader = new RowReader(stores, Streams, log, checkpoint);
    }

    /// <summary>The journal up to the checkpoint.</summary>
    public JournalStreams Streams { get; }

    /// <summary>Whether the journal is whole.</summary>
    public CompletenessCheck Completeness { get; }

    /// <summary>Replays a session.</summary>
    /// <returns>Bytes read.</returns>
    public async Task<long> ReplayAsync(SessionReplay session, CancellationToken cancellation)
    {
        var bytes = await _reader.ReplayAsync(session.PersistenceId, session.Add, session.Stop, static () => false, cancellation)
            .ConfigureAwait(false);
        if (await Streams.LaterAsync(session.PersistenceId, cancellation).ConfigureAwait(false) is > 0 and var later)
            _notes.Add(new AuditNote(null,
                $"{session.PersistenceId} goes on after the checkpoint; events that are not looked at: {later}"));
        return bytes;
    }

    /// <summary>Streams the PODs of sessions, and draws what follows from all of it together.</summary>
    public async Task ConcludeAsync(IReadOnlyList<SessionReplay> sessions, IReadModel? readModel, CancellationToken cancellation)
    {
        var shares = sessions.Select(s => SessionConclusion.Pods(s).ToDictionary(p => p, p => new PodShare(p, s))).ToList();
        var pods = shares.SelectMany(s => s).GroupBy(s => s.Key, s => s.Value).OrderBy(p => p.Key)
            .Select(p => new PodReplay(p.Key, [.. p])).ToList();
        await ReplayAsync(pods, cancellation).ConfigureAwait(false);
        var gone = pods.Where(p => p.IsErased || p.IsBroken).Select(p => p.Pod).ToHashSet();
        foreach (var (session, own) in sessions.Zip(shares))
        {
            var tokens = new TokenReplay(session);
            foreach (var stream in tokens.Policies.Prepend(tokens.Grants))
                await _reader.ReplayAsync(stream, tokens.Add, tokens.Stop, static () => false, cancellation).ConfigureAwait(false);
            Conclude(session, own, gone, tokens);
        }
        if (readModel is not null)
            await CompareAsync(sessions, readModel, cancellation).ConfigureAwait(false);
    }

    /// <summary>The report of all that was looked at.</summary>
    public async Task<AuditReport> ReportAsync(AuditRequest request, CancellationToken cancellation)
    {
        // Events of anchoring come after what they anchor: a checkpoint or a chain need not vouch for them to vouch for the sessions.
        var ofContracts = new RowReader(_stores, Streams, _log, _checkpoint);
        var anchors = await new AnchorAudit(Streams, ofContracts, _log, _checkpoint, _findings).CheckAsync(request, cancellation).ConfigureAwait(false);
        _findings.Add(ofContracts.Findings);
        _findings.Add(_reader.Findings);
        var leaves = _leaves + _reader.Leaves + ofContracts.Leaves with { Last = 0 };
        var key = new LogKeyStore(_log, _stores.Master, new Notary.NotaryOptions());
        var trust = await new CheckpointCheck(_log, key, _checkpoint, _findings)
            .CheckAsync(request, leaves.Last, cancellation).ConfigureAwait(false);
        var findings = _findings.InOrder();
        var checkpoint = new AuditedCheckpoint(trust.Origin, _checkpoint.Size, Convert.ToHexStringLower(_checkpoint.Root),
            _checkpoint.SealedAt,
            _checkpoint.Ordering);
        // The chain vouches for what its last head covers; who trusts witnesses or a checkpoint besides loses nothing by it.
        var attestation = anchors.Vouched > (ulong)Math.Max(0, leaves.Last) && findings.Count == 0 ? Attestation.Anchored : trust.Attestation;
        return new AuditReport(request.AsOf, checkpoint, attestation, _sessions.ToValueList(),
            _counts.Lines(_findings.Checks, Completeness, leaves, _sessions, _pods.Count, anchors, trust.Text, request.ReadModel is not null),
            findings.ToValueList(), _notes.ToValueList())
        {
            MoreFindings = _findings.More,
            PodEvents = _counts.PodEvents,
        };
    }

    // PODs side by side; what was found is put together in their order.
    private async Task ReplayAsync(IReadOnlyList<PodReplay> pods, CancellationToken cancellation)
    {
        var next = -1;
        var readers = Enumerable.Range(0, Math.Min(Math.Min(Environment.ProcessorCount, MostReaders), Math.Max(1, pods.Count)))
            .Select(_ => new RowReader(_stores, Streams, _log, _checkpoint)).ToList();
        await Task.WhenAll(readers.Select(reader => Task.Run(async () =>
        {
            for (var i = Interlocked.Increment(ref next); i < pods.Count; i = Interlocked.Increment(ref next))
            {
                var pod = pods[i];
                await reader.ReplayAsync(pod.Pod.Subject, pod.Add, pod.Stop, () => pod.IsBroken || pod.IsDone, cancellation)
                    .ConfigureAwait(false);
                pod.End();
            }
        }, cancellation))).ConfigureAwait(false);
        foreach (var reader in readers)
        {
            _findings.Add(reader.Findings);
            _leaves += reader.Leaves;
        }
        foreach (var pod in pods)
        {
            _findings.Add(pod.Findings);
            _pods.Add(pod.Pod);
            _counts.Add(pod);
            if (pod.IsErased)
                _notes.Add(new AuditNote(null,
                    $"POD {pod.Pod} is erased: {pod.ErasedEvents} of {pod.Events} events have lost their content, leaf present"));
            else if (pod.IsBroken)
                _notes.Add(new AuditNote(null, $"POD {pod.Pod} could not be followed to its end: what needs it is not compared"));
        }
    }

    private void Conclude(SessionReplay session, Dictionary<PodId, PodShare> shares, HashSet<PodId> gone, TokenReplay tokens)
    {
        var own = shares.Keys.Where(p => gone.Contains(p) || session.Erased.Contains(p.Subject)).ToHashSet();
        var conclusion = new SessionConclusion(session, shares, own);
        conclusion.Draw();
        tokens.Draw(own);
        _findings.Add(session.Findings);
        _findings.Add(conclusion.Findings);
        _findings.Add(tokens.Findings);
        _notes.AddRange(session.Notes);
        _notes.AddRange(conclusion.Notes);
        _notes.AddRange(tokens.Notes);
        if (session.DeliveryEnd is null && shares.Values.Sum(s => s.Unscheduled) is > 0 and var waiting)
            _notes.Add(new AuditNote(null, $"{waiting} set points of session {session.State.Id} are issued and not scheduled yet"));
        _counts.Add(session, conclusion, tokens);
        _sessions.Add(new AuditedSession(session.State.Id, session.State.Phase, session.Events, shares.Count,
            session.Settlements.Select(s => new AuditedVersion(s.Recorded.Settlement.Version, s.Source.Id, s.Recorded.RecordedAt,
                s.Recorded.Settlement.Lines.Count, s.Recorded.Settlement.Statement.WaitingLines, s.Recorded.Settlement.Statement.Totals)).ToValueList()));
    }

    private async Task CompareAsync(IReadOnlyList<SessionReplay> sessions, IReadModel readModel, CancellationToken cancellation)
    {
        var compared = await readModel.CompareAsync([.. sessions.SelectMany(s => s.Settlements).Select(s => s.Source.Entry)], cancellation)
            .ConfigureAwait(false);
        _findings.Add(compared.Findings);
        _counts.Rows += compared.Rows;
        if (compared.Behind > 0)
            _notes.Add(new AuditNote(null, $"the read model has not read {compared.Behind} settlements yet"));
    }
}
