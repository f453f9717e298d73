using Microsoft.AspNetCore.Http.HttpResults;
using Platone.Actors.Notary.Anchoring;
using Platone.Actors.Participants;
using Platone.Host.Rest.Access;

namespace Platone.Host.Rest.Ledgers;

/// <summary><c>/api/v1/ledgers</c>: where the anchoring stands.</summary>
internal static class LedgersApi
{
    /// <summary>Adds the resource.</summary>
    public static void MapLedgers(this IEndpointRouteBuilder api) => api.MapGroup("/ledgers").WithTags("Log")
        .MapGet("/", StatusAsync).For(Role.Operator, Role.Auditor).WithSummary("Read where each ledger stands: heads anchored, waiting, alarms");

    private static async Task<Ok<IReadOnlyList<LedgerView>>> StatusAsync(ILedgers ledgers, CancellationToken aborted) =>
        TypedResults.Ok<IReadOnlyList<LedgerView>>([.. (await ledgers.StatusAsync(aborted)).Select(LedgerView.Of)]);
}
