using System.Security.Claims;
using Microsoft.AspNetCore.Http.HttpResults;
using Platone.Actors.Kernel.Identity;
using Platone.Actors.Markets.Tokens;
using Platone.Actors.Markets.Tokens.Policies;
using Platone.Actors.Participants;
using Platone.Actors.Scd;
using Platone.Actors.Scd.Markets;
using Platone.Actors.Scd.Markets.Tokens;
using Platone.Host.Rest.Access;
using Platone.Host.Rest.Json;
using Platone.Host.Rest.Log;
using Platone.Host.Rest.Markets;
using Platone.Host.Rest.Operations;
using Platone.Host.Rest.Pods;
using Platone.Host.Rest.Problems;

namespace Platone.Host.Rest.Tokens;

/// <summary>A token policy to set.</summary>
/// <param name="MintedPerKwh">Tokens for each kWh of ordered energy delivered, 0 to 1e6, at most 6 decimals.</param>
/// <param name="BurnedPerKwh">Tokens for each kWh of ordered energy that was not, 0 to 1e6, at most 6 decimals.</param>
/// <param name="ValidFrom">First instant it holds; from now on if left out. Not in the past.</param>
internal sealed record TokenPolicyBody(decimal MintedPerKwh, decimal BurnedPerKwh, DateTimeOffset? ValidFrom = null);

/// <summary>A token policy of an aggregator.</summary>
/// <param name="Aggregator">Whose.</param>
/// <param name="MintedPerKwh">Tokens for each kWh of ordered energy delivered.</param>
/// <param name="BurnedPerKwh">Tokens for each kWh of ordered energy that was not.</param>
/// <param name="ValidFrom">First instant it holds, until the next policy's.</param>
internal sealed record TokenPolicyView(string Aggregator, decimal MintedPerKwh, decimal BurnedPerKwh, DateTimeOffset ValidFrom)
{
    /// <summary>The view of a row.</summary>
    public static TokenPolicyView Of(TokenPolicyRow row) =>
        new(row.Aggregator.Value, row.Policy.MintedPerKilowattHour, row.Policy.BurnedPerKilowattHour, row.ValidFrom);
}

/// <summary>Tokens granted to a holder by a version of a settlement.</summary>
/// <param name="Session">The session.</param>
/// <param name="Version">Version of its settlement.</param>
/// <param name="SettlementId">Name of the batch on a ledger, 32 bytes hexadecimal: what makes it happen once.</param>
/// <param name="Aggregator">Who grants.</param>
/// <param name="Pod">Who holds: a POD, by its pseudonym.</param>
/// <param name="Customer">Its customer, if a participant.</param>
/// <param name="MintedUnits">Thousandths of a token to mint.</param>
/// <param name="BurnedUnits">Thousandths of a token to burn.</param>
/// <param name="At">When it was recorded.</param>
/// <param name="Event">The event.</param>
/// <param name="Unit">Its number among the units of that event: a proof can disclose it alone.</param>
/// <param name="Certification">Where the log stands about it.</param>
/// <param name="Ledger">Where it is on a chain; null if no contract of tokens was told of it.</param>
internal sealed record TokenGrantView(string Session, int Version, string SettlementId, string Aggregator, string Pod, string? Customer,
    long MintedUnits, long BurnedUnits, DateTimeOffset At, EventView Event, int Unit, CertificationView Certification, GrantLedgerView? Ledger)
{
    /// <summary>The view of a row.</summary>
    /// <param name="row">The row.</param>
    /// <param name="names">Whether whoever asks may know whose the POD is.</param>
    public static TokenGrantView Of(TokenGrantRow row, bool names) => new(row.Session.Value, row.Version, row.SettlementId.Hex, row.Aggregator.Value,
        row.Grant.Holder.Pod.ToString(), row.Grant.Holder.Customer?.Value, row.Grant.Minted, row.Grant.Burned, row.At, EventView.Of(row.Event),
        row.Unit, CertificationView.Of(row.Certification), GrantLedgerView.Of(row.Ledger, names));
}

/// <summary>Where granted tokens are on a chain.</summary>
/// <param name="Ledger">The ledger.</param>
/// <param name="Contract">Address of the contract of tokens.</param>
/// <param name="State">waiting (no account is linked to the POD), under-way or final.</param>
/// <param name="SettlementId">
/// The id the contract has them under ("0x" and 64 digits, as its event <c>Settled</c> names it): the batch's, or of a POD that had no account
/// then its own. Null while they wait for one. It, transaction and block are null also for those who may not know whose the POD is: on the chain
/// each leads to its account.
/// </param>
/// <param name="Transaction">The transaction that minted and burned them for good; null while none has.</param>
/// <param name="Block">The block that is in.</param>
/// <param name="BlockHash">That block's hash.</param>
/// <param name="FinalAt">When it was seen that it can no longer go.</param>
internal sealed record GrantLedgerView(string Ledger, string Contract, GrantLedgerState State, string? SettlementId, string? Transaction, long? Block,
    string? BlockHash, DateTimeOffset? FinalAt)
{
    /// <summary>The view of a row.</summary>
    /// <param name="row">The row.</param>
    /// <param name="names">Whether whoever asks may know whose account it is: the transaction tells, too.</param>
    public static GrantLedgerView? Of(GrantLedgerRow? row, bool names) => row is null ? null : new(row.Ledger, row.Contract,
        row.TransactionHash is not null ? GrantLedgerState.Final : row.AskedAt is not null ? GrantLedgerState.UnderWay : GrantLedgerState.Waiting,
        names ? row.Settlement : null, names ? row.TransactionHash : null, names ? row.BlockNumber : null, names ? row.BlockHash : null, row.FinalAt);
}

/// <summary>Where granted tokens stand on a chain.</summary>
internal enum GrantLedgerState
{
    /// <summary>Nobody has linked an account to the POD: they follow once somebody does.</summary>
    Waiting,

    /// <summary>The contract is asked for them.</summary>
    UnderWay,

    /// <summary>They are minted and burned for good.</summary>
    Final,
}

/// <summary><c>/api/v1/token-policies/{aggregator}</c> and <c>/token-grants</c>.</summary>
internal static class TokensApi
{
    /// <summary>Adds the resources.</summary>
    public static void MapTokens(this IEndpointRouteBuilder api)
    {
        api.MapPut("/token-policies/{aggregator}", SetAsync).For(Role.Operator, Role.Aggregator).WithTags("Tokens")
            .WithSummary("Set an aggregator's token policy")
            .WithDescription("Its own; the operator any. A session is granted by the policy that holds when its delivery begins. Repeatable.");
        api.MapGet("/token-policies/{aggregator}", PoliciesAsync).WithTags("Tokens")
            .WithSummary("List an aggregator's token policies by the instant from which on they hold")
            .WithDescription("For everybody who is signed in: customers choose an aggregator by it.");
        api.MapGet("/token-grants", GrantsAsync).WithTags("Tokens")
            .WithSummary("List the tokens a session's settlement granted")
            .WithDescription("What one grants, or gets; operator and auditor see all. A later version grants only what it changes. `ledger` says where they "
                + "are minted on a chain; id, transaction and block in it are for those only who may read the POD's code.");
    }

    private static async Task<Ok<TokenPolicyView>> SetAsync(string aggregator, TokenPolicyBody body, ClaimsPrincipal user, CommandDesk desk,
        IScd scd, IMarketScd market, CancellationToken aborted)
    {
        var caller = Caller.Of(user);
        var id = new ParticipantId(Fields.Name("aggregator", aggregator));
        if (caller.Role == Role.Aggregator && id != caller.Id)
            throw ProblemException.Forbidden("an aggregator sets its own token policy only");
        if (await scd.ParticipantAsync(id, aborted) is not { Role: Role.Aggregator })
            throw ProblemException.NotFound($"there is no aggregator {id}");
        var now = desk.Now;
        var policy = new TokenPolicy(body.MintedPerKwh, body.BurnedPerKwh);
        // Without an instant a repeat is the same as what holds now, whenever that began.
        if (body.ValidFrom is null && (await market.TokenPoliciesAsync(id, aborted)).LastOrDefault(p => p.ValidFrom <= now) is { } holds
            && holds.Policy == policy)
            return TypedResults.Ok(TokenPolicyView.Of(holds));
        var from = body.ValidFrom?.ToUniversalTime() ?? now;
        await desk.SendAsync(new SetTokenPolicy(id, policy, from, now), aborted);
        var set = await desk.ReadBackAsync(
            async c => (await market.TokenPoliciesAsync(id, c)).LastOrDefault(p => p.ValidFrom <= from && p.Policy == policy), aborted);
        return TypedResults.Ok(set is null
            ? new TokenPolicyView(id.Value, policy.MintedPerKilowattHour, policy.BurnedPerKilowattHour, from)
            : TokenPolicyView.Of(set));
    }

    private static async Task<Ok<PageView<TokenPolicyView>>> PoliciesAsync(string aggregator, IScd scd, IMarketScd market, CancellationToken aborted)
    {
        var id = new ParticipantId(Fields.Name("aggregator", aggregator));
        if (await scd.ParticipantAsync(id, aborted) is not { Role: Role.Aggregator })
            throw ProblemException.NotFound($"there is no aggregator {id}");
        return TypedResults.Ok(new PageView<TokenPolicyView>([.. (await market.TokenPoliciesAsync(id, aborted)).Select(TokenPolicyView.Of)], null));
    }

    private static async Task<Ok<PageView<TokenGrantView>>> GrantsAsync(string session, ClaimsPrincipal user, HttpRequest request,
        MarketLookup lookup, PodLookup pods, IMarketScd market, CancellationToken aborted, string? cursor = null, int? limit = null)
    {
        var wanted = Paging.Request(cursor, limit);
        var row = await lookup.SessionAsync(session, aborted);
        var caller = Caller.Of(user);
        var page = await market.TokenGrantsAsync(row.Session, AccessRules.MarketScope(caller), wanted, aborted);
        var named = await pods.NamedAsync(caller, [.. page.Items.Where(g => g.Ledger is not null).Select(g => g.Grant.Holder.Pod)], aborted);
        return TypedResults.Ok(Paging.View(request, page, g => TokenGrantView.Of(g, named.Contains(g.Grant.Holder.Pod))));
    }
}
