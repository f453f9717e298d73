using System.Security.Claims;
using Microsoft.AspNetCore.Http.HttpResults;
using Platone.Actors.Aggregation.Portfolios;
using Platone.Actors.Kernel.Identity;
using Platone.Actors.Participants;
using Platone.Actors.Scd;
using Platone.Host.Rest.Access;
using Platone.Host.Rest.Json;
using Platone.Host.Rest.Operations;
using Platone.Host.Rest.Pods;
using Platone.Host.Rest.Problems;

namespace Platone.Host.Rest.Portfolios;

/// <summary>A portfolio to open.</summary>
/// <param name="Id">1 to 64 letters, digits, '.', '_' or '-', beginning with a letter or digit.</param>
/// <param name="Aggregator">Whose it is; an aggregator may leave it out, and can only name itself.</param>
internal sealed record PortfolioBody(string Id, string? Aggregator = null);

/// <summary>A portfolio just opened.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Aggregator">Whose it is.</param>
internal sealed record PortfolioView(string Id, string Aggregator);

/// <summary>From when a POD belongs to a portfolio.</summary>
/// <param name="ValidFrom">First instant it belongs to it.</param>
internal sealed record MembershipBody(DateTimeOffset ValidFrom);

/// <summary><c>/api/v1/portfolios</c>: an aggregator's PODs.</summary>
internal static class PortfoliosApi
{
    /// <summary>Adds the resource.</summary>
    public static void MapPortfolios(this IEndpointRouteBuilder api)
    {
        var group = api.MapGroup("/portfolios").WithTags("Portfolios");
        group.MapPost("/", OpenAsync).For(Role.Operator, Role.Aggregator)
            .WithSummary("Open a portfolio")
            .WithDescription("The same again answers the same; the id with another aggregator is a conflict.");
        group.MapPut("/{portfolio}/pods/{pod}", JoinAsync).For(Role.Operator, Role.Customer)
            .WithSummary("Put a POD into a portfolio")
            .WithDescription("By the POD's owner, who so lets the aggregator see its data, or the operator. Repeatable.");
        group.MapDelete("/{portfolio}/pods/{pod}", LeaveAsync).For(Role.Operator, Role.Customer, Role.Aggregator)
            .WithSummary("Take a POD out of a portfolio")
            .WithDescription("By the owner, the aggregator or the operator; from `validUntil`, or from now. Repeatable.");
    }

    private static async Task<Created<PortfolioView>> OpenAsync(
        PortfolioBody body, ClaimsPrincipal user, CommandDesk desk, IScd scd, CancellationToken aborted)
    {
        var caller = Caller.Of(user);
        var id = new PortfolioId(Fields.Name("id", body.Id));
        var aggregator = body.Aggregator is not null ? new ParticipantId(Fields.Name("aggregator", body.Aggregator))
            : caller.Role == Role.Aggregator ? caller.Id
            : throw ProblemException.Invalid("aggregator", "aggregator is missing");
        if (caller.Role == Role.Aggregator && aggregator != caller.Id)
            throw ProblemException.Forbidden("an aggregator opens portfolios of its own only");
        if (await scd.ParticipantAsync(aggregator, aborted) is not { Role: Role.Aggregator })
            throw ProblemException.Rule("unknown-aggregator", "aggregator", $"there is no aggregator {aggregator}");
        await desk.SendAsync(new OpenPortfolio(id, aggregator, desk.Now), aborted);
        return TypedResults.Created($"/api/v1/portfolios/{id}", new PortfolioView(id.Value, aggregator.Value));
    }

    private static async Task<NoContent> JoinAsync(string portfolio, string pod, MembershipBody body, ClaimsPrincipal user, CommandDesk desk,
        PodLookup pods, IScd scd, CancellationToken aborted)
    {
        var caller = Caller.Of(user);
        var id = new PortfolioId(Fields.Name("portfolio", portfolio));
        var row = await pods.VisibleAsync(caller, pod, aborted);
        if (!AccessRules.MayJoin(caller, row))
            throw ProblemException.Forbidden("a POD joins a portfolio by its owner or the operator");
        await desk.SendAsync(new AddPod(id, row.Pod, body.ValidFrom, desk.Now), aborted);
        if (body.ValidFrom <= desk.Now)
            await desk.ReadBackAsync(async c => await scd.PodAsync(row.Pod, c) is { } now && now.Portfolio == id ? now : null, aborted);
        return TypedResults.NoContent();
    }

    private static async Task<NoContent> LeaveAsync(string portfolio, string pod, ClaimsPrincipal user, CommandDesk desk,
        PodLookup pods, IScd scd, CancellationToken aborted, UtcTime? validUntil = null)
    {
        var caller = Caller.Of(user);
        var id = new PortfolioId(Fields.Name("portfolio", portfolio));
        var row = await pods.VisibleAsync(caller, pod, aborted);
        if (!AccessRules.MayLeave(caller, row))
            throw ProblemException.Forbidden("a POD leaves a portfolio by its owner, the aggregator or the operator");
        var until = validUntil?.Value ?? desk.Now;
        await desk.SendAsync(new RemovePod(id, row.Pod, until, desk.Now), aborted);
        if (until <= desk.Now)
            await desk.ReadBackAsync(async c => await scd.PodAsync(row.Pod, c) is { } now && now.Portfolio != id ? now : null, aborted);
        return TypedResults.NoContent();
    }
}
