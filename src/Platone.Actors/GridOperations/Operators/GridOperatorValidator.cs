using Platone.Actors.Kernel;
using Platone.Actors.Kernel.Aggregates;
using Platone.Actors.Kernel.Identity;
using Platone.Actors.Markets;
using Platone.Actors.Markets.Awards;
using Platone.Actors.Markets.Sessions;

namespace Platone.Actors.GridOperations.Operators;

/// <summary>Has the operator of a session's network validate its awards.</summary>
/// <param name="entities">The way to the operator.</param>
/// <param name="clock">The clock.</param>
internal sealed class GridOperatorValidator(IEntities entities, TimeProvider clock) : IOutcomeValidator
{
    /// <inheritdoc/>
    /// <exception cref="InvalidOperationException">The operator gives no verdicts: a later round was validated, or it refuses.</exception>
    public async Task<ValueList<AwardVerdict>> ValidateAsync(SessionOutcome outcome, EventId cause, CancellationToken cancellation)
    {
        var terms = outcome.Terms ?? throw new ArgumentException($"session {outcome.Id} was never opened", nameof(outcome));
        var command = new ValidateAwards(terms.Network, outcome.Id, outcome.Round,
            outcome.Awards.Select(a => new AwardToValidate(a.Id, a.Factor)).ToValueList(), cause, clock.GetUtcNow());
        return await entities.SendAsync(command, cancellation).ConfigureAwait(false) is CommandReply.Done { Report: AwardsReport report }
            ? report.Verdicts
            : throw new InvalidOperationException($"the operator of {terms.Network} gave no verdicts on round {outcome.Round} of {outcome.Id}");
    }
}
