using Platone.Actors;
using Platone.Actors.Kernel.Aggregates;
using Platone.Actors.Kernel.Identity;
using Platone.Actors.Kernel.Journal;
using Platone.Actors.Kernel.Keys;
using Platone.Actors.Kernel.Storage;
using Platone.Actors.Participants;
using Platone.Actors.Serialization;
using Platone.Host.Configuration;
using Platone.Host.Node;
using Platone.Host.Rest.Access;
using Platone.Host.Tests.Rest;
using Platone.Testing;

namespace Platone.Host.Tests.Node;

/// <summary>Nodes that start together agree on one first key, in whatever order they are answered.</summary>
public sealed class FirstOperatorTests : IDisposable
{
    private readonly TestDirectory _folder = new("first-operator");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Of_two_whose_keys_were_both_issued_before_either_is_answered_one_keeps_its_key()
    {
        var keys = await KeyStore.OpenAsync(Database.Sqlite(_folder.File("keys.db")), new MasterKey(new byte[32]));
        var platform = new Platform(new EventCodec(PlatoneEvents.Registry, keys));
        var options = Enumerable.Range(1, 2).Select(i => PlatoneOptions.From(TestNode.Configuration(_folder.File($"node-{i}")))).ToList();
        foreach (var o in options)
            Directory.CreateDirectory(o.Data);

        var found = await Task.WhenAll(options.Select(o =>
            new FirstOperator(platform, platform, TimeProvider.System, o).EnsureAsync(CancellationToken.None))).WaitAsync(Deadline.Default);

        var key = Assert.Single(found, k => k is not null)!;
        Assert.Equal(ApiKey.Hash(key), Assert.Single(platform.Valid));
        Assert.Equal([key], options.Select(o => o.OperatorKeyFile).Where(File.Exists).Select(f => File.ReadAllText(f).Trim()));
    }

    // Answers an issue only when there are two, as an entity does that was slow: with its last number then.
    private sealed class Platform(EventCodec codec) : IEntities, IJournalRows
    {
        private readonly Lock _lock = new();
        private readonly List<ParticipantEvent> _events = [];
        private readonly TaskCompletionSource _both = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public IEnumerable<string> Valid => _events.OfType<ApiKeyIssued>().Select(e => e.KeyHash)
            .Except(_events.OfType<ApiKeyRevoked>().Select(e => e.KeyHash));

        public async Task<CommandReply> SendAsync(ICommand command, CancellationToken cancellation)
        {
            lock (_lock)
            {
                switch (command)
                {
                    case AdmitParticipant c when _events.Count == 0:
                        _events.Add(new ParticipantAdmitted(c.Id, c.Name, c.Role, c.At));
                        break;
                    case AdmitParticipant:
                        return new CommandReply.Done(1);
                    case IssueApiKey c:
                        _events.Add(new ApiKeyIssued(c.Id, c.KeyHash, c.At));
                        if (_events.Count == 3)
                            _both.SetResult();
                        break;
                    case RevokeApiKey c:
                        _events.Add(new ApiKeyRevoked(c.Id, c.KeyHash, c.At));
                        break;
                }
            }
            if (command is IssueApiKey)
                await _both.Task.WaitAsync(cancellation);
            lock (_lock)
                return new CommandReply.Done(command is AdmitParticipant ? 1 : _events.Count);
        }

        public Task<IReadOnlyList<JournalEntry>> StreamAsync(string persistenceId, long after, int max, CancellationToken cancellation)
        {
            Assert.Equal("participant-operator", persistenceId);
            lock (_lock)
            {
                return Task.FromResult<IReadOnlyList<JournalEntry>>([.. _events.Index().Skip((int)after).Take(max).Select(e => new JournalEntry(codec,
                    e.Index + 1, new EventId(persistenceId, e.Index + 1), codec.ManifestOf(e.Item), codec.Encode(e.Item)))]);
            }
        }

        public Task<TView> AskAsync<TView>(IQuery query, CancellationToken cancellation) => throw new InvalidOperationException("not asked");

        public Task<JournalEntry?> FindAsync(EventId id, CancellationToken cancellation) => throw new InvalidOperationException("not asked");

        public Task<JournalEntry?> LastAsync(CancellationToken cancellation) => throw new InvalidOperationException("not asked");
    }
}
