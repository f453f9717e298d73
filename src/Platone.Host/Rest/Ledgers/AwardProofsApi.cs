using System.Security.Claims;
using Microsoft.AspNetCore.Http.HttpResults;
using Platone.Actors.Kernel.Identity;
using Platone.Actors.Markets.Awards;
using Platone.Actors.Node.MarketLedger;
using Platone.Actors.Scd.Markets;
using Platone.Host.Rest.Access;
using Platone.Host.Rest.Json;
using Platone.Host.Rest.Markets;
using Platone.Host.Rest.Problems;

namespace Platone.Host.Rest.Ledgers;

/// <summary><c>/api/v1/sessions/{session}/awards/{request}/{offer}/ledger-proof</c>: an award's proof on a chain.</summary>
internal static class AwardProofsApi
{
    /// <summary>Adds the resource.</summary>
    public static void MapAwardProofs(this IEndpointRouteBuilder api) =>
        api.MapGet("/sessions/{session}/awards/{request}/{offer}/ledger-proof", GetAsync).WithTags("Outcomes")
            .WithSummary("Read the proof of an award that its holder checks on the chain")
            .WithDescription("Made from the journal, for requester and aggregator of the award, operator and auditor. `checks` are calls of the contract and what "
                + "they answer once the outcome is proved (`ledger.proved` of the session); 404 without such an award of a published session, or without a ledger.");

    /// <summary>Where an award's proof is.</summary>
    public static string PathOf(MarketSessionId session, AwardId award) => $"/api/v1/sessions/{Uri.EscapeDataString(session.Value)}/awards/"
        + $"{Uri.EscapeDataString(award.Request.Value)}/{Uri.EscapeDataString(award.Offer.Value)}/ledger-proof";

    private static async Task<Ok<AwardProofView>> GetAsync(string session, string request, string offer, ClaimsPrincipal user, MarketLookup lookup,
        IMarketScd market, IMarketLedger ledger, CancellationToken aborted)
    {
        var row = await lookup.SessionAsync(session, aborted);
        var (asked, offered) = (new RequestId(Fields.Name("request", request)), new OfferId(Fields.Name("offer", offer)));
        var caller = Caller.Of(user);
        var seen = AccessRules.SeesWholeMarket(caller.Role)
            || (await market.RequestAsync(row.Session, asked, aborted))?.Request.Requester == caller.Id
            || (await market.OfferAsync(row.Session, offered, aborted))?.Offer.Aggregator == caller.Id;
        return seen && await ledger.AwardAsync(row.Session, asked, offered, aborted) is { } proof
            ? TypedResults.Ok(AwardProofView.Of(proof))
            : throw ProblemException.NotFound($"there is no award {asked}/{offered} of session {row.Session} on a ledger");
    }
}
