using Akka.Actor;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Platone.Actors.Kernel.Aggregates;
using Platone.Actors.Participants.OperatorJournals;
using Platone.Host.Pbm;
using Platone.Host.Pbm.Cmd;
using Platone.Testing;

namespace Platone.Host.Tests.Pbm;

/// <summary>What becomes of a destructive command where the operator journal cannot be reached.</summary>
public sealed class OperatorRecorderTests : IAsyncLifetime
{
    private static readonly DateTimeOffset At = new(2026, 11, 24, 10, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(5);

    private readonly ActorSystem _system = ActorSystem.Create("recorder");
    private readonly FakeTimeProvider _clock = new(At);
    private readonly SlowJournal _journal = new();

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => _system.Terminate();

    [Fact]
    public async Task It_waits_until_the_journal_has_confirmed()
    {
        var recording = RecordAsync("market");
        Assert.False(recording.IsCompleted);
        _journal.Reply.SetResult(new CommandReply.Done(1));
        await recording.WaitAsync(Deadline.Default);

        var command = Assert.IsType<RecordOperatorAction>(_journal.Got);
        Assert.Equal(("operator", "market x", "akka://recorder", At), (command.Operator.Value, command.Command, command.Node, command.At));
    }

    [Fact]
    public async Task What_is_refused_or_not_confirmed_in_time_is_not_done()
    {
        var slow = RecordAsync("market");
        _clock.Advance(Timeout);
        Assert.Contains("no answer within 5 s", await FaultAsync(slow), StringComparison.Ordinal);

        _journal.Reply.SetResult(new CommandReply.Refused(new Problem("bad-command", "no", "command")));
        Assert.Contains("bad-command", await FaultAsync(RecordAsync("cluster")), StringComparison.Ordinal);

        static async Task<string> FaultAsync(Task recording) =>
            (await Assert.ThrowsAsync<NotRecordedException>(() => recording)).Message;
    }

    [Fact]
    public async Task What_may_bring_the_journal_back_is_done_all_the_same_and_recorded_when_it_is_back()
    {
        var downing = RecordAsync("cluster");
        _clock.Advance(Timeout);
        await downing.WaitAsync(Deadline.Default);

        // It is still on its way.
        Assert.False(_journal.Until.IsCancellationRequested);
        _journal.Reply.SetResult(new CommandReply.Done(1));
    }

    private Task RecordAsync(string palette) =>
        new OperatorRecorder(_journal, _system, Timeout, _clock, NullLogger.Instance)
            .RecordAsync(new OperatorAction("operator", palette, $"{palette} x", "akka://recorder", At), CancellationToken.None);

    private sealed class SlowJournal : IEntities
    {
        public TaskCompletionSource<CommandReply> Reply { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public ICommand? Got { get; private set; }

        public CancellationToken Until { get; private set; }

        public Task<CommandReply> SendAsync(ICommand command, CancellationToken cancellation)
        {
            (Got, Until) = (command, cancellation);
            return Reply.Task.WaitAsync(cancellation);
        }

        public Task<TView> AskAsync<TView>(IQuery query, CancellationToken cancellation) => throw new NotSupportedException();
    }
}
