using System.Security.Claims;
using Microsoft.AspNetCore.Http.HttpResults;
using Platone.Actors.Kernel.Aggregates;
using Platone.Actors.Kernel.Journal;
using Platone.Actors.Markets.Explanations;
using Platone.Actors.Markets.Sessions;
using Platone.Host.Rest.Access;
using Platone.Host.Rest.Json;
using Platone.Host.Rest.Markets;
using Platone.Host.Rest.Problems;

namespace Platone.Host.Rest.Explanations;

/// <summary><c>/api/v1/sessions/{session}/explanation</c>: why a session came out as it did.</summary>
internal static class ExplanationsApi
{
    /// <summary>Adds the resource.</summary>
    public static void MapExplanations(this IEndpointRouteBuilder api) => api.MapGet("/sessions/{session}/explanation", GetAsync)
        .AddEndpointFilter<ETagFilter>().WithTags("Sessions")
        .WithSummary("Read why a session came out as it did")
        .WithDescription("Of the last clearing, replayed from the journal: for every offer why it was awarded, limited, beaten or out of area. "
            + "One's own offers with rank and anonymous price distance, once the session is published; operator and auditor see all, "
            + "as soon as it is cleared.");

    private static async Task<Ok<ExplanationView>> GetAsync(
        string session, ClaimsPrincipal user, MarketLookup lookup, IJournalRows journal, CancellationToken aborted)
    {
        var caller = Caller.Of(user);
        var row = await lookup.SessionAsync(session, aborted);
        var explanation = await SessionExplanation.ReadAsync(journal, row.Session, aborted);
        if (explanation is not { Round: > 0 })
            throw new ProblemException(new Problem("not-cleared", $"session {row.Session} is not cleared yet", "session"));
        if (explanation.Phase < SessionPhase.Published && !AccessRules.SeesWholeMarket(caller.Role))
            throw new ProblemException(new Problem("not-published", $"the outcome of session {row.Session} is not published yet", "session"));
        return TypedResults.Ok(ExplanationView.Of(explanation, caller));
    }
}
