using System.Net;
using System.Text;
using Platone.Actors.Kernel.Identity;
using Platone.Actors.Kernel.Storage;
using Platone.Actors.Notary;
using Platone.Actors.Notary.Bundles;
using Platone.Actors.Notary.Checkpoints;
using Platone.Actors.Notary.Log;
using Platone.Actors.Notary.Monitoring;
using Platone.Actors.Notary.Witnessing;
using Platone.Actors.Tests.Notary.Testing;

namespace Platone.Actors.Tests.Notary.Witnessing;

public sealed class SqliteCosignatureTests() : CosignatureSpec(new SqliteDatabases());

public sealed class PostgreSqlCosignatureTests() : CosignatureSpec(new PostgreSqlDatabases());

/// <summary>A log that has its checkpoints cosigned, on any database; the witnesses are real ones, the wire between is in memory.</summary>
public abstract class CosignatureSpec(ITestDatabases databases) : IDisposable
{
    private static readonly CancellationToken Never = CancellationToken.None;
    private readonly SqliteDatabases _files = new();
    private readonly List<string> _warnings = [];

    public void Dispose()
    {
        databases.Dispose();
        _files.Dispose();
        GC.SuppressFinalize(this);
    }

    [SkippableFact]
    public async Task Cosignatures_are_on_the_checkpoint_and_in_bundles_and_satisfy_a_trust_file()
    {
        var world = await World.NewAsync(await databases.NewAsync(), _files, _warnings.Add, witnesses: 2);
        var trust = await world.TrustAsync(quorum: 2);
        var id = world.Ledger.Journal.Append("pod-1", ["open"], ["reading"]).Id;
        await world.SealAsync(9);
        Assert.False(BundleVerifier.Verify((await world.Reader.BundleAsync(id, null, Never))!, trust).IsValid);

        await world.Round.LookAsync(Never);
        var note = SignedNote.Parse((await world.Reader.CheckpointAsync(Never))!);
        Assert.Equal(3, note.Signatures.Count);
        var result = BundleVerifier.Verify((await world.Reader.BundleAsync(id, null, Never))!, trust);
        Assert.True(result.IsValid, result.Summary);
        Assert.Equal(Attestation.Witnessed, result.Attestation);
        Assert.All(await world.Reader.WitnessesAsync(Never), w => Assert.Equal((10L, WitnessProblem.None), (w.Size, w.Problem)));
        Assert.Empty(_warnings);
        var asked = world.Wire.Asked;
        await world.Round.LookAsync(Never);
        Assert.Equal(asked, world.Wire.Asked);
    }

    [SkippableFact]
    public async Task What_is_noted_there_and_lost_on_the_way_is_asked_for_again_and_given()
    {
        var world = await World.NewAsync(await databases.NewAsync(), _files, _warnings.Add);
        await world.SealAsync(5);
        world.Wire.LosesAnswers = true;
        await world.Round.LookAsync(Never);
        Assert.Equal(WitnessProblem.Unreachable, (await world.Reader.WitnessesAsync(Never)).Single().Problem);
        Assert.Single(_warnings);
        // Both ends start again; the log does not know that it was cosigned.
        world.Wire.LosesAnswers = false;
        await world.RestartAsync(_warnings.Add);
        await world.Round.LookAsync(Never);
        Assert.Equal((5L, WitnessProblem.None), (await world.Reader.WitnessesAsync(Never)).Select(w => (w.Size, w.Problem)).Single());
        // And of a larger one, lost again, the witness says what it has.
        await world.SealAsync(6);
        world.Wire.LosesAnswers = true;
        await world.Round.LookAsync(Never);
        world.Wire.LosesAnswers = false;
        await world.SealAsync(7);
        world.Ledger.Clock.Advance(TimeSpan.FromMinutes(2));
        await world.Round.LookAsync(Never);
        Assert.Equal(18, (await world.Reader.WitnessesAsync(Never)).Single().Size);
        Assert.Equal(2, SignedNote.Parse((await world.Reader.CheckpointAsync(Never))!).Signatures.Count);
    }

    [SkippableFact]
    public async Task One_that_does_not_answer_is_asked_less_and_less_often_and_holds_up_nobody()
    {
        var world = await World.NewAsync(await databases.NewAsync(), _files, _warnings.Add, witnesses: 2);
        await world.SealAsync(3);
        world.Wire.Down = world.Keys[0];
        var looks = 0;
        for (var seconds = 0; seconds < 300; seconds++, looks++)
        {
            await world.Round.LookAsync(Never);
            world.Ledger.Clock.Advance(TimeSpan.FromSeconds(1));
        }
        Assert.Equal([0L, 3L], (await world.Reader.WitnessesAsync(Never)).Select(w => w.Size));
        // 1, 2, 4, ... 60 seconds: ten or so, not three hundred; and it is told once.
        Assert.InRange(world.Wire.Asked, 5, 16);
        Assert.Single(_warnings);
        world.Wire.Down = null;
        world.Ledger.Clock.Advance(TimeSpan.FromMinutes(1));
        await world.Round.LookAsync(Never);
        Assert.All(await world.Reader.WitnessesAsync(Never), w => Assert.Equal((3L, WitnessProblem.None), (w.Size, w.Problem)));
    }

    [SkippableTheory]
    [InlineData(20, 20, "two histories")]
    [InlineData(20, 26, "rewritten")]
    [InlineData(20, 12, "set back")]
    public async Task A_log_that_was_rewritten_or_set_back_is_a_contradiction(int seen, int rewritten, string said)
    {
        var world = await World.NewAsync(await databases.NewAsync(), _files, _warnings.Add);
        await world.SealAsync(seen);
        await world.Round.LookAsync(Never);
        var honest = (await world.Reader.CheckpointAsync(Never))!;

        // The same key, other leaves.
        var forged = await world.RewriteAsync(await databases.NewAsync(), _warnings.Add);
        await forged.SealAsync(rewritten - 1);
        await forged.Round.LookAsync(Never);
        var status = (await forged.Reader.WitnessesAsync(Never)).Single();
        Assert.Equal(WitnessProblem.Contradiction, status.Problem);
        Assert.Contains(said, status.Text, StringComparison.Ordinal);
        Assert.Contains(said, Assert.Single(_warnings), StringComparison.Ordinal);
        Assert.Single(SignedNote.Parse((await forged.Reader.CheckpointAsync(Never))!).Signatures);
        Assert.Equal(2, SignedNote.Parse(honest).Signatures.Count);
    }

    [SkippableFact]
    public async Task What_is_no_cosignature_of_the_witness_is_not_kept()
    {
        var world = await World.NewAsync(await databases.NewAsync(), _files, _warnings.Add);
        await world.SealAsync(4);
        var stranger = new WitnessKey("witness.example/1", LogKey.NewSeed());
        var text = SignedNote.Parse((await world.Reader.CheckpointAsync(Never))!).Text;
        foreach (var body in (string[])["", "garbage\n", stranger.Cosign(text, world.Ledger.Clock.GetUtcNow()).ToLine(), "\n", "\u2014 a b\n"])
        {
            world.Wire.Says = (HttpStatusCode.OK, body);
            world.Ledger.Clock.Advance(TimeSpan.FromMinutes(2));
            await world.Round.LookAsync(Never);
            Assert.Equal(WitnessProblem.Refused, (await world.Reader.WitnessesAsync(Never)).Single().Problem);
        }
        foreach (var status in (HttpStatusCode[])[HttpStatusCode.Forbidden, HttpStatusCode.NotFound, HttpStatusCode.ServiceUnavailable, HttpStatusCode.Redirect])
        {
            world.Wire.Says = (status, "n\u0007o\n");
            world.Ledger.Clock.Advance(TimeSpan.FromMinutes(2));
            await world.Round.LookAsync(Never);
            Assert.Equal($"{(int)status}: n\\u0007o", (await world.Reader.WitnessesAsync(Never)).Single().Text);
        }
        // One that names sizes at random is not asked for ever.
        world.Wire.Says = (HttpStatusCode.Conflict, "2\n");
        world.Ledger.Clock.Advance(TimeSpan.FromMinutes(2));
        var asked = world.Wire.Asked;
        await world.Round.LookAsync(Never);
        Assert.InRange(world.Wire.Asked - asked, 1, 4);
        Assert.Single(SignedNote.Parse((await world.Reader.CheckpointAsync(Never))!).Signatures);
    }

    /// <summary>Whatever one witness answers, it is paused and noted, and the others are asked and kept.</summary>
    [SkippableFact]
    public async Task One_that_answers_oddly_breaks_the_round_for_nobody()
    {
        var world = await World.NewAsync(await databases.NewAsync(), _files, _warnings.Add, witnesses: 2);
        var odd = new WitnessKey("odd.example/1", LogKey.NewSeed());
        world.Wire.Odd["odd.test"] = () => new HttpResponseMessage(HttpStatusCode.OK);
        world = world.With($"http://odd.test {odd.VerifierKey}", _warnings.Add);
        await world.SealAsync(4);
        var text = SignedNote.Parse((await world.Reader.CheckpointAsync(Never))!).Text;
        var size = 4L;
        foreach (var answer in (Func<string, HttpContent>[])
        [
            t => new StringContent(Cosigned(odd, t, 1_795_000_000_000)), t => new StringContent(Cosigned(odd, t, long.MaxValue)),
            t => Typed(Cosigned(odd, t, 1_795_000_000), "text/plain; charset=foo"), t => Typed("no\n", "text/plain; charset=foo"),
            _ => new ByteArrayContent([0xff, 0xfe, 0x00]), _ => new StringContent(new string('x', 70_000)),
        ])
        {
            world.Wire.Odd["odd.test"] = () => new HttpResponseMessage(HttpStatusCode.OK) { Content = answer(text) };
            world.Ledger.Clock.Advance(TimeSpan.FromMinutes(2));
            var asked = world.Wire.Asked;
            await world.Round.LookAsync(Never);
            await world.Round.LookAsync(Never);
            // Not again at once: each is asked once for a checkpoint, and the odd one pauses.
            Assert.InRange(world.Wire.Asked - asked, 1, 3);
            var states = await world.Reader.WitnessesAsync(Never);
            Assert.Equal([size, size], states.Where(s => s.Name != "odd.example/1").Select(s => s.Size));
            var state = states.Single(s => s.Name == "odd.example/1");
            Assert.True(state.Size == size || state.Problem is WitnessProblem.Refused or WitnessProblem.Unreachable, $"{state}");
            await world.SealAsync(3);
            size += 3;
            text = SignedNote.Parse((await world.Reader.CheckpointAsync(Never))!).Text;
        }

        static HttpContent Typed(string body, string type)
        {
            var content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
            content.Headers.TryAddWithoutValidation("Content-Type", type);
            return content;
        }

        static string Cosigned(WitnessKey key, string text, long seconds) => key.Cosign(text, (ulong)seconds).ToLine();
    }

    [SkippableFact]
    public async Task Bundles_take_the_newest_checkpoint_that_the_quorum_cosigned_where_it_covers_the_event()
    {
        var world = await World.NewAsync(await databases.NewAsync(), _files, _warnings.Add, witnesses: 2, quorum: 2);
        var early = world.Ledger.Journal.Append("pod-1", ["open"], ["early"]).Id;
        await world.SealAsync(5);
        await world.Round.LookAsync(Never);
        var late = world.Ledger.Journal.Append("pod-1", ["open"], ["late"]).Id;
        world.Wire.Down = world.Keys[0];
        await world.SealAsync(5);
        await world.Round.LookAsync(Never);

        Assert.Equal(6UL, (await SizeAsync(early)));
        Assert.Equal(12UL, (await SizeAsync(late)));
        Assert.Equal(Attestation.Witnessed, BundleVerifier.Verify((await world.Reader.BundleAsync(early, null, Never))!, await world.TrustAsync(2)).Attestation);
        Assert.Equal(Attestation.Witnessed, BundleVerifier.Verify((await world.Reader.BundleAsync(late, null, Never))!, await world.TrustAsync(1)).Attestation);

        async Task<ulong> SizeAsync(EventId id) => BundleVerifier.Verify((await world.Reader.BundleAsync(id, null, Never))!).Proven!.TreeSize;
    }

    [SkippableFact]
    public async Task A_rebuild_takes_the_cosignatures_over_and_a_monitor_asks_for_them()
    {
        var world = await World.NewAsync(await databases.NewAsync(), _files, _warnings.Add);
        await world.SealAsync(8);
        await world.Round.LookAsync(Never);
        var note = await world.Reader.CheckpointAsync(Never);
        var into = await databases.NewAsync();
        await world.Ledger.Rebuild().RebuildAsync(into, Never);
        var reader = new NotaryReader(into, TestLedger.Master, world.Ledger.Keys, world.Ledger.Journal, world.Ledger.Options, world.Ledger.Clock);
        Assert.Equal(note, await reader.CheckpointAsync(Never));

        Assert.Equal((true, Attestation.Witnessed), await MonitorAsync([note!], await world.TrustAsync(1)));
        Assert.Equal((true, Attestation.SelfAttested), await MonitorAsync([note!], null));
        Assert.Equal((true, Attestation.SelfAttested), await MonitorAsync([note!], await world.TrustAsync(0)));
        Assert.False((await MonitorAsync([(await world.Ledger.Store.LatestCheckpointAsync(Never))!.Note], await world.TrustAsync(1))).IsConsistent);

        async Task<(bool IsConsistent, Attestation Attestation)> MonitorAsync(string[] notes, TrustFile? trust)
        {
            var result = await LogMonitor.RunAsync(LeavesAsync(), notes, trust, Never);
            return (result.IsConsistent, result.Attestation);
        }

        async IAsyncEnumerable<byte[]> LeavesAsync()
        {
            foreach (var leaf in await world.Ledger.LeavesAsync())
                yield return leaf.Hash;
        }
    }

    /// <summary>A log, its witnesses, and the wire between them.</summary>
    private sealed class World
    {
        private readonly List<Database> _states;

        private World(TestLedger ledger, WitnessOptions options, Wire wire, List<Database> states, IReadOnlyList<string> keys, Action<string> warn)
        {
            (Ledger, Options, Wire, _states, Keys) = (ledger, options, wire, states, keys);
            Round = NewRound(warn);
            Reader = ledger.Reader(options);
        }

        public TestLedger Ledger { get; }

        public WitnessOptions Options { get; }

        public Wire Wire { get; }

        public IReadOnlyList<string> Keys { get; }

        public CosignatureRound Round { get; private set; }

        public NotaryReader Reader { get; }

        public static async Task<World> NewAsync(Database database, SqliteDatabases files, Action<string> warn, int witnesses = 1, int quorum = 1)
        {
            var ledger = new TestLedger(database);
            var wire = new Wire();
            var (states, keys) = (new List<Database>(), new List<string>());
            var log = await ledger.Reader().VerifierKeyAsync(Never);
            for (var i = 0; i < witnesses; i++)
            {
                states.Add(await files.NewAsync());
                var witness = await OpenAsync(states[^1], $"witness.example/{i + 1}", log);
                wire.Witnesses[$"w{i}.test"] = witness;
                keys.Add(witness.VerifierKey);
            }
            var options = new WitnessOptions { Witnesses = [.. keys.Select((k, i) => $"http://w{i}.test {k}")], Quorum = quorum };
            return new World(ledger, options, wire, states, keys, warn);
        }

        /// <summary>Another log with the same key and the same witnesses, as its holder could make one.</summary>
        public async Task<World> RewriteAsync(Database database, Action<string> warn)
        {
            var ledger = new TestLedger(database);
            var key = (await Ledger.Store.KeyAsync(Never))!.Value;
            await ledger.Store.AddKeyAsync(key.Origin, key.Sealed, Never);
            ledger.Journal.Append("pod-9", ["another beginning"], ["forged"]);
            await ledger.FollowAsync();
            return new World(ledger, Options, Wire, _states, Keys, warn);
        }

        /// <summary>The same with one more witness.</summary>
        public World With(string witness, Action<string> warn) =>
            new(Ledger, new WitnessOptions { Witnesses = [witness, .. Options.Witnesses], Quorum = Options.Quorum }, Wire, _states, Keys, warn);

        public async Task RestartAsync(Action<string> warn)
        {
            var log = await Ledger.Reader().VerifierKeyAsync(Never);
            foreach (var (i, state) in _states.Index())
                Wire.Witnesses[$"w{i}.test"] = await OpenAsync(state, null, log);
            Round = NewRound(warn);
        }

        /// <summary>Adds events, and seals when the log has them.</summary>
        public async Task SealAsync(int more)
        {
            Ledger.Journal.Fill(more);
            await Ledger.FollowAsync();
            await Reader.SealAsync(Never);
        }

        public async Task<TrustFile> TrustAsync(int quorum) =>
            TrustFile.Parse(TrustFile.Write([await Reader.VerifierKeyAsync(Never)], Keys, quorum));

        private static Task<Witness> OpenAsync(Database state, string? name, string log) =>
            Witness.OpenAsync(state, TestLedger.Master, name, [log], TimeProvider.System, Never);

        private CosignatureRound NewRound(Action<string> warn) => new(new LogStore(Ledger.Database), new CosignatureStore(Ledger.Database), Options,
            new WitnessClient(TimeSpan.FromSeconds(10), Wire), Ledger.Clock, warn);
    }

    /// <summary>Brings requests to witnesses, or loses them.</summary>
    private sealed class Wire : HttpMessageHandler
    {
        private int _asked;

        public Dictionary<string, Witness> Witnesses { get; } = [];

        /// <summary>The answer is lost after the witness has noted and cosigned.</summary>
        public bool LosesAnswers { get; set; }

        /// <summary>The vkey of one that cannot be reached.</summary>
        public string? Down { get; set; }

        /// <summary>What is answered in place of the witness.</summary>
        public (HttpStatusCode Status, string Body)? Says { get; set; }

        /// <summary>Answers of hosts that are no witnesses of ours.</summary>
        public Dictionary<string, Func<HttpResponseMessage>> Odd { get; } = [];

        public int Asked => _asked;

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Interlocked.Increment(ref _asked);
            Assert.Equal((HttpMethod.Post, "/add-checkpoint"), (request.Method, request.RequestUri!.AbsolutePath));
            if (Odd.TryGetValue(request.RequestUri.Host, out var answers))
                return answers();
            var witness = Witnesses[request.RequestUri.Host];
            if (witness.VerifierKey == Down)
                throw new HttpRequestException("down");
            if (Says is var (status, body))
                return new HttpResponseMessage(status) { Content = new StringContent(body) };
            var answer = await witness.AddCheckpointAsync(await request.Content!.ReadAsByteArrayAsync(cancellationToken), cancellationToken);
            return LosesAnswers
                ? throw new HttpRequestException("lost")
                : new HttpResponseMessage(answer.Status) { Content = new StringContent(answer.Body, Encoding.UTF8) };
        }
    }
}
