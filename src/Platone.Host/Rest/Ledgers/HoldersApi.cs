using System.Security.Claims;
using System.Text.Json;
using Microsoft.AspNetCore.Http.HttpResults;
using Platone.Actors.Ethereum;
using Platone.Actors.Ethereum.TypedData;
using Platone.Actors.Kernel;
using Platone.Actors.Kernel.Aggregates;
using Platone.Actors.Kernel.Identity;
using Platone.Actors.Kernel.Keys;
using Platone.Actors.Notary.Anchoring;
using Platone.Actors.Notary.Anchoring.Chains;
using Platone.Actors.Notary.Anchoring.ContractAnchors;
using Platone.Actors.Notary.Anchoring.Registry;
using Platone.Actors.Participants;
using Platone.Host.Rest.Access;
using Platone.Host.Rest.Operations;
using Platone.Host.Rest.Pods;
using Platone.Host.Rest.Problems;

namespace Platone.Host.Rest.Ledgers;

/// <summary>The account that is to hold a POD's tokens.</summary>
/// <param name="Account">Its address.</param>
/// <param name="Nonce">How many accounts the POD had before: <c>nonce</c> of <c>GET</c>.</param>
/// <param name="Deadline">Until when the signature is good, whole seconds since 1970.</param>
/// <param name="Signature">
/// The account's own of the typed data <c>Holder(string pod,address account,uint256 nonce,uint256 deadline)</c>: "0x" and 130 digits.
/// </param>
internal sealed record HolderBody(string Account, ulong Nonce, long Deadline, string Signature);

/// <summary>What a POD's account has of tokens.</summary>
/// <param name="ChainId">The chain.</param>
/// <param name="Contract">The contract of the tokens.</param>
/// <param name="Account">The account; null if none is linked, and for those who may not know whose a POD is (auditor).</param>
/// <param name="BalanceUnits">Thousandths of a token that it holds, as of the newest block; null for those.</param>
/// <param name="DebtUnits">Thousandths of a token that it owes: later tokens are set off against them; null for those.</param>
/// <param name="Waiting">Grants of the POD that wait for an account.</param>
/// <param name="UnderWay">Batches of tokens, whosever, that are not final.</param>
/// <param name="Nonce">How many accounts the POD had so far: what the next one signs.</param>
internal sealed record HolderView(ulong ChainId, string Contract, string? Account, decimal? BalanceUnits, decimal? DebtUnits, int Waiting,
    int UnderWay, ulong Nonce);

/// <summary><c>/api/v1/pods/{pod}/holder</c>: whose account a POD's tokens go to.</summary>
internal static class HoldersApi
{
    private const string NoTokens = "no ledger has a contract of tokens";

    /// <summary>Adds the resource.</summary>
    public static void MapHolders(this IEndpointRouteBuilder api)
    {
        var group = api.MapGroup("/pods").WithTags("PODs");
        group.MapGet("/{pod}/holder", ReadAsync).WithSummary("Read what a POD's account has of tokens on the chain");
        group.MapPut("/{pod}/holder", LinkAsync).For(Role.Operator, Role.Customer)
        .WithSummary("Link the account that holds a POD's tokens")
        .WithDescription("The account signs EIP-712 typed data: domain `name` Platone, `version` 1, `chainId`, `verifyingContract` the FlexToken; primary type `Holder(string pod,address account,uint256 nonce,uint256 deadline)`; the nonce is that of `GET`, so that what was signed is good once. Tokens that waited follow. Another account later gets what is granted from then on, and is refused while tokens are being taken from the one before (422 `burn-under-way`) or, unless an operator asks, that one owes some (422 `account-owes`).");
    }

    private static async Task<Ok<HolderView>> ReadAsync(string pod, ClaimsPrincipal user, PodLookup lookup, ILedgers ledgers, CancellationToken aborted)
    {
        var caller = Caller.Of(user);
        var row = await lookup.VisibleAsync(caller, pod, aborted);
        var holding = await HoldingAsync(ledgers, row.Pod, aborted);
        // An account is as good as a name: what it has is for all to see on the chain.
        var names = AccessRules.MayName(caller, row);
        return TypedResults.Ok(new HolderView(holding.ChainId, holding.Contract.ToString(), names ? holding.Account?.ToString() : null,
            names ? holding.BalanceWh : null, names ? holding.DebtWh : null, holding.Waiting, holding.UnderWay, holding.Links));
    }

    private static async Task<NoContent> LinkAsync(string pod, HolderBody body, HttpContext context, PodLookup lookup, PodCommitments commitments,
        OperatorDesk operators, CommandDesk desk, IEntities entities, ILedgers ledgers, CancellationToken aborted)
    {
        var caller = Caller.Of(context.User);
        var row = await lookup.VisibleAsync(caller, pod, aborted);
        if (ledgers.Find(ContractKind.FlexToken) is not { } token)
            throw ProblemException.NotFound(NoTokens);
        if (!Address.TryParse(body.Account, out var account))
            throw ProblemException.Invalid("account", "an address: 0x and 40 hexadecimal digits; mixed case must be a right checksum");
        if (body.Deadline < desk.Now.ToUnixTimeSeconds())
            throw ProblemException.Invalid("deadline", "the signature is no longer good");
        var signature = Signed(body, pod, account, token.Contract, token.ChainId);
        var known = await entities.AskAsync<TokenHolderView>(new GetTokenHolder(token.Contract, row.Pod), aborted);
        if (known.Account == account)
            return TypedResults.NoContent();
        if (known.Account is not null && caller.Role != Role.Operator)
            await MayLeaveAsync(ledgers, row.Pod, aborted);
        var link = new LinkHolder(token.Contract, row.Pod, account, signature, desk.Now)
        {
            Nonce = body.Nonce, Deadline = body.Deadline, FollowUp = FollowUp(commitments, row.Pod, token.Contract),
        };
        await operators.RecordAsync(context, aborted);
        await desk.SendAsync(link, aborted);
        return TypedResults.NoContent();
    }

    // Debt is an account's. Whoever could leave it behind would never pay.
    private static async Task MayLeaveAsync(ILedgers ledgers, PodId pod, CancellationToken aborted)
    {
        if (await HoldingAsync(ledgers, pod, aborted) is { DebtWh: > 0 } holding)
        {
            throw ProblemException.Rule("account-owes", "account",
                $"{holding.Account} owes {holding.DebtWh} thousandths of a token: later tokens pay them, then another account can be linked");
        }
    }

    private static async Task<TokenHolding> HoldingAsync(ILedgers ledgers, PodId pod, CancellationToken aborted)
    {
        try
        {
            return await ledgers.HoldingAsync(pod, aborted) ?? throw ProblemException.NotFound(NoTokens);
        }
        catch (ChainUnreachableException e)
        {
            throw new UnavailableException(e.Message);
        }
    }

    private static Hash256 FollowUp(PodCommitments commitments, PodId pod, ContractAnchorId token)
    {
        try
        {
            return commitments.FollowUpOf(pod, token);
        }
        catch (ErasedSubjectException)
        {
            throw new ProblemException(new Problem("pod-erased", $"the POD {pod} was erased", Kind: ProblemKind.Gone));
        }
    }

    /// <summary>What the account signs.</summary>
    internal static TypedMessage Message(string pod, Address account, ulong nonce, long deadline, Address contract, ulong chainId) =>
        TypedMessage.Parse(JsonSerializer.Serialize(new
        {
            types = new
            {
                EIP712Domain = (object[])
                [
                    new { name = "name", type = "string" }, new { name = "version", type = "string" },
                    new { name = "chainId", type = "uint256" }, new { name = "verifyingContract", type = "address" },
                ],
                Holder = (object[])
                [
                    new { name = "pod", type = "string" }, new { name = "account", type = "address" }, new { name = "nonce", type = "uint256" },
                    new { name = "deadline", type = "uint256" },
                ],
            },
            primaryType = "Holder",
            domain = new { name = "Platone", version = "1", chainId, verifyingContract = contract.ToString() },
            message = new { pod, account = account.ToString(), nonce, deadline },
        }));

    private static ValueList<byte> Signed(HolderBody body, string pod, Address account, ContractAnchorId contract, ulong chainId)
    {
        const string field = "signature";
        try
        {
            var bytes = body.Signature.HexToByteArray();
            var signer = Message(pod, account, body.Nonce, body.Deadline, contract.Contract, chainId).Recover(RecoverableSignature.Parse(bytes));
            return signer == account
                ? ValueList.Of<byte>(bytes)
                : throw ProblemException.Invalid(field, $"it is not the account's of this POD, nonce, deadline, contract and chain: it is {signer}'s of them, or of others");
        }
        catch (FormatException e)
        {
            throw ProblemException.Invalid(field, e.Message);
        }
    }
}
