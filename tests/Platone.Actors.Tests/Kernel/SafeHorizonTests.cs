using Npgsql;
using Platone.Actors.Kernel.Storage;
using Platone.Testing;

namespace Platone.Actors.Tests.Kernel;

/// <summary>PostgreSQL hands out orderings before it shows rows: the tail must neither skip a late commit nor wait for what was rolled back.</summary>
public sealed class SafeHorizonTests : IDisposable
{
    private static readonly DateTimeOffset At = new(2026, 11, 22, 12, 0, 0, TimeSpan.Zero);
    private readonly TestDirectory _directory = new("horizon");

    [SkippableFact]
    public async Task A_late_commit_is_waited_for_and_not_skipped()
    {
        await using var system = await StartAsync();
        await system.Send(new Add("a", 1, 1, At));
        await using var late = await WriterAsync();
        await InsertAsync(late, "tally-late", 1);

        // Others commit behind its back, before and after the tail has seen the gap.
        for (var i = 2; i < 40; i++)
        {
            await system.Send(new Add("a", i, 1, At));
            var seen = await system.ReadToEnd();
            Assert.Single(seen);
        }

        await late.Transaction.CommitAsync();
        Assert.Equal(["tally-a#1", "tally-late#1", "tally-a#2"], (await system.ReadToEnd()).Take(3).Select(e => e.Id.ToString()));
        Assert.Equal(40, (await system.ReadToEnd()).Count);
    }

    [SkippableFact]
    public async Task A_rolled_back_insert_is_passed_over()
    {
        await using var system = await StartAsync();
        await system.Send(new Add("a", 1, 1, At));
        await using (var aborted = await WriterAsync())
        {
            await InsertAsync(aborted, "tally-gone", 1);
            await system.Send(new Add("a", 2, 1, At));
            Assert.Single(await system.ReadToEnd());
            await aborted.Transaction.RollbackAsync();
        }
        Assert.Equal(["tally-a#1", "tally-a#2"], (await system.ReadToEnd()).Select(e => e.Id.ToString()));
    }

    [SkippableFact]
    public async Task A_rollback_before_anyone_looked_is_passed_over()
    {
        await using var system = await StartAsync();
        await using (var aborted = await WriterAsync())
        {
            await InsertAsync(aborted, "tally-gone", 1);
            await aborted.Transaction.RollbackAsync();
        }
        await system.Send(new Add("a", 1, 1, At));
        await system.Send(new Add("a", 2, 1, At));
        Assert.Equal(2, (await system.ReadToEnd()).Count);
    }

    [SkippableFact]
    public async Task A_long_transaction_that_only_reads_holds_nothing_up()
    {
        await using var system = await StartAsync();
        await using var reader = await WriterAsync();
        await using (var command = new NpgsqlCommand("select count(*) from journal", reader.Connection, reader.Transaction))
            await command.ExecuteScalarAsync();
        await using (var aborted = await WriterAsync())
        {
            await InsertAsync(aborted, "tally-gone", 1);
            await system.Send(new Add("a", 1, 1, At));
            await aborted.Transaction.RollbackAsync();
        }
        Assert.Single(await system.ReadToEnd());
    }

    [SkippableFact]
    public async Task Late_commits_rollbacks_and_writers_at_random_lose_nothing()
    {
        await using var system = await StartAsync();
        var seed = 20261122;
        var random = new Random(seed);
        var committed = new HashSet<string>();
        var open = new List<(Writer Writer, string Id)>();
        var seen = new List<string>();
        long position = 0;
        for (var step = 0; step < Nightly.Times(150, 3000); step++)
        {
            switch (random.Next(4))
            {
                case 0 when open.Count < 8:
                    var writer = await WriterAsync();
                    await InsertAsync(writer, $"tally-w{step}", 1);
                    open.Add((writer, $"tally-w{step}#1"));
                    break;
                case 1 when open.Count > 0:
                    var ended = open[random.Next(open.Count)];
                    open.Remove(ended);
                    if (random.Next(2) == 0)
                    {
                        await ended.Writer.Transaction.CommitAsync();
                        committed.Add(ended.Id);
                    }
                    await ended.Writer.DisposeAsync();
                    break;
                case 2:
                    await system.Send(new Add($"s{step}", 1, 1, At));
                    committed.Add($"tally-s{step}#1");
                    break;
                default:
                    await ReadAsync();
                    break;
            }
        }
        foreach (var (writer, _) in open)
            await writer.DisposeAsync();
        await ReadAsync();
        Assert.True(committed.SetEquals(seen) && seen.Count == committed.Count, $"seed {seed}: {seen.Count} seen, {committed.Count} committed");

        async Task ReadAsync()
        {
            while (await system.Tail.ReadAsync(position, 7, KernelSystem.Deadline) is { Count: > 0 } batch)
            {
                seen.AddRange(batch.Select(e => e.Id.ToString()));
                position = batch[^1].Ordering;
            }
        }
    }

    public void Dispose() => _directory.Dispose();

    private StorageOptions _storage = null!;

    private async Task<KernelSystem> StartAsync()
    {
        _storage = await Store.PostgreSqlAsync(_directory);
        return await KernelSystem.StartAsync(_storage);
    }

    private async Task<Writer> WriterAsync()
    {
        var connection = new NpgsqlConnection(_storage.Journal.ConnectionString);
        await connection.OpenAsync();
        return new Writer(connection, await connection.BeginTransactionAsync());
    }

    private static async Task InsertAsync(Writer writer, string persistenceId, long sequenceNr)
    {
        await using var command = new NpgsqlCommand(
            "insert into journal (created, deleted, persistence_id, sequence_number, message, manifest, identifier) values (0, false, $1, $2, '', 'tally.doubted.1', 1620001)",
            writer.Connection, writer.Transaction);
        command.Parameters.Add(new NpgsqlParameter { Value = persistenceId });
        command.Parameters.Add(new NpgsqlParameter { Value = sequenceNr });
        await command.ExecuteNonQueryAsync();
    }

    private sealed record Writer(NpgsqlConnection Connection, NpgsqlTransaction Transaction) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            await Transaction.DisposeAsync();
            await Connection.DisposeAsync();
        }
    }
}
