using Platone.Actors.Kernel.Aggregates;
using Platone.Actors.Kernel.Identity;
using Platone.Actors.Kernel.Journal;
using Platone.Actors.Notary.Anchoring.ChainAccounts;
using Platone.Actors.Notary.Anchoring.ContractAnchors;
using Platone.Actors.Serialization;
using Platone.Actors.Tests.Serialization;

namespace Platone.Actors.Tests.Notary.Anchoring.Testing;

/// <summary>
/// Accounts and contracts that live in the bytes of their events alone: every command folds what is stored anew, so that nothing outlives a
/// crash but what was written.
/// </summary>
internal sealed class StoredEntities(Crashes crashes) : IEntities
{
    private readonly EventCodec _codec = new(PlatoneEvents.Registry, new MemoryKeys());
    private readonly Dictionary<string, List<(string Manifest, byte[] Bytes)>> _streams = [];

    /// <summary>All events in the order they were written within each stream.</summary>
    public IEnumerable<IDomainEvent> Events => _streams.OrderBy(s => s.Key, StringComparer.Ordinal).SelectMany(s => Stored(s.Key));

    /// <summary>The same as rows of a journal.</summary>
    public IJournalRows Journal => new Rows(this);

    public Task<CommandReply> SendAsync(ICommand command, CancellationToken cancellation) => crashes.AroundAsync(() => Task.FromResult(command switch
    {
        ChainAccountCommand c => Handle<ChainAccount, ChainAccountCommand, ChainAccountEvent>(c, ChainAccount.Empty(c.Id)),
        ContractAnchorCommand c => Handle<ContractAnchor, ContractAnchorCommand, ContractAnchorEvent>(c, ContractAnchor.Empty(c.Id)),
        _ => throw new ArgumentException($"no entity takes {command}", nameof(command)),
    }));

    public Task<TView> AskAsync<TView>(IQuery query, CancellationToken cancellation) => Task.FromResult((TView)(object)(query switch
    {
        GetChainAccount q => Fold<ChainAccount, ChainAccountCommand, ChainAccountEvent>(q, ChainAccount.Empty(q.Id)).View(),
        GetContractAnchor q => Fold<ContractAnchor, ContractAnchorCommand, ContractAnchorEvent>(q, ContractAnchor.Empty(q.Id)).View(q.Page),
        _ => throw new ArgumentException($"no entity answers {query}", nameof(query)),
    }));

    private CommandReply Handle<TState, TCommand, TEvent>(TCommand command, TState empty)
        where TState : class, IAggregate<TState, TCommand, TEvent>
        where TCommand : class, ICommand
        where TEvent : class, IDomainEvent
    {
        var decision = Fold<TState, TCommand, TEvent>(command, empty).Decide(command);
        if (decision.Problem is { } problem)
            return new CommandReply.Refused(problem);
        var stream = Stream(command);
        foreach (var @event in decision.Events)
            stream.Add((_codec.ManifestOf(@event), _codec.Encode(@event)));
        return new CommandReply.Done(stream.Count);
    }

    private TState Fold<TState, TCommand, TEvent>(IEntityMessage of, TState empty)
        where TState : class, IAggregate<TState, TCommand, TEvent>
        where TEvent : class, IDomainEvent => Stored(Key(of)).Cast<TEvent>().Aggregate(empty, (s, e) => s.Apply(e));

    private IEnumerable<IDomainEvent> Stored(string key) =>
        _streams.TryGetValue(key, out var stream) ? stream.Select(e => (IDomainEvent)_codec.Decode(e.Manifest, e.Bytes)) : [];

    private List<(string Manifest, byte[] Bytes)> Stream(IEntityMessage of) =>
        _streams.TryGetValue(Key(of), out var stream) ? stream : _streams[Key(of)] = [];

    private static string Key(IEntityMessage of) => $"{of.Kind}-{of.EntityId}";

    private sealed class Rows(StoredEntities entities) : IJournalRows
    {
        public Task<IReadOnlyList<JournalEntry>> StreamAsync(string persistenceId, long after, int max, CancellationToken cancellation) =>
            Task.FromResult<IReadOnlyList<JournalEntry>>([.. (entities._streams.GetValueOrDefault(persistenceId) ?? [])
                .Select((e, i) => new JournalEntry(entities._codec, i + 1, new EventId(persistenceId, i + 1), e.Manifest, e.Bytes.AsMemory()))
                .Skip((int)after).Take(max)]);

        public Task<JournalEntry?> FindAsync(EventId id, CancellationToken cancellation) => throw new NotSupportedException();

        public Task<JournalEntry?> LastAsync(CancellationToken cancellation) => throw new NotSupportedException();
    }
}
