using Platone.Actors.Notary.Bundles;
using Platone.Actors.Notary.Checkpoints;
using Platone.Actors.Notary.Log;
using Platone.Actors.Notary.Monitoring;
using Platone.Actors.Tests.Notary.Testing;

namespace Platone.Actors.Tests.Notary.Monitoring;

public sealed class LogMonitorTests : IAsyncLifetime
{
    private static readonly CancellationToken Never = CancellationToken.None;

    private readonly SqliteDatabases _databases = new();
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("platone-monitor-");
    private readonly List<string> _checkpoints = [];
    private TestLedger _ledger = null!;
    private TrustFile _trust = null!;
    private string _leaves = "";

    public async Task InitializeAsync()
    {
        _ledger = new TestLedger(await _databases.NewAsync());
        foreach (var count in (int[])[100, 200, 300])
        {
            _ledger.Journal.Fill(count);
            await _ledger.FollowAsync();
            await _ledger.Reader().SealAsync(Never);
            _checkpoints.Add((await _ledger.Reader().CheckpointAsync(Never))!);
        }
        _trust = TrustFile.Parse(TrustFile.Write([await _ledger.Reader().VerifierKeyAsync(Never)], [], 0));
        _leaves = Path.Combine(_folder.FullName, "leaves.txt");
        await using var writer = File.CreateText(_leaves);
        Assert.Equal(600, await new LogExport(_ledger.Database).WriteAsync(writer, null, Never));
    }

    public Task DisposeAsync()
    {
        _folder.Delete(recursive: true);
        _databases.Dispose();
        return Task.CompletedTask;
    }

    [Fact]
    public async Task Exported_leaves_give_the_roots_of_all_checkpoints()
    {
        var result = await LogMonitor.RunAsync(LeafSource.ReadAsync(_leaves, Never), Enumerable.Reverse(_checkpoints), _trust, Never);
        Assert.True(result.IsConsistent, string.Join('\n', result.Checks));
        Assert.Equal(600UL, result.Size);
        Assert.Equal(Convert.ToHexStringLower(await _ledger.RootAsync()), result.RootHex);
        Assert.Equal(6, result.Checks.Count);
    }

    [Fact]
    public async Task Mirrored_tiles_do_as_well()
    {
        var tiles = Path.Combine(_folder.FullName, "tile");
        foreach (var path in (string[])["0/000", "0/001", "0/002.p/44", "0/002.p/88"])
        {
            var file = Path.Combine(tiles, path);
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            await File.WriteAllBytesAsync(file, (await _ledger.Reader().TileAsync(path, Never))!);
        }
        var result = await LogMonitor.RunAsync(LeafSource.ReadAsync(tiles, Never), _checkpoints, _trust, Never);
        Assert.True(result.IsConsistent, string.Join('\n', result.Checks));
        Assert.Equal(600UL, result.Size);
    }

    [Fact]
    public async Task A_changed_leaf_is_found_at_every_checkpoint_after_it()
    {
        var lines = await File.ReadAllLinesAsync(_leaves);
        lines[150] = lines[151];
        await File.WriteAllLinesAsync(_leaves, lines);
        var result = await LogMonitor.RunAsync(LeafSource.ReadAsync(_leaves, Never), _checkpoints, null, Never);
        Assert.Equal([true, false, false], result.Checks.Select(c => c.IsOk));
    }

    [Fact]
    public async Task Too_few_leaves_bad_lines_and_strange_checkpoints_are_found()
    {
        var lines = await File.ReadAllLinesAsync(_leaves);
        await File.WriteAllLinesAsync(_leaves, lines[..400]);
        var few = await LogMonitor.RunAsync(LeafSource.ReadAsync(_leaves, Never), _checkpoints, null, Never);
        Assert.Contains(few.Checks, c => !c.IsOk && c.Text.Contains("only 400 leaves", StringComparison.Ordinal));

        var other = new TestLedger(await _databases.NewAsync());
        other.Journal.Fill(10);
        await other.FollowAsync();
        await other.Reader().SealAsync(Never);
        var strange = (await other.Reader().CheckpointAsync(Never))!;
        var mixed = await LogMonitor.RunAsync(LeafSource.ReadAsync(_leaves, Never), [_checkpoints[0], strange, "rubbish"], _trust, Never);
        Assert.Equal(4, mixed.Checks.Count(c => !c.IsOk));

        await File.WriteAllTextAsync(_leaves, lines[0] + "\n" + lines[1].ToUpperInvariant() + "\n");
        var e = await Assert.ThrowsAsync<FormatException>(() =>
            LogMonitor.RunAsync(LeafSource.ReadAsync(_leaves, Never), _checkpoints, null, Never));
        Assert.Contains("line 2", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Two_checkpoints_are_compared_by_a_consistency_proof()
    {
        var proof = await _ledger.Reader().ConsistencyAsync(100, 600, Never);
        Assert.All(LogMonitor.CheckConsistency(_checkpoints[0], _checkpoints[2], proof, _trust), c => Assert.True(c.IsOk, c.Text));
        Assert.Contains(LogMonitor.CheckConsistency(_checkpoints[1], _checkpoints[2], proof, _trust), c => !c.IsOk);
        Assert.Contains(LogMonitor.CheckConsistency(_checkpoints[2], _checkpoints[0], proof, _trust), c => !c.IsOk);
        Assert.Contains(LogMonitor.CheckConsistency(_checkpoints[0], "rubbish", proof, _trust), c => !c.IsOk);
    }

    [Fact]
    public async Task Witnesses_vouch_for_the_leaves_of_the_checkpoint_they_cosigned_and_for_no_later_ones()
    {
        var witness = new WitnessKey("witness.example/1", LogKey.NewSeed());
        var trust = TrustFile.Parse(TrustFile.Write(_trust.LogKeys, [witness.VerifierKey.ToString()], 1));
        string Cosigned(string note) => note + witness.Cosign(SignedNote.Parse(note).Text, _ledger.Clock.GetUtcNow()).ToLine();
        Task<MonitorResult> RunAsync(params string[] notes) => LogMonitor.RunAsync(LeafSource.ReadAsync(_leaves, Never), notes, trust, Never);

        // 600 leaves: a checkpoint of 100 was cosigned, and those of 300 and 600 were not.
        var early = await RunAsync(Cosigned(_checkpoints[0]), _checkpoints[1], _checkpoints[2]);
        Assert.True(early.IsConsistent, string.Join('\n', early.Checks));
        Assert.Equal((Attestation.SelfAttested, 100UL, 600UL, 600UL), (early.Attestation, early.WitnessedSize, early.SealedSize, early.Size));
        var all = await RunAsync(_checkpoints[0], Cosigned(_checkpoints[2]));
        Assert.Equal((Attestation.Witnessed, 600UL), (all.Attestation, all.WitnessedSize));
        // There are leaves that no checkpoint covers.
        var beyond = await RunAsync(Cosigned(_checkpoints[1]));
        Assert.True(beyond.IsConsistent);
        Assert.Equal((Attestation.SelfAttested, 300UL, 300UL, 600UL), (beyond.Attestation, beyond.WitnessedSize, beyond.SealedSize, beyond.Size));
    }

    [Fact]
    public async Task An_export_may_be_of_any_size_up_to_the_logs()
    {
        var export = new LogExport(_ledger.Database);
        await using var writer = new StringWriter();
        Assert.Equal(257, await export.WriteAsync(writer, 257, Never));
        Assert.Equal(257 * 65, writer.ToString().Length);
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => export.WriteAsync(writer, 601, Never));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => export.WriteAsync(writer, -1, Never));
        Assert.Equal(new TilePath(0, 2, 88), TilePath.Parse("0/002.p/88"));
    }
}
