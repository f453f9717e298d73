using Platone.Actors.Aggregation.Portfolios;
using Platone.Actors.Batteries;
using Platone.Actors.Communities;
using Platone.Actors.GridOperations.Operators;
using Platone.Actors.GridOperations.Sensors;
using Platone.Actors.Kernel.Aggregates;
using Platone.Actors.Kernel.Identity;
using Platone.Actors.Kernel.Journal;
using Platone.Actors.Markets.Sessions;
using Platone.Actors.Markets.Tokens.Grants;
using Platone.Actors.Metering.LightNodes;
using Platone.Actors.Metering.Pods;
using Platone.Actors.Notary.Anchoring.ContractAnchors;
using Platone.Actors.Participants;
using Platone.Actors.Participants.OperatorJournals;
using Platone.Actors.Serialization;

namespace Platone.Actors.Tests.Scd.World;

/// <summary>Stored events in memory, as the journal would hold them: encoded and sealed, and decoded anew for each reader.</summary>
internal sealed class MemoryJournal(EventCodec codec) : IJournalTail, IJournalRows
{
    private readonly List<(long Ordering, EventId Id, string Manifest, byte[] Stored)> _rows = [];
    private readonly Dictionary<string, long> _last = [];

    public long LastOrdering => _rows.Count == 0 ? 0 : _rows[^1].Ordering;

    /// <summary>Stores events; orderings rise with gaps, as they do.</summary>
    public void Append(params IEnumerable<IDomainEvent> events)
    {
        foreach (var e in events)
        {
            var stream = StreamOf(e);
            var number = _last[stream] = _last.GetValueOrDefault(stream) + 1;
            _rows.Add((LastOrdering + 1 + number % 2, new EventId(stream, number), codec.ManifestOf(e), codec.Encode(e)));
        }
    }

    /// <summary>The name of the last event of a stream.</summary>
    public EventId Last(string stream) => new(stream, _last[stream]);

    public long OrderingOf(EventId id) => _rows.Single(r => r.Id == id).Ordering;

    public Task<IReadOnlyList<JournalEntry>> ReadAsync(long after, int max, CancellationToken cancellation) =>
        Task.FromResult<IReadOnlyList<JournalEntry>>([.. _rows.Where(r => r.Ordering > after).Take(max).Select(Entry)]);

    public Task<IReadOnlyList<JournalEntry>> StreamAsync(string persistenceId, long after, int max, CancellationToken cancellation) =>
        Task.FromResult<IReadOnlyList<JournalEntry>>(
            [.. _rows.Where(r => r.Id.PersistenceId == persistenceId && r.Id.SequenceNr > after).Take(max).Select(Entry)]);

    public Task<JournalEntry?> FindAsync(EventId id, CancellationToken cancellation) =>
        Task.FromResult(_rows.Where(r => r.Id == id).Select(Entry).SingleOrDefault());

    public Task<JournalEntry?> LastAsync(CancellationToken cancellation) => Task.FromResult(_rows.Select(Entry).LastOrDefault());

    public Task<long> LastOrderingAsync(CancellationToken cancellation) => Task.FromResult(LastOrdering);

    public Task WaitAsync(CancellationToken cancellation) => Task.CompletedTask;

    private JournalEntry Entry((long Ordering, EventId Id, string Manifest, byte[] Stored) row) =>
        new(codec, row.Ordering, row.Id, row.Manifest, row.Stored);

    private static string StreamOf(IDomainEvent e) => e switch
    {
        PodEvent x => PodTable.SubjectOf(x.Id),
        LightNodeEvent x => $"{LightNodeCommand.EntityKind}-{x.Id}",
        ContractAnchorEvent x => $"{ContractAnchorCommand.EntityKind}-{x.Id}",
        ParticipantEvent x => $"{ParticipantCommand.EntityKind}-{x.Id}",
        OperatorJournalEvent x => $"{OperatorJournalCommand.EntityKind}-{x.Id}",
        PortfolioEvent x => $"{PortfolioCommand.EntityKind}-{x.Id}",
        BatteryEvent x => $"{BatteryCommand.EntityKind}-{x.Id}",
        GridSensorEvent x => $"{GridSensorCommand.EntityKind}-{x.Id}",
        GridOperatorEvent x => $"{GridOperatorCommand.EntityKind}-{x.Id}",
        CommunityEvent x => $"{CommunityCommand.EntityKind}-{x.Id}",
        MarketSessionEvent x => $"{MarketSessionCommand.EntityKind}-{x.Id}",
        TokensGranted x => $"{GrantTokens.EntityKind}-{x.Id}",
        _ => throw new UnknownEventException(nameof(MemoryJournal), e),
    };
}
