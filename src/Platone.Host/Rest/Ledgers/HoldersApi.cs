using System.Security.Claims;
using System.Text.Json;
using Microsoft.AspNetCore.Http.HttpResults;
using Platone.Actors.Ethereum;
using Platone.Actors.Ethereum.TypedData;
using Platone.Actors.Kernel;
using Platone.Actors.Notary.Anchoring;
using Platone.Actors.Notary.Anchoring.Chains;
using Platone.Actors.Notary.Anchoring.ContractAnchors;
using Platone.Actors.Participants;
using Platone.Host.Rest.Access;
using Platone.Host.Rest.Operations;
using Platone.Host.Rest.Pods;
using Platone.Host.Rest.Problems;

namespace Platone.Host.Rest.Ledgers;

/// <summary>The account that is to hold a POD's tokens.</summary>
/// <param name="Account">Its address.</param>
/// <param name="Deadline">Until when the signature is good, whole seconds since 1970.</param>
/// <param name="Signature">The account's own of the typed data <c>Holder(string pod,address account,uint256 deadline)</c>: "0x" and 130 digits.</param>
internal sealed record HolderBody(string Account, long Deadline, string Signature);

/// <summary>What a POD's account has of tokens.</summary>
/// <param name="ChainId">The chain.</param>
/// <param name="Contract">The contract of the tokens.</param>
/// <param name="Account">The account; null if none is linked.</param>
/// <param name="BalanceUnits">Thousandths of a token that it holds, as of the newest block.</param>
/// <param name="DebtUnits">Thousandths of a token that it owes: later tokens are set off against them.</param>
/// <param name="Waiting">Grants of the POD that wait for an account.</param>
/// <param name="UnderWay">Batches of tokens, whosever, that are not final.</param>
internal sealed record HolderView(ulong ChainId, string Contract, string? Account, decimal BalanceUnits, decimal DebtUnits, int Waiting, int UnderWay);

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
        .WithDescription("The account signs EIP-712 typed data: domain `name` Platone, `version` 1, `chainId`, `verifyingContract` the FlexToken; primary type `Holder(string pod,address account,uint256 deadline)`. Tokens that waited follow. Another account later gets what is granted from then on.");
    }

    private static async Task<Ok<HolderView>> ReadAsync(string pod, ClaimsPrincipal user, PodLookup lookup, ILedgers ledgers, CancellationToken aborted)
    {
        var row = await lookup.VisibleAsync(Caller.Of(user), pod, aborted);
        try
        {
            return await ledgers.HoldingAsync(row.Pod, aborted) is { } holding
                ? TypedResults.Ok(new HolderView(holding.ChainId, holding.Contract.ToString(), holding.Account?.ToString(), holding.BalanceWh,
                    holding.DebtWh, holding.Waiting, holding.UnderWay))
                : throw ProblemException.NotFound(NoTokens);
        }
        catch (ChainUnreachableException e)
        {
            throw new UnavailableException(e.Message);
        }
    }

    private static async Task<NoContent> LinkAsync(string pod, HolderBody body, ClaimsPrincipal user, PodLookup lookup, CommandDesk desk, ILedgers ledgers,
        CancellationToken aborted)
    {
        var row = await lookup.VisibleAsync(Caller.Of(user), pod, aborted);
        if (ledgers.Find(ContractKind.FlexToken) is not { } token)
            throw ProblemException.NotFound(NoTokens);
        if (!Address.TryParse(body.Account, out var account))
            throw ProblemException.Invalid("account", "an address: 0x and 40 hexadecimal digits; mixed case must be a right checksum");
        if (body.Deadline < desk.Now.ToUnixTimeSeconds())
            throw ProblemException.Invalid("deadline", "the signature is no longer good");
        await desk.SendAsync(new LinkHolder(token.Contract, row.Pod, account, Signed(body, pod, account, token.Contract, token.ChainId), desk.Now), aborted);
        return TypedResults.NoContent();
    }

    /// <summary>What the account signs.</summary>
    internal static TypedMessage Message(string pod, Address account, long deadline, Address contract, ulong chainId) =>
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
                    new { name = "pod", type = "string" }, new { name = "account", type = "address" }, new { name = "deadline", type = "uint256" },
                ],
            },
            primaryType = "Holder",
            domain = new { name = "Platone", version = "1", chainId, verifyingContract = contract.ToString() },
            message = new { pod, account = account.ToString(), deadline },
        }));

    private static ValueList<byte> Signed(HolderBody body, string pod, Address account, ContractAnchorId contract, ulong chainId)
    {
        const string field = "signature";
        try
        {
            var bytes = body.Signature.HexToByteArray();
            var signer = Message(pod, account, body.Deadline, contract.Contract, chainId).Recover(RecoverableSignature.Parse(bytes));
            return signer == account
                ? ValueList.Of<byte>(bytes)
                : throw ProblemException.Invalid(field, $"it is not the account's of this POD, deadline, contract and chain: it is {signer}'s of them, or of others");
        }
        catch (FormatException e)
        {
            throw ProblemException.Invalid(field, e.Message);
        }
    }
}
