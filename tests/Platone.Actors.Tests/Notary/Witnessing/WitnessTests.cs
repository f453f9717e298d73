using System.Globalization;
using System.Net;
using System.Text;
using CsCheck;
using LinqToDB.Data;
using Platone.Actors.Kernel.Storage;
using Platone.Actors.Notary.Checkpoints;
using Platone.Actors.Notary.Witnessing;
using Platone.Actors.Tests.Notary.Testing;
using Platone.Testing;

namespace Platone.Actors.Tests.Notary.Witnessing;

/// <summary>A witness against C2SP tlog-witness, status by status, and against its promise: one history of a log, whatever happens.</summary>
public sealed class WitnessTests : IAsyncLifetime
{
    private const string Name = "witness.example/w1";
    private static readonly CancellationToken Never = CancellationToken.None;

    private readonly SqliteDatabases _databases = new();
    private readonly LogKey _key = new("log.example/1", LogKey.NewSeed());
    private Database _database = null!;
    private Witness _witness = null!;
    private SignedHistory _log = null!;

    public async Task InitializeAsync()
    {
        _database = await _databases.NewAsync();
        _log = SignedHistory.Of(_key, 40, 40, "");
        _witness = await OpenAsync();
    }

    public Task DisposeAsync()
    {
        _databases.Dispose();
        return Task.CompletedTask;
    }

    [Fact]
    public async Task What_extends_the_last_is_cosigned_and_the_cosignature_verifies()
    {
        foreach (var (old, size) in ((int, int)[])[(0, 7), (7, 7), (7, 8), (8, 33), (33, 40)])
        {
            var answer = await AskAsync(_log.Request(old, size));
            Assert.Equal(HttpStatusCode.OK, answer.Status);
            var note = SignedNote.Parse(_log.Note(size) + answer.Body);
            Assert.NotNull(note.FindSignature(NoteKey.Parse(_witness.VerifierKey)));
            Assert.NotNull(note.FindSignature(_key.VerifierKey));
        }
    }

    /// <summary>Anybody may ask, and what is wrong goes to a log: in one short line.</summary>
    [Fact]
    public async Task What_is_said_of_a_wrong_request_is_short_and_in_one_line()
    {
        var hostile = "\u001b[2J\u0085\u202e\rok" + new string('x', 60_000);
        foreach (var body in (string[])[$"old 0\n{hostile}\n\n{_log.Note(7)}", $"old 0\n\n{hostile.Replace("\u001b", "", StringComparison.Ordinal)
            .Replace("\r", "", StringComparison.Ordinal)}\n7\n{Convert.ToBase64String(new byte[32])}\n\n{_log.Note(7).Split("\n\n")[1]}"])
        {
            var answer = await _witness.AddCheckpointAsync(System.Text.Encoding.UTF8.GetBytes(body), Never);
            Assert.True(answer.Status is HttpStatusCode.BadRequest or HttpStatusCode.NotFound, answer.Body);
            Assert.InRange(answer.Body.Length, 10, 400);
            Assert.EndsWith("\n", answer.Body, StringComparison.Ordinal);
            Assert.DoesNotContain(answer.Body[..^1], c => char.IsControl(c) || c == '\u202e');
        }
    }

    [Fact]
    public async Task An_old_size_that_is_not_the_last_is_a_conflict_that_names_the_last()
    {
        await SizeAsync("0", _log.Request(5, 9));
        await CosignedAsync(0, 9);
        await SizeAsync("9", _log.Request(0, 20));
        await SizeAsync("9", _log.Request(5, 20));
        await SizeAsync("9", _log.Request(10, 20));
        // A shrunken log can only say that it was smaller.
        await SizeAsync("9", _log.Request(5, 5));
        await CosignedAsync(9, 20);
    }

    [Fact]
    public async Task Another_root_for_the_size_is_a_conflict_and_another_history_is_not_processed()
    {
        await CosignedAsync(0, 20);
        var fork = SignedHistory.Of(_key, 40, 19, "fork");
        await SizeAsync("20", fork.Request(20, 20));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await AskAsync(fork.Request(20, 30))).Status);
        var honest = _log.Request(20, 30);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await AskAsync(honest with { Proof = [] })).Status);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await AskAsync(honest with { Proof = [.. honest.Proof, new byte[32]] })).Status);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await AskAsync(_log.Request(20, 20) with { Proof = [new byte[32]] })).Status);
        await CosignedAsync(20, 30);
        var fresh = await OpenAsync(await _databases.NewAsync());
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await AskAsync(_log.Request(0, 5) with { Proof = [new byte[32]] }, fresh)).Status);
    }

    [Fact]
    public async Task Unknown_logs_keys_and_signatures_are_told_apart()
    {
        var stranger = SignedHistory.Of(new LogKey("log.example/2", LogKey.NewSeed()), 5, 5, "");
        Assert.Equal(HttpStatusCode.NotFound, (await AskAsync(stranger.Request(0, 5))).Status);
        var thief = SignedHistory.Of(new LogKey(_key.Origin, LogKey.NewSeed()), 5, 5, "");
        Assert.Equal(HttpStatusCode.Forbidden, (await AskAsync(thief.Request(0, 5))).Status);
        var wrong = SignedNote.Parse(_log.Note(5));
        wrong.Signatures[0].Signature[9] ^= 1;
        Assert.Equal(HttpStatusCode.Forbidden, (await AskAsync(_log.Request(0, 5) with { Checkpoint = wrong.ToString() })).Status);
        // Signatures of others beside the log's do not matter.
        var both = SignedNote.Parse(thief.Note(5)).With(SignedNote.Parse(_log.Note(5)).Signatures[0]);
        Assert.Equal(_log.Note(5).Split("\n\n")[0], both.Text.TrimEnd());
        Assert.Equal(HttpStatusCode.OK, (await AskAsync(_log.Request(0, 5) with { Checkpoint = both.ToString() })).Status);
    }

    [Fact]
    public async Task What_is_no_request_is_a_bad_one()
    {
        var good = _log.Request(3, 9).ToString();
        Assert.Equal(good, AddCheckpointRequest.Parse(Encoding.UTF8.GetBytes(good)).ToString());
        string[] bad =
        [
            "", "\n", "old 3", good.Replace("old 3", "old 03", StringComparison.Ordinal), good.Replace("old 3", "old -3", StringComparison.Ordinal),
            good.Replace("old 3\n", "", StringComparison.Ordinal), good.Replace("old 3", "Old 3", StringComparison.Ordinal),
            good.Replace("old 3", "old 3 ", StringComparison.Ordinal), good.Replace("old 3\n", "old 3\nAAAA\n", StringComparison.Ordinal),
            good.Replace("old 3\n", "old 3\n" + string.Concat(Enumerable.Repeat(Convert.ToBase64String(new byte[32]) + "\n", 64)), StringComparison.Ordinal),
            good[..^1], good.Replace("\n\n", "\n", StringComparison.Ordinal), good + "\n", good.Replace("\n9\n", "\n09\n", StringComparison.Ordinal),
            _log.Request(9, 9).ToString().Replace("old 9", "old 10", StringComparison.Ordinal),
        ];
        foreach (var text in bad)
            Assert.Equal((HttpStatusCode.BadRequest, text), ((await _witness.AddCheckpointAsync(Encoding.UTF8.GetBytes(text), Never)).Status, text));
        Assert.Equal(HttpStatusCode.BadRequest, (await _witness.AddCheckpointAsync((byte[])[.. Encoding.UTF8.GetBytes(good), 0xff], Never)).Status);
        await SizeAsync("0", _log.Request(3, 9));
    }

    [Fact]
    public async Task It_remembers_through_a_restart_and_keeps_its_key_and_name()
    {
        await CosignedAsync(0, 20);
        var key = _witness.VerifierKey;
        _witness = await OpenAsync(name: null);
        Assert.Equal(key, _witness.VerifierKey);
        await SizeAsync("20", _log.Request(0, 5));
        await CosignedAsync(20, 40);
        Assert.Contains(Name, (await Assert.ThrowsAsync<FormatException>(() => OpenAsync(name: "another"))).Message, StringComparison.Ordinal);
        var empty = await _databases.NewAsync();
        await Assert.ThrowsAsync<FormatException>(() => OpenAsync(empty, name: null));
    }

    [Fact]
    public async Task A_database_from_before_its_tables_were_a_script_is_taken_over()
    {
        await CosignedAsync(0, 20);
        var key = _witness.VerifierKey;
        await using (var connection = _database.Connect())
        {
            await connection.ExecuteAsync("""
                alter table witness_key rename to k;
                alter table cosigned rename to c;
                drop table schema_version;
                create table witness_key (id integer not null primary key check (id = 1), name text not null, sealed blob not null);
                create table cosigned (origin text not null primary key, size integer not null, root blob not null,
                  note text not null, at_us integer not null);
                insert into witness_key select * from k;
                insert into cosigned select * from c;
                drop table k;
                drop table c;
                """);
        }

        _witness = await OpenAsync(name: null);
        Assert.Equal(key, _witness.VerifierKey);
        await SizeAsync("20", _log.Request(0, 5));
        await CosignedAsync(20, 40);
        await using var after = _database.Connect();
        Assert.Equal(["1 tables"], await after.QueryToListAsync<string>("select cast(version as text) || ' ' || name from schema_version"));
    }

    [Fact]
    public async Task Of_many_at_once_one_is_cosigned()
    {
        await CosignedAsync(0, 4);
        var answers = await Task.WhenAll(Enumerable.Range(5, 12).Select(size => Task.Run(() => AskAsync(_log.Request(4, size)))));
        Assert.Single(answers, a => a.Status == HttpStatusCode.OK);
        Assert.Equal(11, answers.Count(a => a.Status == HttpStatusCode.Conflict));
    }

    [Fact]
    public Task Whatever_is_asked_lost_and_started_again_it_vouches_for_one_history() =>
        Gen.Select(Gen.Int[0, 1], Gen.Int[0, 5], Gen.Int[0, 24], Gen.Int[0, 24]).Array[5, 40].SampleAsync(async steps =>
        {
            var database = await _databases.NewAsync();
            var witness = await OpenAsync(database);
            SignedHistory[] branches = [SignedHistory.Of(_key, 24, 10, "a"), SignedHistory.Of(_key, 24, 10, "b")];
            var cosigned = new List<(int Size, byte[] Root)>();
            foreach (var (branch, kind, x, y) in steps)
            {
                var (old, size) = (Math.Min(x, y), Math.Max(x, y));
                var answer = await AskAsync(branches[branch].Request(old, size), witness);
                if (kind > 2 && answer.ContentType == "text/x.tlog.size")
                {
                    // As a log does that is told what the witness has.
                    old = int.Parse(answer.Body, CultureInfo.InvariantCulture);
                    if (old <= size)
                        answer = await AskAsync(branches[branch].Request(old, size), witness);
                }
                if (answer.Status == HttpStatusCode.OK)
                    cosigned.Add((size, branches[branch].Root(size)));
                // The answer may never have come to anybody; the process ends here and starts anew.
                if (kind == 1)
                    witness = await OpenAsync(database);
            }
            Assert.True(cosigned.Zip(cosigned.Skip(1), (a, b) => (a, b)).All(p => p.Item1.Size <= p.Item2.Size), "it went back");
            Assert.Contains(branches, b => cosigned.All(c => c.Root.AsSpan().SequenceEqual(b.Root(c.Size))));
        }, iter: Nightly.Times(20, 300), threads: 1);

    private Task<Witness> OpenAsync(Database? database = null, string? name = Name) =>
        Witness.OpenAsync(database ?? _database, TestLedger.Master, name, [_key.VerifierKey.ToString()], TimeProvider.System, Never);

    private Task<WitnessAnswer> AskAsync(AddCheckpointRequest request, Witness? witness = null) =>
        (witness ?? _witness).AddCheckpointAsync(Encoding.UTF8.GetBytes(request.ToString()), Never);

    private async Task CosignedAsync(int old, int size)
    {
        var answer = await AskAsync(_log.Request(old, size));
        Assert.True(answer.Status == HttpStatusCode.OK, answer.Body);
    }

    private async Task SizeAsync(string size, AddCheckpointRequest request)
    {
        var answer = await AskAsync(request);
        Assert.Equal((HttpStatusCode.Conflict, size + "\n", "text/x.tlog.size"), (answer.Status, answer.Body, answer.ContentType));
    }
}
