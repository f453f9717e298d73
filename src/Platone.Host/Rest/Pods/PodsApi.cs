using System.Security.Claims;
using Microsoft.AspNetCore.Http.HttpResults;
using Platone.Actors.Kernel.Identity;
using Platone.Actors.Kernel.Keys;
using Platone.Actors.Metering.Pods;
using Platone.Actors.Participants;
using Platone.Actors.Scd;
using Platone.Host.Rest.Access;
using Platone.Host.Rest.Json;
using Platone.Host.Rest.Operations;
using Platone.Host.Rest.Problems;

namespace Platone.Host.Rest.Pods;

/// <summary><c>/api/v1/pods</c>: points of delivery, by pseudonym.</summary>
internal static class PodsApi
{
    /// <summary>Adds the resource.</summary>
    public static void MapPods(this IEndpointRouteBuilder api)
    {
        var group = api.MapGroup("/pods").WithTags("PODs");
        group.MapPost("/", RegisterAsync).For(Role.Operator, Role.Dso)
            .WithSummary("Register a POD")
            .WithDescription("Gives the code a pseudonym, for ever. The same registration again answers the same; other values for the code are a conflict.");
        group.MapGet("/", ListAsync)
            .WithSummary("List PODs")
            .WithDescription("Operator, DSO and auditor see all; a customer its own; an aggregator those in its portfolios now. With `code`: the one, if the caller may know its code.");
        group.MapGet("/{pod}", GetAsync).AddEndpointFilter<ETagFilter>().WithSummary("Read a POD");
        group.MapDelete("/{pod}", EraseAsync).For(Role.Operator)
            .WithSummary("Erase a POD for good")
            .WithDescription("Its keys are destroyed: readings, quarter hours and particulars become unreadable everywhere, its code is forgotten; every other proof stays valid, and its events stay in the log as leaves (\"erased, leaf present\"). The operator journal has it. Repeatable. 204: it is done; 202: it is recorded, and done once the log covers the POD's last event.");
    }

    private static async Task<Created<RegisteredPodView>> RegisterAsync(
        PodBody body, CommandDesk desk, IDirectory directory, IScd scd, CancellationToken aborted)
    {
        // Everything that can be wrong is looked at before the code gets a pseudonym, so that junk leaves no trace.
        Fields.Name("code", body.Code);
        Fields.Length("bus", body.Bus, 1, 64);
        Fields.TimeZone("timeZone", body.TimeZone);
        Fields.Range("connectionW", body.ConnectionW, 1, int.MaxValue);
        ParticipantId? owner = body.Owner is null ? null : new ParticipantId(Fields.Name("owner", body.Owner));
        if (owner is { } id && await scd.ParticipantAsync(id, aborted) is null)
            throw ProblemException.Rule("unknown-participant", "owner", $"there is no participant {id}");

        var pod = new PodId(directory.Assign(DirectoryKind.Pod, body.Code));
        var registration = new PodRegistration(body.ValidFrom, body.Bus, body.TimeZone, body.ConnectionW, owner);
        await desk.SendAsync(new RegisterPod(pod, registration, desk.Now), aborted);
        await desk.ReadBackAsync(c => scd.PodAsync(pod, c), aborted);
        return TypedResults.Created($"/api/v1/pods/{pod}", new RegisteredPodView(pod.ToString(), body.Code));
    }

    private static async Task<Ok<PageView<PodView>>> ListAsync(
        ClaimsPrincipal user, HttpRequest request, PodLookup lookup, IScd scd, CancellationToken aborted,
        string? code = null, string? cursor = null, int? limit = null)
    {
        var caller = Caller.Of(user);
        var wanted = Paging.Request(cursor, limit);
        if (code is null)
            return TypedResults.Ok(Paging.View(request, await scd.PodsAsync(AccessRules.Scope(caller), wanted, aborted), row => lookup.View(caller, row)));
        var found = await lookup.ByCodeAsync(caller, code, aborted);
        return TypedResults.Ok(new PageView<PodView>(found is null ? [] : [lookup.View(caller, found)], null));
    }

    private static async Task<Ok<PodView>> GetAsync(string pod, ClaimsPrincipal user, PodLookup lookup, CancellationToken aborted)
    {
        var caller = Caller.Of(user);
        return TypedResults.Ok(lookup.View(caller, await lookup.VisibleAsync(caller, pod, aborted)));
    }

    private static async Task<Results<NoContent, Accepted>> EraseAsync(string pod, HttpContext context, OperatorDesk operators, CommandDesk desk,
        IKeyStore keys, IScd scd, CancellationToken aborted)
    {
        // Not looked up first: an erased POD is in no read model, and erasing again must answer the same.
        var id = new PodId(Fields.Pseudonym("pod", pod));
        await operators.RecordAsync(context, aborted);
        await desk.SendAsync(new ErasePod(id, desk.Now), aborted);
        // The keys go once the log covers the POD's last event; from then on it is erased, whatever else happens.
        var erased = await desk.ReadBackAsync(
            async c => keys.IsErased(id.Subject) && await scd.PodAsync(id, c) is null ? keys : null, aborted);
        return erased is null ? TypedResults.Accepted($"/api/v1/pods/{id}") : TypedResults.NoContent();
    }
}
