using Platone.Actors.Kernel;
using Platone.Actors.Kernel.Identity;
using Platone.Actors.Markets.Awards;
using Platone.Actors.Markets.Sessions;

namespace Platone.Actors.Markets;

/// <summary>
/// The grid's word on a session's awards (market, "Technical validation", FR-MP-MOMV-02/03). Implemented in <c>GridOperations</c>.
/// </summary>
public interface IOutcomeValidator
{
    /// <summary>Validates all awards of a round together. The same round again gets the same verdicts.</summary>
    /// <param name="outcome">The cleared session.</param>
    /// <param name="cause">The event that cleared it.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <returns>One verdict for each award, in their order.</returns>
    Task<ValueList<AwardVerdict>> ValidateAsync(SessionOutcome outcome, EventId cause, CancellationToken cancellation);
}
