using Akka.Event;
using Platone.Actors.Kernel.Aggregates;
using Platone.Actors.Kernel.Identity;
using Platone.Actors.Kernel.Journal;
using Platone.Actors.Kernel.Processes;
using Platone.Actors.Kernel.Time;
using Platone.Actors.Markets.Sessions;
using Platone.Actors.Markets.Settlement;
using Platone.Actors.Metering.Pods;

namespace Platone.Actors.Markets.Processes;

/// <summary>
/// Settles a session again when what it was settled with changes: a quarter hour is corrected or comes late, inside the session's
/// correction window, or a dispute is accepted. What a batch of the journal has for one session makes one version. A version is recorded
/// only where a line differs from the last one's, so that whatever is read again, after a restart too, changes nothing; and each new
/// version is looked at once, so that a correction that crossed its calculation is not lost.
/// </summary>
internal sealed class CorrectionProcess(ProcessOffsets offsets, IEntities entities, IMeterData meters, ISettledSessions settled, TimeProvider clock,
    ILoggingAdapter log) : ITailHandler
{
    /// <inheritdoc/>
    public string Name => "corrections";

    /// <inheritdoc/>
    public int BatchSize => 2_000;

    /// <inheritdoc/>
    public Task<long> StartAsync(CancellationToken cancellation) => offsets.LoadAsync(Name, cancellation);

    /// <inheritdoc/>
    public async Task HandleAsync(long from, IReadOnlyList<JournalEntry> batch, CancellationToken cancellation)
    {
        var quarterHours = new List<(PodId, QuarterHour)>();
        var sessions = new SortedSet<MarketSessionId>();
        foreach (var entry in batch)
        {
            if (!MarketEvents.IsOneOf(entry, typeof(QuarterHourMetered), typeof(QuarterHourCorrected), typeof(SettlementCalculated),
                typeof(DisputeResolved)))
                continue;
            switch (entry.Event)
            {
                case QuarterHourMetered { Measured: { } measured } e:
                    quarterHours.Add((e.Id, measured.QuarterHour));
                    break;
                case QuarterHourCorrected { Measured: { } measured } e:
                    quarterHours.Add((e.Id, measured.QuarterHour));
                    break;
                case SettlementCalculated e:
                    sessions.Add(e.Id);
                    break;
                case DisputeResolved { IsAccepted: true } e:
                    sessions.Add(e.Id);
                    break;
            }
        }
        var through = batch[^1].Ordering;
        if (quarterHours.Count > 0)
            sessions.UnionWith(await settled.WithLinesAsync(quarterHours, through, cancellation).ConfigureAwait(false));
        foreach (var session in sessions)
            await SettleAgainAsync(session, through, cancellation).ConfigureAwait(false);
        await offsets.MoveAsync(Name, from, through, cancellation).ConfigureAwait(false);
    }

    private async Task SettleAgainAsync(MarketSessionId session, long through, CancellationToken cancellation)
    {
        var outcome = await entities.AskAsync<SessionOutcome>(new GetOutcome(session), cancellation).ConfigureAwait(false);
        if (outcome.Phase != SessionPhase.Settled)
            return;
        var last = await settled.LinesAsync(session, outcome.SettlementVersion, cancellation).ConfigureAwait(false);
        if (last is not { } lines)
        {
            log.Info("{0}: session {1} has lines of erased PODs; version {2} stands", Name, session, outcome.SettlementVersion);
            return;
        }
        var terms = outcome.Terms!;
        var data = await meters.ReadAsync(SessionOrders.Pods(SessionOrders.Of(outcome)), terms.First, terms.Intervals, terms.GateClosesAt,
            outcome.CorrectionsUntil, through, cancellation).ConfigureAwait(false);
        var next = SessionOrders.Settle(outcome, data, outcome.SettlementVersion + 1);
        // By key: the read model has them in another order.
        if (StatementDelta.Between(lines, next.Lines).IsEmpty)
            return;
        var reply = await entities.SendAsync(new RecordSettlement(session, next, clock.GetUtcNow()), cancellation).ConfigureAwait(false);
        // It was closed meanwhile.
        if (reply is CommandReply.Refused refused)
            log.Warning("{0}: version {1} of {2} was refused: {3}", Name, next.Version, session, refused.Problem);
    }
}
