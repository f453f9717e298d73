using Akka.Event;
using Platone.Actors.Kernel;
using Platone.Actors.Kernel.Aggregates;
using Platone.Actors.Kernel.Identity;
using Platone.Actors.Markets;
using Platone.Actors.Markets.Awards;
using Platone.Actors.Markets.Clearing;
using Platone.Actors.Markets.Processes;
using Platone.Actors.Markets.Sessions;
using Platone.Actors.Tests.Markets.Sessions;
using static Platone.Actors.Tests.Markets.Sessions.Market;

namespace Platone.Actors.Tests.Markets.Processes;

/// <summary>A grid operator that hangs, one that answers late, one that limits and rejects over rounds: nothing unvalidated is published.</summary>
public sealed class TimedValidationTests
{
    private static readonly EventId Cleared = new("market-session-x", 7);

    private readonly OneSession _entities = new(Opened.After(Place(Request()), Place(Offer()), Place(Offer("o-2", 90, (2, [3000, 3000, 3000, 3000]))),
        GateCloses));

    private TimedValidation Asking(Func<SessionOutcome, CancellationToken, Task<ValueList<AwardVerdict>>> answer, TimeSpan? timeout = null) =>
        new(_entities, new Operator(answer), timeout ?? TimeSpan.FromMinutes(10), TimeProvider.System, NoLogger.Instance);

    private Task<MarketSessionCommand?> AskAsync(TimedValidation validation) => validation.AskAsync(Id, Cleared, null, CancellationToken.None);

    [Fact]
    public async Task One_that_hangs_raises_an_alarm_once_and_nothing_is_published()
    {
        _entities.Clear();
        // Not even the token is minded.
        var alarm = await AskAsync(Asking((_, _) => new TaskCompletionSource<ValueList<AwardVerdict>>().Task, TimeSpan.FromMilliseconds(1)));
        Assert.Equal(1, Assert.IsType<RaiseValidationAlarm>(alarm).Round);
        _entities.Session = _entities.Session.After(alarm);
        _entities.Session.HasDone(alarm);
        Assert.Equal((SessionPhase.Cleared, 1), (_entities.Session.Phase, _entities.Session.OverdueRound));
        _entities.Session.Refuses(Publish(_entities.Session), "wrong-phase");
    }

    [Fact]
    public async Task One_that_answers_late_is_taken_and_the_session_goes_on()
    {
        _entities.Clear();
        _entities.Session = _entities.Session.After(new RaiseValidationAlarm(Id, 1, AfterGate));
        var late = Assert.IsType<RecordValidation>(await AskAsync(Asking(async (o, _) =>
        {
            await Task.Yield();
            return [.. o.Awards.Select(Accept)];
        })));
        _entities.Session = _entities.Session.After(late with { At = AfterGate });
        Assert.Equal(SessionPhase.Validated, _entities.Session.Phase);
        Assert.Equal(SessionPhase.Published, _entities.Session.After(Publish(_entities.Session)).Phase);
        Assert.Null(await AskAsync(Asking((_, _) => throw new InvalidOperationException("nobody asks"))));
        // An alarm that crosses the answer has no effect.
        _entities.Session.HasDone(new RaiseValidationAlarm(Id, 1, AfterGate));
    }

    [Fact]
    public async Task One_that_gives_no_verdicts_raises_the_alarm_too()
    {
        _entities.Clear();
        Assert.IsType<RaiseValidationAlarm>(await AskAsync(Asking((_, _) => throw new InvalidOperationException("no such network"))));
    }

    [Fact]
    public async Task One_that_limits_and_rejects_is_asked_round_by_round_until_it_agrees()
    {
        var answers = new Queue<Func<Award, AwardVerdict>>(
        [
            a => a.Id.Offer.Value == "o-1" ? Limit(a, new Factor(300_000)) : Accept(a),
            a => a.Id.Offer.Value == "o-2" ? Limit(a, Factor.Zero) : Accept(a),
            Accept,
        ]);
        var validation = Asking((o, _) => Task.FromResult<ValueList<AwardVerdict>>([.. o.Awards.Select(answers.Dequeue())]));
        for (var round = 1; round <= 3; round++)
        {
            _entities.Clear();
            Assert.Null(await validation.AskAsync(Id, Cleared, round + 1, CancellationToken.None));
            var verdicts = Assert.IsType<RecordValidation>(await AskAsync(validation));
            Assert.Equal(round, verdicts.Round);
            _entities.Session.Refuses(Publish(_entities.Session), "wrong-phase");
            _entities.Session = _entities.Session.After(verdicts with { At = AfterGate });
        }
        Assert.Equal([("o-1", 300_000)], _entities.Session.Awards.Select(a => (a.Id.Offer.Value, a.Factor.Millionths)));
        Assert.Equal(SessionPhase.Published, _entities.Session.After(Publish(_entities.Session)).Phase);
    }

    [Fact]
    public async Task The_end_of_the_node_is_no_answer()
    {
        _entities.Clear();
        using var stop = new CancellationTokenSource();
        var asking = Asking((_, token) => Task.Delay(Timeout.Infinite, token).ContinueWith<ValueList<AwardVerdict>>(_ => [], TaskScheduler.Default))
            .AskAsync(Id, Cleared, null, stop.Token);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => asking);
    }

    private sealed class Operator(Func<SessionOutcome, CancellationToken, Task<ValueList<AwardVerdict>>> answer) : IOutcomeValidator
    {
        public Task<ValueList<AwardVerdict>> ValidateAsync(SessionOutcome outcome, EventId cause, CancellationToken cancellation) =>
            answer(outcome, cancellation);
    }

    private sealed class OneSession(MarketSession session) : IEntities
    {
        public MarketSession Session { get; set; } = session;

        public void Clear() => Session = Session.After(Market.Clear(Session));

        public Task<CommandReply> SendAsync(ICommand command, CancellationToken cancellation) => throw new NotSupportedException();

        public Task<T> AskAsync<T>(IQuery query, CancellationToken cancellation) => Task.FromResult((T)(object)Session.Outcome());
    }
}
