using Microsoft.AspNetCore.Http.HttpResults;
using Platone.Actors.Notary.Anchoring;
using Platone.Actors.Notary.Anchoring.Chains;
using Platone.Actors.Notary.Anchoring.ContractAnchors;
using Platone.Actors.Notary.Anchoring.Resuming;
using Platone.Actors.Participants;
using Platone.Host.Rest.Access;
using Platone.Host.Rest.Operations;
using Platone.Host.Rest.Problems;

namespace Platone.Host.Rest.Ledgers;

/// <summary><c>/api/v1/ledgers</c>: where the anchoring stands.</summary>
internal static class LedgersApi
{
    private const int MostReason = 200;

    /// <summary>Adds the resource.</summary>
    public static void MapLedgers(this IEndpointRouteBuilder api)
    {
        var group = api.MapGroup("/ledgers").WithTags("Log");
        group.MapGet("/", StatusAsync).For(Role.Operator, Role.Auditor).WithSummary("Read where each ledger stands: heads anchored, waiting, alarms");
        group.MapGet("/{ledger}/set-back", SetBackAsync).For(Role.Operator, Role.Auditor)
            .WithSummary("Look at what a ledger's chain lost of what was final")
            .WithDescription("All but zero after a network was restored from a backup, say. Nothing is changed.");
        group.MapPost("/{ledger}/resume", ResumeAsync).For(Role.Operator)
            .WithSummary("Go on with a ledger whose chain was set back behind what was final")
            .WithDescription("What the chain lost is under way again as it was asked for, and the account goes on with the first nonce that is free. Nothing "
                + "that the contracts have is done again. The operator journal keeps the reason. Repeatable; the answer is what was lost.");
        group.MapDelete("/{ledger}/alarms/given-up", AcknowledgeAsync).For(Role.Operator)
            .WithSummary("Say that you have looked at what was given up: its alarm ends")
            .WithDescription("What was given up stays so, with its reason. Repeatable. The other alarms end by themselves.");
    }

    private static async Task<Ok<LedgerSetBackView>> SetBackAsync(string ledger, ILedgers ledgers, CancellationToken aborted) =>
        TypedResults.Ok(await FindAsync(ledger, ledgers.SetBackAsync, aborted));

    private static async Task<Ok<LedgerSetBackView>> ResumeAsync(string ledger, ResumeBody body, HttpContext context, OperatorDesk operators,
        ILedgers ledgers, CancellationToken aborted)
    {
        if (body.Reason is not { } reason || reason.Trim().Length is 0 or > MostReason || reason.Any(char.IsControl))
            throw ProblemException.Invalid("reason", $"reason is why, 1 to {MostReason} characters of one line: the operator journal keeps it");
        // First whether there is anything to go on with.
        await FindAsync(ledger, ledgers.SetBackAsync, aborted);
        await operators.RecordAsync(context, aborted, reason.Trim());
        return TypedResults.Ok(await FindAsync(ledger, ledgers.ResumeAsync, aborted));
    }

    private static async Task<LedgerSetBackView> FindAsync(string ledger, Func<LedgerId, CancellationToken, Task<LedgerSetBack?>> ask,
        CancellationToken aborted)
    {
        try
        {
            var id = ledger == LedgerId.Service.Value ? LedgerId.Service : LedgerId.Access;
            return id.Value == ledger && await ask(id, aborted) is { } setBack
                ? LedgerSetBackView.Of(setBack)
                : throw ProblemException.NotFound($"no ledger {ledger} is used");
        }
        catch (ChainUnreachableException e)
        {
            throw new UnavailableException(e.Message);
        }
        catch (LedgerNotResumableException e)
        {
            throw ProblemException.Rule("not-resumable", "ledger", e.Message);
        }
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
