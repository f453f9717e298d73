using System.Security.Claims;
using Microsoft.AspNetCore.Http.HttpResults;
using Platone.Actors.Kernel.Identity;
using Platone.Actors.Markets.Delivery;
using Platone.Actors.Markets.Sessions;
using Platone.Actors.Participants;
using Platone.Actors.Scd.Markets;
using Platone.Actors.Scd.Markets.Delivery;
using Platone.Host.Rest.Access;
using Platone.Host.Rest.Json;
using Platone.Host.Rest.Log;
using Platone.Host.Rest.Markets;
using Platone.Host.Rest.Operations;
using Platone.Host.Rest.Problems;

namespace Platone.Host.Rest.Alarms;

/// <summary>Delivery for a request will fall short in an interval.</summary>
/// <param name="Session">In which session.</param>
/// <param name="Request">The request.</param>
/// <param name="Interval">Number of the interval, from 0.</param>
/// <param name="Through">Time of the latest reading that the projection knew.</param>
/// <param name="InstructedW">What the requester itself had called for, W.</param>
/// <param name="ShortfallW">What of it will be missing, standby awards counted in, W.</param>
/// <param name="Awards">What each award will deliver; an aggregator sees its own.</param>
/// <param name="Activation">The activation of standby awards it led to; null if it led to none.</param>
/// <param name="At">When it was recorded.</param>
/// <param name="Event">The event.</param>
internal sealed record AlarmView(string Session, string Request, int Interval, DateTimeOffset? Through, long InstructedW, long ShortfallW,
    IReadOnlyList<AlarmAwardView> Awards, string? Activation, DateTimeOffset At, EventView Event)
{
    /// <summary>The view of a row.</summary>
    public static AlarmView Of(AlarmRow row) => new(row.Session.Value, row.Shortfall.Delivery.Request.Value, row.Shortfall.Delivery.Interval,
        row.Shortfall.Delivery.Through, row.Shortfall.InstructedW, row.Shortfall.ShortfallW, [.. row.Shortfall.Delivery.Awards.Select(a =>
            new AlarmAwardView(a.Award.Offer.Value, a.InstructedW, a.ProjectedW, a.UnseenW, a.ShortfallW))],
        row.Shortfall.Standby?.Value, row.At, EventView.Of(row.Event));
}

/// <summary>What an award will deliver in an interval.</summary>
/// <param name="Offer">The offer.</param>
/// <param name="InstructedW">Called for, W.</param>
/// <param name="ProjectedW">What will have been delivered at the interval's end, W.</param>
/// <param name="UnseenW">Called for at PODs whose readings do not tell, W.</param>
/// <param name="ShortfallW">What will be missing, W.</param>
internal sealed record AlarmAwardView(string Offer, long InstructedW, long ProjectedW, long UnseenW, long ShortfallW);

/// <summary>What is to be done when delivery falls short; what is left out is as the standard has it.</summary>
/// <param name="Action">off, alarm (standard) or automatic: standby awards are called for, which is the requester's consent to it.</param>
/// <param name="Tolerance">Share that may be missing without anything being done, 0 to 1; standard 0.1.</param>
/// <param name="MostW">Most that is called for automatically in any interval, W; standard any.</param>
/// <param name="MostCost">Most that all automatic activations of the request may cost, EUR; standard any.</param>
/// <param name="MostIntervals">Most intervals of one automatic activation; standard 4.</param>
internal sealed record DeliveryPolicyBody(DeliveryAction? Action = null, decimal? Tolerance = null, long? MostW = null, decimal? MostCost = null,
    int? MostIntervals = null)
{
    /// <summary>The policy it stands for.</summary>
    public DeliveryPolicy Policy() => new(Action ?? DeliveryPolicy.Standard.Action, Tolerance ?? DeliveryPolicy.Standard.Tolerance, MostW, MostCost,
        MostIntervals ?? DeliveryPolicy.Standard.MostIntervals);

    /// <summary>A policy as it is read.</summary>
    public static DeliveryPolicyBody Of(DeliveryPolicy policy) =>
        new(policy.Action, policy.Tolerance, policy.MostW, policy.MostCost, policy.MostIntervals);
}

/// <summary><c>/api/v1/alarms</c> and <c>/requests/{request}/delivery-policy</c>: the watch over delivery.</summary>
internal static class AlarmsApi
{
    /// <summary>Adds the resources.</summary>
    public static void MapAlarms(this IEndpointRouteBuilder api)
    {
        api.MapGet("/alarms", ListAsync).WithTags("Activations")
            .WithSummary("List where a session's delivery was projected to fall short")
            .WithDescription("Of one's own requests, or with awards of one's own offers; operator and auditor see all.");
        api.MapPut("/requests/{request}/delivery-policy", SetAsync).For(Role.Dso, Role.Tso).WithTags("Requests")
            .WithSummary("Say what is to be done when delivery for a request falls short")
            .WithDescription("One's own, until delivery ends; the last word counts. Repeatable.");
        api.MapGet("/requests/{request}/delivery-policy", GetAsync).WithTags("Requests")
            .WithSummary("Read what is to be done when delivery for a request falls short");
    }

    private static async Task<Ok<PageView<AlarmView>>> ListAsync(string session, ClaimsPrincipal user, HttpRequest request, MarketLookup lookup,
        IMarketScd market, CancellationToken aborted, string? cursor = null, int? limit = null)
    {
        var wanted = Paging.Request(cursor, limit);
        var row = await lookup.SessionAsync(session, aborted);
        var page = await market.AlarmsAsync(row.Session, AccessRules.MarketScope(Caller.Of(user)), wanted, aborted);
        return TypedResults.Ok(Paging.View(request, page, AlarmView.Of));
    }

    private static async Task<NoContent> SetAsync(string request, string session, DeliveryPolicyBody body, ClaimsPrincipal user, CommandDesk desk,
        IMarketScd market, CancellationToken aborted)
    {
        var (ofSession, id) = (new MarketSessionId(Fields.Name("session", session)), new RequestId(Fields.Name("request", request)));
        var policy = body.Policy();
        await desk.SendAsync(new SetDeliveryPolicy(ofSession, id, Caller.Of(user).Id, policy, desk.Now), aborted);
        await desk.ReadBackAsync(async c => await market.DeliveryPolicyAsync(ofSession, id, c) is var row && row == policy ? row : null, aborted);
        return TypedResults.NoContent();
    }

    private static async Task<Ok<DeliveryPolicyBody>> GetAsync(
        string request, string session, ClaimsPrincipal user, IMarketScd market, CancellationToken aborted)
    {
        var (ofSession, id) = (new MarketSessionId(Fields.Name("session", session)), new RequestId(Fields.Name("request", request)));
        if (await market.RequestAsync(ofSession, id, aborted) is not { } row || !AccessRules.SeesOfMarket(Caller.Of(user), row.Request.Requester))
            throw ProblemException.NotFound($"session {ofSession} has no request {id}, or you may not see it");
        return TypedResults.Ok(DeliveryPolicyBody.Of(await market.DeliveryPolicyAsync(ofSession, id, aborted)));
    }
}
