using Akka.Event;
using Platone.Actors.Kernel;
using Platone.Actors.Kernel.Aggregates;
using Platone.Actors.Kernel.Journal;
using Platone.Actors.Kernel.Keys;
using Platone.Actors.Kernel.Processes;
using Platone.Actors.Markets.Processes;
using Platone.Actors.Markets.Sessions;
using Platone.Actors.Notary.Anchoring.ContractAnchors;

namespace Platone.Actors.Node.MarketLedger;

/// <summary>
/// Brings sessions to a <c>FlexMarket</c>: requests and offers when the gate has closed, outcome and award proofs when it is published, each
/// version of the settlement when it is calculated. All it needs it reads from the session's own events. A new contract is given every session
/// from the journal's beginning.
/// </summary>
internal sealed class MarketLedgerProcess(ContractAnchorId market, IJournalRows journal, IKeyStore keys, ProcessOffsets offsets, IEntities entities,
    TimeProvider clock, ILoggingAdapter log) : ProcessManager($"market-ledger-{market}", offsets, entities, log)
{
    // Of a command's calls: a message between nodes is to stay small, however many awards a session has.
    private const int CallsAtOnce = 64;

    /// <inheritdoc/>
    protected override int ReactionsAtOnce => Environment.ProcessorCount;

    /// <inheritdoc/>
    protected override async Task<IReadOnlyList<ICommand>> ReactAsync(JournalEntry entry, CancellationToken cancellation)
    {
        if (!MarketEvents.IsOneOf(entry, typeof(GateClosed), typeof(OutcomePublished), typeof(SettlementCalculated)))
            return [];
        var e = (MarketSessionEvent)entry.Event;
        var session = await RecordedSession.ReadAsync(journal, e.Id, entry.Id.SequenceNr, cancellation).ConfigureAwait(false);
        var salts = SessionSalts.Of(keys, session.Id, session.OpenedAt ?? throw new InvalidOperationException($"{entry}: the session was never opened"));
        var commitment = new SessionCommitment(session, salts);
        return e switch
        {
            GateClosed => Ask(SessionCalls.Gate(session.Id, commitment, entry.Id)),
            OutcomePublished => Publish(session, commitment, OutcomeProof.Of(session, commitment, salts), entry),
            SettlementCalculated c => Settle(session, commitment, OutcomeProof.Of(session, commitment, salts), c.Settlement.Version, salts, entry),
            _ => throw new UnknownEventException(Name, e),
        };
    }

    private IReadOnlyList<ICommand> Publish(RecordedSession session, SessionCommitment commitment, OutcomeProof proof, JournalEntry entry)
    {
        var calls = SessionCalls.Publication(session.Id, commitment, proof, entry.Id);
        return proof.Fault is { } fault
            ? [.. Ask(calls), .. GiveUp(calls[^1], $"the awards of session {session.Id} cannot be proved: {fault}")]
            : Ask(calls);
    }

    // The contract takes no settlement of awards that are not proved.
    private IReadOnlyList<ICommand> Settle(RecordedSession session, SessionCommitment commitment, OutcomeProof proof, int version, SessionSalts salts,
        JournalEntry entry)
    {
        var content = SessionSalts.Hash(salts.Settlement(version), session.Settlements[version].ToBytes());
        var call = SessionCalls.Settled(session.Id, commitment, version, content, entry.Id);
        return proof.Fault is { } fault
            ? [.. Ask([call]), .. GiveUp(call, $"the awards that session {session.Id} settles cannot be proved: {fault}")]
            : Ask([call]);
    }

    private IReadOnlyList<ICommand> Ask(IReadOnlyList<CallRequest> calls) =>
        [.. calls.Chunk(CallsAtOnce).Select(some => new RequestCalls(market, some.ToValueList(), clock.GetUtcNow()))];

    private IReadOnlyList<ICommand> GiveUp(CallRequest call, string reason) =>
        [new AbandonCall(market, call.Name, reason, clock.GetUtcNow()), new RaiseLedgerAlarm(market, LedgerAlarmKind.GivenUp, reason, clock.GetUtcNow())];
}
