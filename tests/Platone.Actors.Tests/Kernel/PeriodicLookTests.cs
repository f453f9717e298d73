using Akka.Actor;
using Akka.TestKit.Xunit2;
using Platone.Actors.Kernel.Aggregates;
using Platone.Actors.Kernel.Processes;
using Platone.Testing;

namespace Platone.Actors.Tests.Kernel;

public sealed class PeriodicLookTests : TestKit
{
    private static readonly DateTimeOffset At = new(2026, 11, 24, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task An_entity_that_never_answers_is_skipped_and_those_behind_it_are_told_at_each_look()
    {
        var entities = new OneIsMute();
        var look = Sys.ActorOf(Props.Create(() => new Telling(entities)));
        await AwaitConditionAsync(() => Task.FromResult(entities.Told >= 2 * 40), Deadline.Default);
        Sys.Stop(look);
    }

    private sealed class Telling(IEntities entities) : PeriodicLook(TimeSpan.FromMilliseconds(10), TimeSpan.FromMilliseconds(50))
    {
        protected override Task LookAsync(CancellationToken stop) =>
            SendAsync(entities, Enumerable.Range(0, 41).Select(i => new Add(i == 0 ? "mute" : $"t{i}", i, 1, At)), stop);
    }

    private sealed class OneIsMute : IEntities
    {
        private int _told;

        public int Told => Volatile.Read(ref _told);

        public async Task<CommandReply> SendAsync(ICommand command, CancellationToken cancellation)
        {
            if (command.EntityId == "mute")
                await Task.Delay(Timeout.Infinite, cancellation);
            Interlocked.Increment(ref _told);
            return new CommandReply.Done(1);
        }

        public Task<TView> AskAsync<TView>(IQuery query, CancellationToken cancellation) => throw new NotSupportedException();
    }
}
