using System.Security.Claims;
using Microsoft.AspNetCore.Http.HttpResults;
using Platone.Actors.Kernel.Units;
using Platone.Actors.Scd.Markets;
using Platone.Actors.Scd.Markets.Outcomes;
using Platone.Host.Rest.Access;
using Platone.Host.Rest.Json;
using Platone.Host.Rest.Ledgers;
using Platone.Host.Rest.Log;
using Platone.Host.Rest.Markets;
using Platone.Host.Rest.Sessions;

namespace Platone.Host.Rest.Outcomes;

/// <summary>What a request got.</summary>
/// <param name="Session">In which session.</param>
/// <param name="Request">The request.</param>
/// <param name="IsDso">Whether it is a DSO's.</param>
/// <param name="Direction">up or down.</param>
/// <param name="Requested">Asked for, W, a value for each interval.</param>
/// <param name="Awarded">Awarded, W, a value for each interval.</param>
/// <param name="Awards">How many awards it has.</param>
/// <param name="LowestPrice">Of its awards, EUR/MWh; null without any.</param>
/// <param name="HighestPrice">Of its awards, EUR/MWh; null without any.</param>
/// <param name="Cost">What all its awards cost if they are delivered, EUR, exact.</param>
/// <param name="UnservedJ">What no award covers, J.</param>
/// <param name="ExpectedShortfallJ">What is expected not to be delivered, J, exact.</param>
/// <param name="Front">The alternatives the clearing found, cheapest first.</param>
/// <param name="Chosen">Which of them was chosen, from 0.</param>
/// <param name="Reserve">Awarded beyond what was asked for, W, a value for each interval: it can be called for when other awards fall short.</param>
/// <param name="ReserveCost">What of the cost that is, EUR, exact: in each interval the dearest awards are the reserve.</param>
/// <param name="ReboundAwards">How many awards of the session make intervals of this request worse when their energy comes back.</param>
/// <param name="ReboundJ">How much of it nothing covers, J.</param>
internal sealed record OutcomeView(string Session, string Request, bool IsDso, Direction Direction, IReadOnlyList<long> Requested,
    IReadOnlyList<long> Awarded, int Awards, decimal? LowestPrice, decimal? HighestPrice, decimal Cost, long UnservedJ, decimal ExpectedShortfallJ,
    IReadOnlyList<FrontPointView> Front, int Chosen, IReadOnlyList<long> Reserve, decimal ReserveCost, int ReboundAwards,
    long ReboundJ)
{
    /// <summary>The view of a row.</summary>
    public static OutcomeView Of(OutcomeRow row) => new(row.Session.Value, row.Request.Value, row.IsDso, row.Direction, row.Requested.Watts,
        row.Awarded.Watts, row.Awards, row.LowestPrice, row.HighestPrice, row.Cost, row.NominalUnservedJoules, row.ExpectedShortfallJoules,
        [.. row.Front.Select(p => new FrontPointView(p.Cost, p.ExpectedShortfallJoules, [.. p.Others]))], row.Chosen, row.Reserve.Watts, row.ReserveCost,
        row.ReboundAwards, row.ReboundJoules);
}

/// <summary>An alternative of a clearing.</summary>
/// <param name="Cost">EUR.</param>
/// <param name="ExpectedShortfallJ">J.</param>
/// <param name="Others">Values of the session's other objectives, in the order of its rules: PODs, or J.</param>
internal sealed record FrontPointView(decimal Cost, decimal ExpectedShortfallJ, IReadOnlyList<decimal> Others);

/// <summary>An award.</summary>
/// <param name="Session">In which session.</param>
/// <param name="Request">The request it serves.</param>
/// <param name="Offer">The offer it is of.</param>
/// <param name="Direction">up or down.</param>
/// <param name="Requester">For whom.</param>
/// <param name="Aggregator">Whose offer.</param>
/// <param name="Factor">The share of the offer, 0 to 1.</param>
/// <param name="Power">W, a value for each interval.</param>
/// <param name="Price">What delivered energy is paid, EUR/MWh.</param>
/// <param name="Pods">What each POD delivers; those erased since are missing.</param>
/// <param name="Event">The event that cleared the session.</param>
/// <param name="Unit">Its number among the units of that event: a proof can disclose it alone.</param>
/// <param name="Certification">Where the log stands about it.</param>
/// <param name="Ledger">The call that proves it on a chain; null if a contract was not asked for one.</param>
internal sealed record AwardView(string Session, string Request, string Offer, Direction Direction, string Requester, string Aggregator, decimal Factor,
    IReadOnlyList<long> Power, decimal Price, IReadOnlyList<AwardPodView> Pods, EventView Event, int Unit, CertificationView Certification,
    AwardLedgerView? Ledger)
{
    /// <summary>The view of a row.</summary>
    public static AwardView Of(AwardRow row) => new(row.Session.Value, row.Award.Id.Request.Value, row.Award.Id.Offer.Value, row.Direction,
        row.Requester.Value, row.Aggregator.Value, row.Award.Factor.Value, row.Award.Power.Watts, row.Award.Price,
        [.. row.Award.Parts.Select(p => new AwardPodView(p.Pod.ToString(), p.Power.Watts))], EventView.Of(row.Event), row.Unit,
        CertificationView.Of(row.Certification), AwardLedgerView.Of(row));
}

/// <summary>The call that proves an award on a chain.</summary>
/// <param name="Ledger">The ledger.</param>
/// <param name="Contract">Address of its <c>FlexMarket</c>.</param>
/// <param name="Call">The call's name, as table <c>ledger_call</c> and <c>/ledgers</c> have it.</param>
/// <param name="State">under-way, final or given-up.</param>
/// <param name="Transaction">The transaction that proved it for good; null while none has.</param>
/// <param name="Block">The block that is in.</param>
/// <param name="BlockHash">That block's hash.</param>
/// <param name="Reason">Why it was given up; null if it was not.</param>
/// <param name="Proof">Where its own proof is, to be checked on the chain.</param>
internal sealed record AwardLedgerView(string Ledger, string Contract, string Call, LedgerCallState State, string? Transaction, long? Block,
    string? BlockHash, string? Reason, string Proof)
{
    /// <summary>The view of an award's.</summary>
    public static AwardLedgerView? Of(AwardRow award) => award.Ledger is { } l && LedgerCallView.Of(l.Call) is { } call
        ? new(l.Ledger, l.Contract, l.Name, call.State, call.Transaction, call.Block, call.BlockHash, call.Reason,
            AwardProofsApi.PathOf(award.Session, award.Award.Id))
        : null;
}

/// <summary>A POD's part of an award.</summary>
/// <param name="Pod">Its pseudonym.</param>
/// <param name="Power">W, a value for each interval.</param>
internal sealed record AwardPodView(string Pod, IReadOnlyList<long> Power);

/// <summary><c>/api/v1/outcomes</c> and <c>/awards</c>: what sessions came to.</summary>
internal static class OutcomesApi
{
    /// <summary>Adds the resources.</summary>
    public static void MapOutcomes(this IEndpointRouteBuilder api)
    {
        api.MapGet("/outcomes", OutcomesAsync).WithTags("Outcomes")
            .WithSummary("Read what a session's requests got")
            .WithDescription("Volumes and prices, without PODs and parties, for everybody. Empty until the session is published.");
        api.MapGet("/awards", AwardsAsync).WithTags("Outcomes")
            .WithSummary("List a session's awards")
            .WithDescription("Of one's own requests or offers; operator and auditor see all. Empty until the session is published. `ledger` is the call that "
                + "proves the award on a chain.");
    }

    private static async Task<Ok<PageView<OutcomeView>>> OutcomesAsync(
        string session, MarketLookup lookup, IMarketScd market, CancellationToken aborted)
    {
        var row = await lookup.SessionAsync(session, aborted);
        return TypedResults.Ok(new PageView<OutcomeView>([.. (await market.OutcomesAsync(row.Session, aborted)).Select(OutcomeView.Of)], null));
    }

    private static async Task<Ok<PageView<AwardView>>> AwardsAsync(string session, ClaimsPrincipal user, HttpRequest request, MarketLookup lookup,
        IMarketScd market, CancellationToken aborted, string? cursor = null, int? limit = null)
    {
        var wanted = Paging.Request(cursor, limit);
        var row = await lookup.SessionAsync(session, aborted);
        var page = await market.AwardsAsync(row.Session, AccessRules.MarketScope(Caller.Of(user)), wanted, aborted);
        return TypedResults.Ok(Paging.View(request, page, AwardView.Of));
    }
}
