using LinqToDB.Common;
using Platone.Actors.Audit.Reading;
using Platone.Actors.Audit.Replays;
using Platone.Actors.Audit.Reports;
using Platone.Actors.Kernel.Identity;
using Platone.Actors.Notary.Log;
using Platone.Actors.Notary.Witnessing;

namespace Platone.Actors.Audit;

/// <summary>
/// Audits market sessions from the journal alone (architecture, idea 5): every event of a session and of its PODs is read, held against its
/// leaf in the log, and decided or folded again; clearings, set points and every version of the settlement must follow to the last digit.
/// Writes nothing. Sessions are read in groups and their PODs streamed, so memory is bounded by a group, not by the journal.
/// </summary>
/// <param name="stores">What is read.</param>
public sealed class JournalAudit(AuditStores stores)
{
    // As many bytes of session events as a group may hold, roughly: what a session keeps while its PODs go by is of their order.
    private const long BytesOfAGroup = 32 * 1024 * 1024;

    /// <summary>Runs the audit.</summary>
    /// <param name="request">What to audit.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="NothingToAuditException">No checkpoint is as old, or there is no such session.</exception>
    /// <exception cref="UnreadableStoreException">A store holds what no node writes.</exception>
    public async Task<AuditReport> RunAsync(AuditRequest request, CancellationToken cancellation)
    {
        try
        {
            return await AuditAsync(request, cancellation).ConfigureAwait(false);
        }
        catch (LinqToDBConvertException e)
        {
            throw new UnreadableStoreException($"a store holds something else than a node writes there: {e.InnerException?.Message ?? e.Message}", e);
        }
    }

    private async Task<AuditReport> AuditAsync(AuditRequest request, CancellationToken cancellation)
    {
        var store = new LogStore(stores.Ledger);
        var checkpoint = request.AsOf is { } instant
            ? await store.CheckpointAtAsync(instant, cancellation).ConfigureAwait(false)
                ?? throw new NothingToAuditException($"the log has no checkpoint of {instant.UtcDateTime:yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'} or before")
            : await store.LatestCheckpointAsync(cancellation).ConfigureAwait(false)
                ?? throw new NothingToAuditException("the log has no checkpoint: nothing is sealed yet");
        checkpoint = checkpoint with { Note = await new CosignatureStore(stores.Ledger).NoteAsync(checkpoint, cancellation).ConfigureAwait(false) };
        var run = new AuditRun(stores, store, checkpoint);
        var streams = run.Streams;
        IReadOnlyList<MarketSessionId> sessions = request.Session is { } named ? [named] : await streams.SessionsAsync(cancellation)
            .ConfigureAwait(false);

        var engines = request.RecomputesClearing ? new RecordedEngines() : null;
        await run.Completeness.CheckAsync(cancellation).ConfigureAwait(false);
        for (var next = 0; next < sessions.Count;)
        {
            var (group, bytes) = (new List<SessionReplay>(), 0L);
            for (; next < sessions.Count && (group.Count == 0 || bytes < BytesOfAGroup); next++)
            {
                var session = new SessionReplay(sessions[next], engines);
                bytes += await run.ReplayAsync(session, cancellation).ConfigureAwait(false);
                if (session.Events == 0 && !session.IsBroken && request.Session is not null)
                    throw new NothingToAuditException($"there is no session {sessions[next]} under the checkpoint of {checkpoint.Size} leaves");
                group.Add(session);
            }
            await run.ConcludeAsync(group, request.ReadModel, cancellation).ConfigureAwait(false);
        }
        return await run.ReportAsync(request, cancellation).ConfigureAwait(false);
    }
}
