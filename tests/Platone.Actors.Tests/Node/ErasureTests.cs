using CsCheck;
using Google.Protobuf.WellKnownTypes;
using Platone.Actors.Ethereum;
using Platone.Actors.Kernel;
using Platone.Actors.Kernel.Aggregates;
using Platone.Actors.Kernel.Identity;
using Platone.Actors.Kernel.Journal;
using Platone.Actors.Kernel.Keys;
using Platone.Actors.Kernel.Processes;
using Platone.Actors.Markets.Tokens;
using Platone.Actors.Markets.Tokens.Grants;
using Platone.Actors.Metering;
using Platone.Actors.Metering.LightNodes;
using Platone.Actors.Metering.Pods;
using Platone.Actors.Node.Erasure;
using Platone.Actors.Node.Linking;
using Platone.Actors.Node.Minting;
using Platone.Actors.Notary;
using Platone.Actors.Notary.Anchoring;
using Platone.Actors.Notary.Anchoring.ContractAnchors;
using Platone.Actors.Notary.Anchoring.Registry;
using Platone.Actors.Notary.Bundles;
using Platone.Actors.Notary.Leaves;
using Platone.Actors.Notary.Log;
using Platone.Actors.Serialization;
using Platone.Actors.Tests.Notary.Testing;
using Platone.Testing;

namespace Platone.Actors.Tests.Node;

/// <summary>Erasures among writes, with crashes: key store, log and process are the real ones, the journal and the entities' shell are in memory.</summary>
public sealed class ErasureTests : IDisposable
{
    private static readonly CancellationToken Never = CancellationToken.None;
    private readonly SqliteDatabases _databases = new();

    public void Dispose() => _databases.Dispose();

    [Fact]
    public Task An_erasure_comes_to_its_end_through_any_crashes_and_the_log_goes_on() =>
        Gen.Select(Gen.Int[0, 16], Gen.Int[0, 1000]).Array[10, 60].SampleAsync(async steps =>
        {
            var world = await World.NewAsync(_databases);
            foreach (var (kind, number) in steps)
                await world.DoAsync(kind, number);
            await world.FinishAsync();
        }, iter: Nightly.Times(15, 150), threads: 1);

    [Fact]
    public async Task A_node_registered_while_its_POD_is_erased_is_forgotten_and_holds_up_nothing()
    {
        var world = await World.NewAsync(_databases);
        foreach (var step in (int[])[0, 1, 4])
            await world.DoAsync(step, 0);
        // Registered after PodErased; then the process dies right after it destroyed the keys, and finds the node when it starts again.
        await world.DoAsync(0, 0);
        for (var calls = 1; calls < 12; calls++)
            await world.EraseAsync(calls);
        await world.FinishAsync();
    }

    [Fact]
    public async Task A_holder_and_a_mint_of_an_erased_POD_are_nowhere_any_more()
    {
        var world = await World.NewAsync(_databases);
        // Grants of all three wait for accounts; two are linked and granted more; then the first and the third are erased.
        foreach (var (kind, number) in (IEnumerable<(int, int)>)[(13, 7), (15, 0), (14, 0), (14, 1), (13, 7), (4, 0), (4, 2), (15, 0)])
            await world.DoAsync(kind, number);
        await world.FinishAsync();
        Assert.Equal(5, world.HoldersForgotten);
    }

    /// <summary>Something that stops the process at its n-th step outside of it, before or after the step took effect.</summary>
    private sealed class Fault
    {
        private int _left;

        public void After(int calls) => _left = calls;

        public void Pass()
        {
            if (_left > 0 && --_left == 0)
                throw new IOException("the process died");
        }
    }

    private sealed class World(KeyStore keys, TestLedger ledger, Actors.Kernel.Storage.Database scd) : IJournalTail, IJournalRows, IEntities
    {
        private const int Pods = 3;
        private const string Session = "market-session-1";
        private static readonly DateTimeOffset At = TestJournal.Start;
        private static readonly ContractAnchorId Registry = new(LedgerId.Access,
            Address.Parse("0x00000000000000000000000000000000000000cc"));

        private static readonly ContractAnchorId Token = new(LedgerId.Service,
            Address.Parse("0x00000000000000000000000000000000000000dd"));

        private readonly EventCodec _codec = new(new EventRegistry(PodTable.Table, LightNodeTable.Table, ContractAnchorTable.Table,
            TokenGrantsTable.Table,
            EventTable.For("ms")
            .Event<SetPointsIssued>("set-points-issued", 1, _ => Session,
                e => Content.Open(new StringValue { Value = "open" })
                    .WithMembers(e.Pods.Select(p => (p.Subject, Enumerable.Repeat(new StringValue { Value = p.Subject }, 2)))),
                d => new SetPointsIssued([], d.RecordedAt))
            .Build()), keys);

        private readonly List<JournalEntry> _rows = [];
        private readonly List<byte[]> _encoded = [];
        private readonly Fault _fault = new();
        private readonly PodId[] _pods = new PodId[Pods];
        private readonly HashSet<PodId> _erased = [];
        private readonly List<(string Serial, LightNodeId Id, PodId Pod)> _nodes = [];
        private NotaryFollower _notary = null!;
        private long _notarised;
        private ErasureProcess _erasure = null!;
        private long _offset;
        private readonly Dictionary<PodId, string> _commitments = [];
        private LinkingProcess _linking = null!;
        private long _linked;
        private MintingProcess _minting = null!;
        private long _minted;
        private int _grants;
        private int _waits;

        private NotaryReader Reader => new(ledger.Database, TestLedger.Master, keys, this, ledger.Options, ledger.Clock);

        public static async Task<World> NewAsync(SqliteDatabases databases)
        {
            var keys = await KeyStore.OpenAsync(await databases.NewAsync(), TestLedger.Master);
            var world = new World(keys, new TestLedger(await databases.NewAsync()), await databases.NewAsync());
            for (var i = 0; i < Pods; i++)
            {
                world._pods[i] = new PodId(keys.Assign(DirectoryKind.Pod, $"IT-{i}"));
                await world.SendAsync(new RegisterPod(world._pods[i], new PodRegistration(At, "bus-1", "Europe/Rome", 6000, null), At), Never);
            }
            world._notary = new NotaryFollower(world.Ledger.Database, TestLedger.Master, keys, world.Ledger.Options, world.Ledger.Clock);
            world._notarised = await world._notary.StartAsync(Never);
            await world.RestartAsync();
            return world;
        }

        private TestLedger Ledger => ledger;

        public async Task DoAsync(int kind, int number)
        {
            var pod = _pods[number % Pods];
            switch (kind)
            {
                case 0 when !keys.IsErased(pod.Subject):
                    var serial = $"sn-{_nodes.Count}";
                    var id = new LightNodeId(keys.Assign(DirectoryKind.LightNode, serial));
                    await SendAsync(new RegisterLightNode(id, pod, At.AddDays(-1), null, At), Never);
                    _nodes.Add((serial, id, pod));
                    break;
                case 1 when _nodes.Count > 0 && _nodes[number % _nodes.Count] is var node && !keys.IsErased(node.Pod.Subject):
                    await SendAsync(new RecordReadings(node.Id, [new Reading(0, number, At.AddSeconds(number)) { ActivePowerW = 7 }], null, At), Never);
                    break;
                case 2 or 3:
                    _encoded.Add(_codec.Encode(new SetPointsIssued([.. _pods.Where((_, i) => (number >> i & 1) == 1)], At)));
                    break;
                case 4 when !keys.IsErased(pod.Subject):
                    await SendAsync(new ErasePod(pod, At), Never);
                    _erased.Add(pod);
                    break;
                case 5 or 6:
                    await WriteEncodedAsync(number);
                    break;
                case 7:
                    await NotariseAsync(1 + number % 3);
                    break;
                case 8 or 9:
                    await EraseAsync(number % 12);
                    break;
                case 10 when !keys.IsErased(pod.Subject):
                    var commitment = new PodCommitments(keys, keys).Of(pod)!.Value;
                    _commitments[pod] = commitment.ToString();
                    var link = new OwnerLink(Registry.ToString(), 1, ValueList.Of<byte>(commitment.ToBytes()),
                        Enumerable.Repeat((byte)7, 20).ToValueList(), Enumerable.Repeat((byte)8, 32).ToValueList(), (ulong)number,
                        At.AddYears(1).ToUnixTimeSeconds(), [1]);
                    // Refused where the POD is being erased.
                    await SendAsync(number % 5 == 0 ? new RevokeOwner(pod, At) : new LinkOwner(pod, link, At), Never);
                    break;
                case 11 or 12:
                    await CarryAsync(number % 9);
                    break;
                case 13:
                    var granted = new TokensGranted(new MarketSessionId("s"), ++_grants, 0, new ParticipantId("a"), TokenPolicy.OnePerKilowattHour,
                        [.. _pods.Where((_, i) => (number >> i & 1) == 1).Select(p => new TokenGrant(new TokenHolder(p, null), 1 + number, 0))], At);
                    Append("token-grants-s", _codec.ManifestOf(granted), _codec.Encode(granted));
                    break;
                case 14 when !keys.IsErased(pod.Subject) && !keys.IsErased(PodCommitments.SubjectOf(pod)):
                    // Refused where the POD is being erased.
                    await SendAsync(new LinkHolder(Token, pod, AccountOf(pod), [1, 2, 3], At)
                    {
                        FollowUp = new PodCommitments(keys, keys).FollowUpOf(pod, Token),
                    }, Never);
                    break;
                case 15 or 16:
                    await CarryAsync(number % 9);
                    break;
            }
        }

        /// <summary>Runs the process to the journal's end, or to its death at a call.</summary>
        public async Task EraseAsync(int diesAtCall)
        {
            _fault.After(diesAtCall);
            try
            {
                while (await ReadAsync(_offset, 4, Never) is { Count: > 0 } batch)
                {
                    await _erasure.HandleAsync(_offset, batch, Never);
                    _offset = batch[^1].Ordering;
                }
            }
            catch (IOException)
            {
                await RestartAsync();
            }
            finally
            {
                _fault.After(0);
            }
        }

        /// <summary>Takes links to the registry, to the journal's end, or to its death at a call.</summary>
        private async Task CarryAsync(int diesAtCall)
        {
            _fault.After(diesAtCall);
            try
            {
                await CarryAsync();
            }
            catch (IOException)
            {
                await RestartAsync();
            }
            finally
            {
                _fault.After(0);
            }
        }

        private async Task CarryAsync()
        {
            while (await ReadAsync(_linked, 3, Never) is { Count: > 0 } batch)
            {
                await _linking.HandleAsync(_linked, batch, Never);
                _linked = batch[^1].Ordering;
            }
            while (await ReadAsync(_minted, 3, Never) is { Count: > 0 } batch)
            {
                await _minting.HandleAsync(_minted, batch, Never);
                _minted = batch[^1].Ordering;
            }
        }

        public async Task FinishAsync()
        {
            while (_encoded.Count > 0)
                await WriteEncodedAsync(0);
            // Calls asked for last are read, too.
            do
            {
                await EraseAsync(0);
                await CarryAsync(0);
            }
            while (_offset != _rows[^1].Ordering);
            await NotariseAsync(int.MaxValue);
            await Reader.SealAsync(Never);
            Assert.Equal(_rows[^1].Ordering, _offset);
            Assert.Equal((_rows.Count, _rows[^1].Ordering), await Reader.HeadAsync(Never));

            foreach (var (i, pod) in _pods.Index())
            {
                Assert.Equal(_erased.Contains(pod), keys.IsErased(pod.Subject));
                Assert.Equal(_erased.Contains(pod), keys.Find(DirectoryKind.Pod, $"IT-{i}") is null);
            }
            Assert.All(_nodes, n => Assert.Equal(_erased.Contains(n.Pod), keys.Find(DirectoryKind.LightNode, n.Serial) is null));
            foreach (var row in _rows.Where(r => r.Id.PersistenceId == Session || !_erased.Any(p => SubjectsIn(r).Contains(p.Subject))))
            {
                var proof = BundleVerifier.Verify((await Reader.BundleAsync(row.Id, null, Never))!);
                Assert.True(proof.IsValid, proof.Summary);
                var owners = (await Reader.UnitsAsync(row.Id, Never))!;
                Assert.Equal(owners.Index().Where(o => !_erased.Any(p => p.Subject == o.Item.Subject)).Select(o => o.Index),
                    proof.Proven!.Units.Select(u => u.Number));
            }
            LinksEndWithTheirPods();
            HoldersAreForgotten();
            await NothingBeforeTheErasuresIsVoidAsync();
            var audit = await new LogRebuild(this, keys, ledger.Database, ledger.Clock).AuditAsync(Never);
            Assert.Equal(_rows.Count, audit.Size);
        }

        public Task<IReadOnlyList<JournalEntry>> ReadAsync(long after, int max, CancellationToken cancellation) =>
            Task.FromResult<IReadOnlyList<JournalEntry>>([.. _rows.Where(r => r.Ordering > after).Take(max)]);

        // While the process waits for the log, the log and the sessions go on.
        public async Task WaitAsync(CancellationToken cancellation)
        {
            _fault.Pass();
            await WriteEncodedAsync(_rows.Count);
            await NotariseAsync(2);
            // It dies of its own faults elsewhere: here it is another process on its way.
            if (_waits++ % 2 == 0 && await ReadAsync(_linked, 3, Never) is { Count: > 0 } batch)
            {
                await _linking.HandleAsync(_linked, batch, Never);
                _linked = batch[^1].Ordering;
            }
            if (_waits % 3 == 0 && await ReadAsync(_minted, 3, Never) is { Count: > 0 } granted)
            {
                await _minting.HandleAsync(_minted, granted, Never);
                _minted = granted[^1].Ordering;
            }
        }

        public Task<JournalEntry?> LastAsync(CancellationToken cancellation) => Task.FromResult(_rows.LastOrDefault());

        public Task<JournalEntry?> FindAsync(EventId id, CancellationToken cancellation) =>
            Task.FromResult(_rows.SingleOrDefault(r => r.Id == id));

        public Task<IReadOnlyList<JournalEntry>> StreamAsync(string persistenceId, long after, int max, CancellationToken cancellation) =>
            Task.FromResult<IReadOnlyList<JournalEntry>>(
                [.. _rows.Where(r => r.Id.PersistenceId == persistenceId && r.Id.SequenceNr > after).OrderBy(r => r.Id.SequenceNr).Take(max)]);

        public Task<CommandReply> SendAsync(ICommand command, CancellationToken cancellation)
        {
            _fault.Pass();
            var id = $"{command.Kind}-{command.EntityId}";
            var history = _rows.Where(r => r.Id.PersistenceId == id).Select(r => r.Event);
            var (problem, events) = command switch
            {
                PodCommand c => Decided(history.Cast<PodEvent>().Aggregate(Pod.Empty(c.Id), (s, e) => s.Apply(e)).Decide(c)),
                ContractAnchorCommand c => Decided(
                    history.Cast<ContractAnchorEvent>().Aggregate(ContractAnchor.Empty(c.Id), (s, e) => s.Apply(e)).Decide(c)),
                LightNodeCommand c => Decided(history.Cast<LightNodeEvent>().Aggregate(LightNode.Empty(c.Id), (s, e) => s.Apply(e)).Decide(c)),
                _ => throw new NotSupportedException($"{command}"),
            };
            // What cannot be encoded would be answered by no entity, ever: here it fails the test.
            foreach (var @event in events)
                Append(id, _codec.ManifestOf(@event), _codec.Encode(@event));
            _fault.Pass();
            return Task.FromResult<CommandReply>(problem is null
                ? new CommandReply.Done(_rows.Count(r => r.Id.PersistenceId == id))
                : new CommandReply.Refused(problem));
        }

        public Task<TView> AskAsync<TView>(IQuery query, CancellationToken cancellation) => throw new NotSupportedException();

        // The keys wait for the log: what was written before its POD was erased had its salts.
        private async Task NothingBeforeTheErasuresIsVoidAsync()
        {
            var kept = await ledger.Store.CommitmentsAsync(0, _rows.Count, Never);
            foreach (var pod in _erased)
            {
                var erasedAt = _rows.FindIndex(r => r.EventType == typeof(PodErased) && r.Id.PersistenceId == pod.Subject);
                foreach (var (index, commitments) in kept.Where(k => k.Key <= erasedAt))
                {
                    var owners = (await Reader.UnitsAsync(_rows[(int)index].Id, Never))!;
                    Assert.DoesNotContain(KeptCommitment.Decode(commitments).Zip(owners),
                        u => u.Item2.Subject == pod.Subject && u.Item1.Kind == CommitmentKind.Void);
                }
            }
        }

        /// <summary>How often something about a holder could no longer be read: a link, what waited.</summary>
        public int HoldersForgotten { get; private set; }

        // Each batch is asked for once; of erased PODs neither account nor grant can be read, in the journal, its fold or a snapshot, and where
        // they are in the clear (a batch that goes to a chain) nothing says whose.
        private void HoldersAreForgotten()
        {
            var rows = _rows.Where(r => r.Id.PersistenceId == $"contract-anchor-{Token}").ToList();
            var events = rows.Select(r => (ContractAnchorEvent)_codec.Decode(r.Manifest, r.Stored)).ToList();
            var asked = events.OfType<MintRequested>().Select(e => e.Mint.Settlement).ToList();
            Assert.Equal(asked.Distinct(), asked);
            Assert.DoesNotContain(events.OfType<MintRequested>().SelectMany(e => e.Waiting), g => _erased.Contains(g.Pod));
            Assert.DoesNotContain(events.OfType<HolderLinked>(), e => e.Link is { } l && _erased.Contains(l.Pod));
            Assert.DoesNotContain(events.OfType<WaitingRequested>(), e => e.Waiting is { } w && _erased.Contains(w.Pod));
            foreach (var row in rows.Where(r => r.EventType == typeof(HolderLinked) || r.EventType == typeof(WaitingRequested)))
                Assert.All(_pods, p => Assert.True(row.Stored.Span.IndexOf(AccountOf(p).ToBytes()) < 0));
            var folded = events.Aggregate(ContractAnchor.Empty(Token), (s, e) => s.Apply(e));
            Assert.DoesNotContain(folded.Holdings.Keys, _erased.Contains);
            Assert.Equal(_erased.Order(), folded.Erased);
            Assert.Equal(folded, _codec.Decode(_codec.ManifestOf(folded), _codec.Encode(folded)));
            HoldersForgotten = events.Count(e => e is HolderLinked { Link: null } or WaitingRequested { Waiting: null })
                + rows.Where(r => r.EventType == typeof(MintRequested)).SelectMany(SubjectsIn).Count(s => _erased.Any(p => p.Subject == s));
        }

        private Address AccountOf(PodId pod) => new([.. Enumerable.Repeat((byte)(0xa0 + Array.IndexOf(_pods, pod)), 20)]);

        // Every link and every end is asked for once, in the order of the POD's events, those of erased PODs too; and of these nobody can
        // say
        // any more whose commitment it was.
        private void LinksEndWithTheirPods()
        {
            var asked = _rows.Where(r => r.EventType == typeof(CallRequested)).Select(r => ((CallRequested)r.Event).Call).ToLookup(c =>
                c.Lane);
            foreach (var (pod, commitment) in _commitments)
            {
                var events = _rows.Where(r => r.Id.PersistenceId == pod.Subject && (r.EventType == typeof(OwnerLinked)
                    || r.EventType == typeof(OwnerRevoked)));
                Assert.Equal(events.Select(e => e.Id.SequenceNr), asked[commitment].Select(c => c.Cause.SequenceNr));
                if (_erased.Contains(pod) && asked[commitment].Any())
                    Assert.StartsWith("revoke-", asked[commitment].Last().Name, StringComparison.Ordinal);
            }
            Assert.All(asked, a => Assert.Contains(a.Key, _commitments.Values));
            foreach (var pod in _erased)
                Assert.Null(keys.Find(new KeyId(PodCommitments.SubjectOf(pod), 197001)));
        }

        private static (Problem? Problem, IEnumerable<IDomainEvent> Events) Decided<TEvent>(Decision<TEvent> decision)
            where TEvent : class, IDomainEvent => (decision.Problem, decision.Events.IsDefault ? [] : decision.Events);

        private static IReadOnlyList<string> SubjectsIn(JournalEntry row) => EventCodec.SubjectsOf(row);

        private async Task RestartAsync()
        {
            var faulty = new FaultyKeys(keys, _fault);
            _erasure = new ErasureProcess(scd, new ProcessOffsets(scd), this, this, this, Reader, faulty, faulty,
                [LinkingProcess.ProcessName, MintingProcess.ProcessName]);
            _offset = await _erasure.StartAsync(Never);
            _linking = new LinkingProcess(Registry, new ProcessOffsets(scd), this, ledger.Clock, Akka.Event.NoLogger.Instance);
            _linked = await _linking.StartAsync(Never);
            _minting = new MintingProcess(Token, new ProcessOffsets(scd), this, ledger.Clock, Akka.Event.NoLogger.Instance);
            _minted = await _minting.StartAsync(Never);
        }

        private Task WriteEncodedAsync(int number)
        {
            if (_encoded.Count == 0)
                return Task.CompletedTask;
            var stored = _encoded[number % _encoded.Count];
            _encoded.Remove(stored);
            Append(Session, "ms.set-points-issued.1", stored);
            return Task.CompletedTask;
        }

        private void Append(string stream, string manifest, byte[] stored) => _rows.Add(new JournalEntry(_codec, _rows.Count + 1,
            new EventId(stream, _rows.Count(r => r.Id.PersistenceId == stream) + 1), manifest, stored));

        private async Task NotariseAsync(int max)
        {
            if (await ReadAsync(_notarised, max, Never) is not { Count: > 0 } batch)
                return;
            await _notary.HandleAsync(_notarised, batch, Never);
            _notarised = batch[^1].Ordering;
        }
    }

    private sealed class FaultyKeys(KeyStore keys, Fault fault) : IKeyStore, IDirectory
    {
        public byte[] GetOrCreate(KeyId id) => keys.GetOrCreate(id);

        public byte[]? Find(KeyId id) => keys.Find(id);

        public bool IsErased(string subject) => keys.IsErased(subject);

        public void Erase(string subject, DateTimeOffset at) => Do(() => keys.Erase(subject, at));

        public Pseudonym Assign(DirectoryKind kind, string name) => keys.Assign(kind, name);

        public Pseudonym? Find(DirectoryKind kind, string name) => keys.Find(kind, name);

        public string? Reveal(DirectoryKind kind, Pseudonym pseudonym) => keys.Reveal(kind, pseudonym);

        public void Forget(DirectoryKind kind, Pseudonym pseudonym) => Do(() => keys.Forget(kind, pseudonym));

        private void Do(Action step)
        {
            fault.Pass();
            step();
            fault.Pass();
        }
    }

    private sealed record SetPointsIssued(IReadOnlyList<PodId> Pods, DateTimeOffset RecordedAt) : IDomainEvent;
}
