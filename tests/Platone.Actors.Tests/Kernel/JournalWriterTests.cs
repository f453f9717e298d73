using Platone.Actors.Kernel.Journal.Writing;
using Platone.Testing;
using Xunit;

namespace Platone.Actors.Tests.Kernel;

/// <summary>Which writes share a transaction, in which order, and what each is told.</summary>
public sealed class JournalWriterTests
{
    private static readonly TimeSpan Gather = TimeSpan.FromMilliseconds(5);

    private readonly Table _table = new();

    [Fact]
    public async Task What_comes_while_a_transaction_is_under_way_shares_the_next_in_order()
    {
        var writer = new JournalWriter(_table, 400, Gather);
        var writes = await WithOneUnderWayAsync(writer);
        for (var i = 1; i <= 100; i++)
            writes.Add(writer.WriteAsync([Row(i)], default));
        Assert.DoesNotContain(writes, w => w.IsCompleted);
        _table.Open.SetResult();
        await Task.WhenAll(writes).WaitAsync(Deadline.Default);
        Assert.Equal([1, 100], _table.Transactions.Select(t => t.Count));
        Assert.Equal(Enumerable.Range(0, 101).Select(i => (long)i), _table.Transactions.SelectMany(t => t).Select(r => r.SequenceNr));
    }

    [Fact]
    public async Task A_transaction_takes_no_further_write_once_it_is_full_and_never_a_part_of_one()
    {
        var writer = new JournalWriter(_table, 10, Gather);
        var writes = await WithOneUnderWayAsync(writer);
        for (var i = 0; i < 6; i++)
            writes.Add(writer.WriteAsync([Row(4 * i), Row(4 * i + 1), Row(4 * i + 2), Row(4 * i + 3)], default));
        _table.Open.SetResult();
        await Task.WhenAll(writes).WaitAsync(Deadline.Default);
        Assert.Equal([1, 12, 12], _table.Transactions.Select(t => t.Count));
    }

    [Fact]
    public async Task A_transaction_that_fails_fails_its_writes_and_no_other()
    {
        var writer = new JournalWriter(_table, 400, Gather);
        var writes = await WithOneUnderWayAsync(writer);
        writes.Add(writer.WriteAsync([Row(1)], default));
        _table.Fails = true;
        _table.Open.SetException(new TimeoutException("the first"));
        var second = await Assert.ThrowsAsync<InvalidOperationException>(() => writes[1].WaitAsync(Deadline.Default));
        Assert.Equal("the table is gone", second.Message);
        Assert.Equal("the first", (await Assert.ThrowsAsync<TimeoutException>(() => writes[0])).Message);
        _table.Fails = false;
        await writer.WriteAsync([Row(2)], default).WaitAsync(Deadline.Default);
    }

    [Fact]
    public async Task A_write_that_is_taken_back_before_its_transaction_is_not_in_it()
    {
        var writer = new JournalWriter(_table, 400, Gather);
        var writes = await WithOneUnderWayAsync(writer);
        using var back = new CancellationTokenSource();
        var taken = writer.WriteAsync([Row(1)], back.Token);
        writes.Add(writer.WriteAsync([Row(2)], default));
        await back.CancelAsync();
        _table.Open.SetResult();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => taken.WaitAsync(Deadline.Default));
        await Task.WhenAll(writes).WaitAsync(Deadline.Default);
        Assert.Equal([0, 2], _table.Transactions.SelectMany(t => t).Select(r => r.SequenceNr));
    }

    [Fact]
    public async Task It_has_settled_when_what_was_written_before_has_ended_well_or_not()
    {
        var writer = new JournalWriter(_table, 400, Gather);
        var writes = await WithOneUnderWayAsync(writer);
        writes.Add(writer.WriteAsync([Row(1)], default));
        var settled = writer.SettleAsync();
        Assert.False(settled.IsCompleted);
        _table.Fails = true;
        _table.Open.SetResult();
        await settled.WaitAsync(Deadline.Default);
        Assert.True(writes[0].IsCompletedSuccessfully);
        Assert.True(writes[1].IsFaulted);
    }

    [Fact]
    public async Task When_it_stops_the_transaction_under_way_is_ended_and_what_waits_fails()
    {
        var writer = new JournalWriter(_table, 400, Gather);
        var writes = await WithOneUnderWayAsync(writer);
        var waits = writer.WriteAsync([Row(1)], default);
        writer.Stop();
        await Assert.ThrowsAsync<ObjectDisposedException>(() => writer.WriteAsync([Row(2)], default));
        _table.Open.SetResult();
        await writes[0].WaitAsync(Deadline.Default);
        await Assert.ThrowsAsync<ObjectDisposedException>(() => waits.WaitAsync(Deadline.Default));
        Assert.Single(_table.Transactions);
    }

    private async Task<List<Task>> WithOneUnderWayAsync(JournalWriter writer)
    {
        var first = writer.WriteAsync([Row(0)], default);
        await _table.Entered.Task.WaitAsync(Deadline.Default);
        return [first];
    }

    private static StoredRow Row(long number) => new("a", number, [1], "m", 1, 0);

    /// <summary>A table whose first transaction stays under way until the test lets it end.</summary>
    private sealed class Table : IRowInserts
    {
        public TaskCompletionSource Entered { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public TaskCompletionSource Open { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public bool Fails { get; set; }

        public List<IReadOnlyList<StoredRow>> Transactions { get; } = [];

        public async Task InsertAsync(IReadOnlyList<StoredRow> rows)
        {
            var isFirst = Entered.TrySetResult();
            if (isFirst)
                await Open.Task;
            if (Fails && !isFirst)
                throw new InvalidOperationException("the table is gone");
            Transactions.Add([.. rows]);
        }
    }
}
