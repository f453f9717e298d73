using System.Security.Claims;
using System.Text.Json;
using Microsoft.AspNetCore.Http.HttpResults;
using Platone.Actors.Ethereum;
using Platone.Actors.Kernel;
using Platone.Actors.Kernel.Aggregates;
using Platone.Actors.Kernel.Identity;
using Platone.Actors.Kernel.Keys;
using Platone.Actors.Metering.Pods;
using Platone.Actors.Notary.Anchoring;
using Platone.Actors.Notary.Anchoring.Chains;
using Platone.Actors.Notary.Anchoring.Registry;
using Platone.Actors.Participants;
using Platone.Actors.Scd;
using Platone.Actors.Scd.Metering.Pods;
using Platone.Host.Rest.Access;
using Platone.Host.Rest.Json;
using Platone.Host.Rest.Operations;
using Platone.Host.Rest.Problems;

namespace Platone.Host.Rest.Pods;

/// <summary><c>/api/v1/pods/{pod}/link</c>: the owner's own word, on a ledger, whose the POD is and by which key its meter signs.</summary>
internal static class PodLinksApi
{
    // Time to sign and, if the chain is away, to wait for it.
    private static readonly TimeSpan ProposedDeadline = TimeSpan.FromDays(7);

    /// <summary>Adds the resource.</summary>
    public static void MapPodLinks(this IEndpointRouteBuilder api)
    {
        var group = api.MapGroup("/pods").WithTags("PODs");
        group.MapGet("/{pod}/link", OfferAsync).For(Role.Operator, Role.Customer)
            .WithSummary("Read what an owner is to sign")
            .WithDescription("EIP-712 typed data for the registry on its chain: domain `name` Platone PodRegistry, `version` 1, `chainId`, `verifyingContract`; primary type `Link(bytes32 podCommit,address owner,bytes32 meterKeyHash,uint256 nonce,uint256 deadline)`. The nonce is the owner's next. With several light nodes that sign, say which.");
        group.MapPut("/{pod}/link", LinkAsync).For(Role.Operator, Role.Customer)
            .WithSummary("Link the POD to its owner's account by the owner's signature")
            .WithDescription("The first link, or a succession: another owner, or another meter key. Repeatable. 204: it is recorded; `GET /pods/{pod}` shows when it is on the chain for good.");
        group.MapDelete("/{pod}/link", RevokeAsync).For(Role.Operator, Role.Customer)
            .WithSummary("End the POD's link to its owner's account")
            .WithDescription("Repeatable. On the chain it ends, and stays readable as one that has ended.");
    }

    private static async Task<Ok<PodLinkOfferView>> OfferAsync(string pod, ClaimsPrincipal user, PodLookup lookup, PodMeters meters,
        PodCommitments commitments, CommandDesk desk, ILedgers ledgers, CancellationToken aborted, string? owner = null,
        string? lightNode = null)
    {
        var row = await lookup.VisibleAsync(Caller.Of(user), pod, aborted);
        var registry = Registry(ledgers);
        var account = Account(owner);
        var wanted = lightNode is null ? (LightNodeId?)null : new LightNodeId(Fields.Pseudonym("lightNode", lightNode));
        var (node, keyHash) = await meters.OneAsync(row.Pod, wanted, aborted);
        var nonce = await AskAsync(() => registry.NextNonceAsync(account, aborted));
        var link = new RegistryLink(Commitment(commitments, row.Pod), account, keyHash, nonce,
            (desk.Now + ProposedDeadline).ToUnixTimeSeconds(), []);
        return TypedResults.Ok(new PodLinkOfferView(registry.Contract.ToString(), registry.ChainId, link.Commitment.ToString(),
            account.ToString(), keyHash.ToString(), node.ToString(), nonce, link.Deadline,
            JsonElement.Parse(LinkMessage.ToJson(link, registry.Contract.Contract, registry.ChainId))));
    }

    private static async Task<NoContent> LinkAsync(string pod, PodLinkBody body, HttpContext context, PodLookup lookup, PodMeters meters,
        PodCommitments commitments, OperatorDesk operators, CommandDesk desk, IEntities entities, ILedgers ledgers, IScd scd, CancellationToken aborted)
    {
        var row = await lookup.VisibleAsync(Caller.Of(context.User), pod, aborted);
        var registry = Registry(ledgers);
        var link = Read(body, Commitment(commitments, row.Pod));
        var wanted = Recorded(link, registry);
        // A retry finds its nonce taken, by itself.
        if ((await entities.AskAsync<PodOwnerView>(new GetPodOwner(row.Pod), aborted)).Link == wanted)
            return TypedResults.NoContent();
        if (link.Deadline < desk.Now.ToUnixTimeSeconds())
            throw ProblemException.Rule("link-over", "deadline", $"the signature was good until second {link.Deadline}");
        if ((await meters.KeyedAsync(row.Pod, aborted)).All(m => m.KeyHash != link.MeterKeyHash))
            throw ProblemException.Rule("other-device-key", "meterKeyHash",
                $"{link.MeterKeyHash} is not of the key that a light node of the POD has now");
        await CheckAsync(registry, link, aborted);
        await operators.RecordAsync(context, aborted);
        await desk.SendAsync(new LinkOwner(row.Pod, wanted, desk.Now), aborted);
        await desk.ReadBackAsync(async c => await scd.PodAsync(row.Pod, c) is { Link: { } there } && IsOf(there, link) ? there : null,
            aborted);
        return TypedResults.NoContent();
    }

    private static async Task<NoContent> RevokeAsync(string pod, HttpContext context, PodLookup lookup, OperatorDesk operators, CommandDesk desk,
        IScd scd, CancellationToken aborted)
    {
        var row = await lookup.VisibleAsync(Caller.Of(context.User), pod, aborted);
        await operators.RecordAsync(context, aborted);
        await desk.SendAsync(new RevokeOwner(row.Pod, desk.Now), aborted);
        await desk.ReadBackAsync(async c => await scd.PodAsync(row.Pod, c) is not { Link: { RevokedAt: null } } ? row : null, aborted);
        return TypedResults.NoContent();
    }

    private static async Task CheckAsync(IPodRegistry registry, RegistryLink link, CancellationToken aborted)
    {
        var nonce = await AskAsync(() => registry.NextNonceAsync(link.Owner, aborted));
        if (link.Nonce != nonce)
            throw ProblemException.Rule("other-nonce", "nonce", $"{link.Owner} signs with nonce {nonce} next, not with {link.Nonce}");
        var digest = LinkMessage.Of(link, registry.Contract.Contract, registry.ChainId).Hash;
        if (!await AskAsync(() => registry.IsSignedAsync(link.Owner, digest, [.. link.Signature], aborted)))
        {
            throw ProblemException.Invalid("signature",
                $"it is not {link.Owner}'s of this POD, meter key, nonce, deadline, contract and chain (nor does a contract at that address say so)");
        }
    }

    private static bool IsOf(PodLink there, RegistryLink link) =>
        there.Account == link.Owner.ToString() && there.Nonce == (long)link.Nonce && there.Deadline.ToUnixTimeSeconds() == link.Deadline;

    private static RegistryLink Read(PodLinkBody body, Hash256 commitment)
    {
        var meterKeyHash = Parsed("meterKeyHash", () => Hash256.Parse(body.MeterKeyHash));
        var signature = Parsed("signature", () => ValueList.Of<byte>(body.Signature.HexToByteArray()));
        Fields.Range("signature", signature.Count, 1, OwnerLink.MostSignatureBytes);
        Fields.Range("nonce", body.Nonce > long.MaxValue ? -1 : (long)body.Nonce, 0, long.MaxValue);
        // Four-digit years: what a time in an answer can show.
        Fields.Range("deadline", body.Deadline, 0, DateTimeOffset.MaxValue.ToUnixTimeSeconds());
        return new RegistryLink(commitment, Account(body.Owner), meterKeyHash, body.Nonce, body.Deadline, signature);
    }

    private static OwnerLink Recorded(RegistryLink link, IPodRegistry registry) => new(registry.Contract.ToString(), registry.ChainId,
        ValueList.Of<byte>(link.Commitment.ToBytes()), ValueList.Of<byte>(link.Owner.ToBytes()),
        ValueList.Of<byte>(link.MeterKeyHash.ToBytes()), link.Nonce, link.Deadline, link.Signature);

    private static T Parsed<T>(string field, Func<T> parse)
    {
        try
        {
            return parse();
        }
        catch (FormatException e)
        {
            throw ProblemException.Invalid(field, e.Message);
        }
    }

    private static Address Account(string? text) => Address.TryParse(text, out var account) && account != default
        ? account
        : throw ProblemException.Invalid("owner",
            "an account: 0x and 40 hexadecimal digits, not all 0; mixed case must be a right checksum");

    private static IPodRegistry Registry(ILedgers ledgers) =>
        ledgers.Registry ?? throw ProblemException.NotFound("no ledger has a registry of PODs");

    private static Hash256 Commitment(PodCommitments commitments, PodId pod)
    {
        try
        {
            return commitments.Of(pod) ?? throw new ErasedSubjectException(pod.Subject);
        }
        catch (ErasedSubjectException)
        {
            throw new ProblemException(new Problem("pod-erased", $"the POD {pod} was erased", Kind: ProblemKind.Gone));
        }
    }

    private static async Task<T> AskAsync<T>(Func<Task<T>> ask)
    {
        try
        {
            return await ask();
        }
        catch (ChainUnreachableException e)
        {
            throw new UnavailableException($"the chain of the registry does not answer: {e.Message}");
        }
    }
}
