using System.Globalization;
using Platone.Actors.Audit.Reading;
using Platone.Actors.Audit.Replays;
using Platone.Actors.Audit.Reports;
using Platone.Actors.Kernel;
using Platone.Actors.Kernel.Identity;
using Platone.Actors.Kernel.Journal;
using Platone.Actors.Notary.Log;
using Platone.Actors.Serialization;

namespace Platone.Actors.Audit;

/// <summary>One run of an audit: feeds the replays from the stores and counts.</summary>
internal sealed class AuditRun
{
    private readonly AuditStores _stores;
    private readonly LogStore _log;
    private readonly StoredCheckpoint _checkpoint;
    private readonly FindingList _findings = new();
    private readonly LeafCheck _leaves;
    private readonly List<AuditNote> _notes = [];
    private readonly List<AuditedSession> _sessions = [];
    private readonly SortedSet<PodId> _pods = [];
    private readonly AuditCounts _counts = new();

    /// <summary>A run under a checkpoint.</summary>
    public AuditRun(AuditStores stores, LogStore log, StoredCheckpoint checkpoint)
    {
        (_stores, _log, _checkpoint) = (stores, log, checkpoint);
        Streams = new JournalStreams(stores.Journal, stores.Codec, checkpoint.Ordering);
        Completeness = new CompletenessCheck(Streams, log, checkpoint, _findings);
        _leaves = new LeafCheck(log, new ProvenLeaves(log, checkpoint.Size, checkpoint.Root), stores.Keys, _findings);
    }

    /// <summary>The journal up to the checkpoint.</summary>
    public JournalStreams Streams { get; }

    /// <summary>Whether the journal is whole.</summary>
    public CompletenessCheck Completeness { get; }

    /// <summary>Replays a session.</summary>
    /// <returns>Bytes read.</returns>
    public async Task<long> ReplayAsync(SessionReplay session, CancellationToken cancellation)
    {
        var bytes = 0L;
        await foreach (var batch in Streams.ReadAsync(session.PersistenceId, _findings, cancellation).ConfigureAwait(false))
        {
            bytes += batch.Sum(e => (long)e.Stored.Length);
            await ReadAsync(batch, session.Add, session.Stop, cancellation).ConfigureAwait(false);
        }
        if (await Streams.LaterAsync(session.PersistenceId, cancellation).ConfigureAwait(false) is > 0 and var later)
            _notes.Add(new AuditNote(null, $"{session.PersistenceId} goes on after the checkpoint; events that are not looked at: {later}"));
        return bytes;
    }

    /// <summary>Streams the PODs of sessions, and draws what follows from all of it together.</summary>
    public async Task ConcludeAsync(IReadOnlyList<SessionReplay> sessions, IReadModel? readModel, CancellationToken cancellation)
    {
        var shares = sessions.Select(s => SessionConclusion.Pods(s).ToDictionary(p => p, p => new PodShare(p, s))).ToList();
        var gone = new SortedSet<PodId>();
        foreach (var pod in shares.SelectMany(s => s).GroupBy(s => s.Key, s => s.Value).OrderBy(p => p.Key))
        {
            if (await IsGoneAsync(pod.Key, [.. pod], cancellation).ConfigureAwait(false))
                gone.Add(pod.Key);
        }
        foreach (var (session, own) in sessions.Zip(shares))
            Conclude(session, own, gone);
        if (readModel is not null)
            await CompareAsync(sessions, readModel, cancellation).ConfigureAwait(false);
    }

    /// <summary>The report of all that was looked at.</summary>
    public async Task<AuditReport> ReportAsync(AuditRequest request, CancellationToken cancellation)
    {
        var trust = await new CheckpointCheck(_log, new LogKeyStore(_log, _stores.Master, new Notary.NotaryOptions()), _checkpoint, _findings)
            .CheckAsync(request, _leaves.Last, cancellation).ConfigureAwait(false);
        var findings = _findings.InOrder();
        var checkpoint = new AuditedCheckpoint(trust.Origin, _checkpoint.Size, Convert.ToHexStringLower(_checkpoint.Root), _checkpoint.SealedAt,
            _checkpoint.Ordering);
        return new AuditReport(request.AsOf, checkpoint, trust.Attestation, _sessions.ToValueList(),
            _counts.Lines(_findings.Checks, Completeness, _leaves, _sessions, _pods.Count, trust.Text, request.ReadModel is not null),
            findings.ToValueList(), _notes.ToValueList())
        {
            MoreFindings = _findings.More,
            PodEvents = _counts.PodEvents,
        };
    }

    // Whether something of a POD cannot be read.
    private async Task<bool> IsGoneAsync(PodId pod, IReadOnlyList<PodShare> shares, CancellationToken cancellation)
    {
        var replay = new PodReplay(pod, shares);
        await foreach (var batch in Streams.ReadAsync(pod.Subject, _findings, cancellation).ConfigureAwait(false))
        {
            await ReadAsync(batch, replay.Add, replay.Stop, cancellation).ConfigureAwait(false);
            if (replay.IsBroken || replay.IsDone)
                break;
        }
        replay.End();
        _findings.Add(replay.Findings);
        _pods.Add(pod);
        _counts.Add(replay, shares);
        if (replay.IsErased)
            _notes.Add(new AuditNote(null, $"POD {pod} is erased: {replay.ErasedEvents} of {replay.Events} events have lost their content, leaf present"));
        else if (replay.IsBroken)
            _notes.Add(new AuditNote(null, $"POD {pod} could not be followed to its end: what needs it is not compared"));
        return replay.IsErased || replay.IsBroken;
    }

    private void Conclude(SessionReplay session, Dictionary<PodId, PodShare> shares, SortedSet<PodId> gone)
    {
        var own = shares.Keys.Where(p => gone.Contains(p) || session.Erased.Contains(p.Subject)).ToHashSet();
        var conclusion = new SessionConclusion(session, shares, own);
        conclusion.Draw();
        _findings.Add(session.Findings);
        _findings.Add(conclusion.Findings);
        _notes.AddRange(session.Notes);
        _notes.AddRange(conclusion.Notes);
        if (session.DeliveryEnd is null && shares.Values.Sum(s => s.Unscheduled) is > 0 and var waiting)
            _notes.Add(new AuditNote(null, $"{waiting} set points of session {session.State.Id} are issued and not scheduled yet"));
        _counts.Add(session, conclusion);
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

    // Opens each row once, for its replay and for its leaf.
    private async Task ReadAsync(IReadOnlyList<JournalEntry> batch, Action<ReplayedEvent> add, Action<JournalEntry, string, string, string> stop,
        CancellationToken cancellation)
    {
        var replayed = new (JournalEntry, ReplayedEvent?)[batch.Count];
        for (var i = 0; i < batch.Count; i++)
        {
            var entry = batch[i];
            try
            {
                var opened = entry.Open();
                var e = new ReplayedEvent(entry, opened, _stores.Codec.Decode(entry.Manifest, opened));
                replayed[i] = (entry, e);
                add(e);
            }
            catch (Exception x) when (x is CorruptEventException or UnregisteredTypeException)
            {
                replayed[i] = (entry, null);
                stop(entry, "stored bytes", string.Create(CultureInfo.InvariantCulture, $"{entry.Stored.Length} bytes"), $"none that can be read: {x.Message}");
            }
        }
        await _leaves.CheckAsync(replayed, cancellation).ConfigureAwait(false);
    }
}
