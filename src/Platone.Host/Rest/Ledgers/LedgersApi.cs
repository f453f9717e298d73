using Microsoft.AspNetCore.Http.HttpResults;
using Platone.Actors.Notary.Anchoring;
using Platone.Actors.Notary.Anchoring.ContractAnchors;
using Platone.Actors.Participants;
using Platone.Host.Rest.Access;
using Platone.Host.Rest.Operations;
using Platone.Host.Rest.Problems;

namespace Platone.Host.Rest.Ledgers;

/// <summary><c>/api/v1/ledgers</c>: where the anchoring stands.</summary>
internal static class LedgersApi
{
    /// <summary>Adds the resource.</summary>
    public static void MapLedgers(this IEndpointRouteBuilder api)
    {
        var group = api.MapGroup("/ledgers").WithTags("Log");
        group.MapGet("/", StatusAsync).For(Role.Operator, Role.Auditor).WithSummary("Read where each ledger stands: heads anchored, waiting, alarms");
        group.MapDelete("/{ledger}/alarms/given-up", AcknowledgeAsync).For(Role.Operator)
            .WithSummary("Say that you have looked at what was given up: its alarm ends")
            .WithDescription("What was given up stays so, with its reason. Repeatable. The other alarms end by themselves.");
    }

    private static async Task<Ok<IReadOnlyList<LedgerView>>> StatusAsync(ILedgers ledgers, CancellationToken aborted) =>
        TypedResults.Ok<IReadOnlyList<LedgerView>>([.. (await ledgers.StatusAsync(aborted)).Select(LedgerView.Of)]);

    private static async Task<NoContent> AcknowledgeAsync(string ledger, HttpContext context, ILedgers ledgers, OperatorDesk operators,
        CommandDesk desk, CancellationToken aborted)
    {
        var status = (await ledgers.StatusAsync(aborted)).FirstOrDefault(s => s.Id.Value == ledger)
            ?? throw ProblemException.NotFound($"no ledger {ledger} is used");
        await operators.RecordAsync(context, aborted);
        foreach (var contract in status.Contracts.Values)
            await desk.SendAsync(new ClearLedgerAlarm(contract.Id, LedgerAlarmKind.GivenUp, desk.Now), aborted);
        return TypedResults.NoContent();
    }
}
