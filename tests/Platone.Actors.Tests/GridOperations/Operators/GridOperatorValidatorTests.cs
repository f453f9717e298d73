using Akka.Actor;
using Akka.TestKit.Xunit2;
using Microsoft.Extensions.Time.Testing;
using Platone.Actors.GridOperations.Operators;
using Platone.Actors.Kernel.Aggregates;
using Platone.Actors.Kernel.Identity;
using Platone.Actors.Markets.Awards;
using Platone.Actors.Tests.Kernel;
using Platone.Actors.Tests.Markets.Sessions;

namespace Platone.Actors.Tests.GridOperations.Operators;

/// <summary>The market's way to the grid operator, with the operator's actor on a journal in memory.</summary>
public sealed class GridOperatorValidatorTests() : TestKit(
    """
    akka.loglevel = OFF
    akka.persistence.journal.plugin = "akka.persistence.journal.inmem"
    akka.persistence.snapshot-store.plugin = "akka.persistence.snapshot-store.inmem"
    """)
{
    [Fact]
    public async Task The_operator_of_the_sessions_network_gives_a_verdict_on_each_award_and_the_same_again()
    {
        var entities = new Operators(Sys);
        var validator = new GridOperatorValidator(entities, new FakeTimeProvider(Market.AfterGate));
        var session = Market.Opened.After(Market.Place(Market.Request()), Market.Place(Market.Request("r-2", [900, 0, 0, 0], isDso: false)),
            Market.Place(Market.Offer()), Market.GateCloses);
        session = session.After(Market.Clear(session));
        Assert.Equal(2, session.Awards.Count);
        var cause = new EventId($"market-session-{Market.Id}", 6);

        var verdicts = await validator.ValidateAsync(session.Outcome(), cause, KernelSystem.Deadline);
        Assert.Equal(session.Awards.Select(a => new AwardVerdict(a.Id, Finding.Accepted, a.Factor)), verdicts);
        session.After(Market.Validate(session) with { Verdicts = verdicts });

        await entities.RestartAsync();
        Assert.Equal(verdicts, await validator.ValidateAsync(session.Outcome(), cause, KernelSystem.Deadline));
        Assert.Equal(["grid-operator-terni-mv"], entities.Spoken);
    }

    [Fact]
    public async Task Without_verdicts_nothing_is_made_up()
    {
        var validator = new GridOperatorValidator(new Operators(Sys), new FakeTimeProvider(Market.AfterGate));
        var outcome = Market.Published().Outcome();
        await validator.ValidateAsync(outcome with { Round = 2 }, new EventId($"market-session-{Market.Id}", 9), KernelSystem.Deadline);
        await Assert.ThrowsAsync<InvalidOperationException>(() =>
            validator.ValidateAsync(outcome, new EventId($"market-session-{Market.Id}", 6), KernelSystem.Deadline));
        await Assert.ThrowsAsync<InvalidOperationException>(() =>
            validator.ValidateAsync(outcome with { Round = 2 }, new EventId($"market-session-{Market.Id}", 10), KernelSystem.Deadline));
        await Assert.ThrowsAsync<ArgumentException>(() => validator.ValidateAsync(Market.Empty.Outcome(), default, KernelSystem.Deadline));
    }

    // The actors themselves, without the cluster between.
    private sealed class Operators(ActorSystem system) : IEntities
    {
        private readonly Dictionary<string, IActorRef> _actors = [];

        public IEnumerable<string> Spoken => _actors.Keys.Order();

        public Task<CommandReply> SendAsync(ICommand command, CancellationToken cancellation)
        {
            var name = $"{command.Kind}-{command.EntityId}";
            if (!_actors.TryGetValue(name, out var actor))
                _actors[name] = actor = system.ActorOf(GridOperatorSharding.Kind(KernelSystem.Options).Props(command.EntityId));
            return actor.Ask<CommandReply>(command, cancellation);
        }

        public Task<TView> AskAsync<TView>(IQuery query, CancellationToken cancellation) => throw new NotSupportedException();

        public async Task RestartAsync()
        {
            foreach (var (name, actor) in _actors.ToList())
            {
                await actor.GracefulStop(TimeSpan.FromSeconds(30));
                _actors.Remove(name);
            }
        }
    }
}
