using Akka.Event;
using Platone.Actors.Kernel.Aggregates;
using Platone.Actors.Kernel.Identity;
using Platone.Actors.Markets.Sessions;

namespace Platone.Actors.Markets.Processes;

/// <summary>Asks the grid operator about a cleared session, and gives up after a time.</summary>
/// <param name="entities">The way to the session.</param>
/// <param name="validator">The grid operator.</param>
/// <param name="timeout">How long it may take.</param>
/// <param name="clock">The clock.</param>
/// <param name="log">Where it is told why there is no answer.</param>
internal sealed class TimedValidation(IEntities entities, IOutcomeValidator validator, TimeSpan timeout, TimeProvider clock, ILoggingAdapter log)
{
    /// <summary>What the session is to be told: the verdicts, or that they are overdue; null if it does not wait for them any more.</summary>
    /// <param name="session">The session.</param>
    /// <param name="cleared">The event that cleared it.</param>
    /// <param name="round">The round that event began; null for whichever the session is in.</param>
    /// <param name="cancellation">Ends it.</param>
    public async Task<MarketSessionCommand?> AskAsync(MarketSessionId session, EventId cleared, int? round, CancellationToken cancellation)
    {
        var outcome = await entities.AskAsync<SessionOutcome>(new GetOutcome(session), cancellation).ConfigureAwait(false);
        if (outcome.Phase != SessionPhase.Cleared || (round is { } only && outcome.Round != only))
            return null;
        using var time = new CancellationTokenSource(timeout, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(time.Token, cancellation);
        try
        {
            // Not every validator minds the token.
            var verdicts = await validator.ValidateAsync(outcome, cleared, either.Token).WaitAsync(either.Token).ConfigureAwait(false);
            return new RecordValidation(session, outcome.Round, verdicts, clock.GetUtcNow());
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            log.Warning("session {0}: the grid operator did not answer on round {1} within {2}", session, outcome.Round, timeout);
        }
        catch (InvalidOperationException e)
        {
            log.Warning("session {0}: {1}", session, e.Message);
        }
        return new RaiseValidationAlarm(session, outcome.Round, clock.GetUtcNow());
    }
}
