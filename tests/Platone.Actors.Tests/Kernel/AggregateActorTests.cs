using Akka.Actor;
using Akka.Pattern;
using Akka.TestKit.Xunit2;
using Platone.Actors.Kernel.Aggregates;

namespace Platone.Actors.Tests.Kernel;

/// <summary>The shell against a journal that fails, refuses and dawdles.</summary>
public sealed class AggregateActorTests() : TestKit(
    """
    akka.loglevel = OFF
    akka.persistence.journal.plugin = "akka.persistence.journal.faulty"
    akka.persistence.journal.faulty {
      class = "Platone.Actors.Tests.Kernel.FaultyJournal, Platone.Actors.Tests"
      plugin-dispatcher = "akka.actor.default-dispatcher"
    }
    akka.persistence.snapshot-store.plugin = "akka.persistence.snapshot-store.inmem"
    """)
{
    private static readonly DateTimeOffset At = new(2026, 11, 22, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(FaultyJournal.FaultKind.Fail)]
    [InlineData(FaultyJournal.FaultKind.Reject)]
    internal async Task After_a_write_that_did_not_happen_the_same_command_takes_effect_once(FaultyJournal.FaultKind kind)
    {
        var (id, tally) = Start($"{kind}");
        await Ask(tally, new Add(id, 1, 5, At));
        FaultyJournal.Prepare($"tally-{id}", kind);
        Assert.IsType<CommandReply.Unavailable>(await tally.Ask<CommandReply>(new Add(id, 2, 7, At)));

        Assert.Equal(12L, (await Ask(tally, new Add(id, 2, 7, At))).Report);
        Assert.Equal(2, (await Ask(tally, new Add(id, 2, 7, At))).SequenceNr);
    }

    [Fact]
    public async Task Nobody_is_answered_before_the_journal_confirmed()
    {
        var (id, tally) = Start("slow");
        var slow = FaultyJournal.Prepare($"tally-{id}", FaultyJournal.FaultKind.Slow, held: true);
        var first = tally.Ask<CommandReply>(new Add(id, 1, 1, At));
        await slow.Reached.Task;
        var others = Enumerable.Range(2, 50).Select(i => tally.Ask<CommandReply>(new Add(id, i, 1, At))).ToList();
        var repeated = tally.Ask<CommandReply>(new Add(id, 1, 1, At));
        // A query waits, too: whoever asks may have seen in the journal what is being written, and must find it in the answer.
        var asked = tally.Ask<TallyView>(new GetTally(id));
        // Answered by the actor's cell in the order of the mailbox: all of them have arrived.
        await tally.Ask<ActorIdentity>(new Identify(id));
        Assert.False(asked.IsCompleted || first.IsCompleted || repeated.IsCompleted || others.Exists(o => o.IsCompleted));

        slow.Go.SetResult();
        Assert.InRange((await asked).State.Sum, 1, 51);
        var replies = await Task.WhenAll(others.Append(first).Append(repeated));
        Assert.All(replies, r => Assert.IsType<CommandReply.Done>(r));
        // One event for the first command, one for all that waited.
        Assert.Equal(2, replies.Cast<CommandReply.Done>().Max(d => d.SequenceNr));
        Assert.Equal(51, (await tally.Ask<TallyView>(new GetTally(id))).State.Sum);
    }

    [Fact]
    public async Task Too_many_waiting_commands_are_turned_away()
    {
        var (id, tally) = Start("full", KernelSystem.Options with { MaxWaiting = 3 });
        var slow = FaultyJournal.Prepare($"tally-{id}", FaultyJournal.FaultKind.Slow, held: true);
        var first = tally.Ask<CommandReply>(new Add(id, 1, 1, At));
        await slow.Reached.Task;
        var waiting = Enumerable.Range(2, 3).Select(i => tally.Ask<CommandReply>(new Add(id, i, 1, At))).ToList();
        Assert.IsType<CommandReply.Unavailable>(await tally.Ask<CommandReply>(new Add(id, 9, 1, At)));
        slow.Go.SetResult();
        Assert.All(await Task.WhenAll(waiting.Append(first)), r => Assert.IsType<CommandReply.Done>(r));
    }

    [Fact]
    public async Task An_entity_told_to_stop_finishes_what_it_has_begun()
    {
        var (id, tally) = Start("stop");
        var slow = FaultyJournal.Prepare($"tally-{id}", FaultyJournal.FaultKind.Slow, held: true);
        var first = tally.Ask<CommandReply>(new Add(id, 1, 1, At));
        await slow.Reached.Task;
        var second = tally.Ask<CommandReply>(new Add(id, 2, 1, At));
        Watch(tally);
        tally.Tell(StopEntity.Instance);
        slow.Go.SetResult();
        Assert.IsType<CommandReply.Done>(await first);
        Assert.IsType<CommandReply.Done>(await second);
        ExpectTerminated(tally);
    }

    private (string Id, IActorRef Tally) Start(string name, ShellOptions? options = null)
    {
        var id = $"{name}-{Sys.Name}-{GetHashCode()}";
        var shell = options ?? KernelSystem.Options;
        return (id, Sys.ActorOf(BackoffSupervisor.Props(
            Backoff.OnStop(Props.Create(() => new TallyActor(id, shell)), "entity", shell.MinBackoff, shell.MaxBackoff, 0.2, -1)
                .WithFinalStopMessage(m => m is StopEntity).WithReplyWhileStopped(new CommandReply.Unavailable("restarting")))));
    }

    private static async Task<CommandReply.Done> Ask(IActorRef tally, TallyCommand command)
    {
        while (true)
        {
            if (await tally.Ask<CommandReply>(command, TimeSpan.FromSeconds(10)) is CommandReply.Done done)
                return done;
        }
    }
}
