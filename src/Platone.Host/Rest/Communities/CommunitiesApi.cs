using Microsoft.AspNetCore.Http.HttpResults;
using Platone.Actors.Communities;
using Platone.Actors.Kernel.Identity;
using Platone.Actors.Participants;
using Platone.Actors.Scd;
using Platone.Actors.Scd.Communities;
using Platone.Host.Rest.Access;
using Platone.Host.Rest.Json;
using Platone.Host.Rest.Log;
using Platone.Host.Rest.Operations;
using Platone.Host.Rest.Problems;

namespace Platone.Host.Rest.Communities;

/// <summary>An energy community to register.</summary>
/// <param name="Id">1 to 64 letters, digits, '.', '_' or '-', beginning with a letter or digit.</param>
/// <param name="Network">The distribution network it is part of.</param>
/// <param name="Bus">The bus of its substation there.</param>
/// <param name="Name">What people call it: the name of a place, not of a person.</param>
/// <param name="Battery">The battery its controller leads.</param>
internal sealed record CommunityBody(string Id, string Network, string Bus, string? Name = null, string? Battery = null);

/// <summary>A community just registered.</summary>
/// <param name="Id">Its id.</param>
internal sealed record RegisteredCommunityView(string Id);

/// <summary>An energy community.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Network">The distribution network it is part of.</param>
/// <param name="Bus">The bus of its substation there.</param>
/// <param name="Name">What people call it.</param>
/// <param name="Battery">The battery its controller leads.</param>
/// <param name="Event">The event it was registered by.</param>
/// <param name="Certification">Where the log stands about it.</param>
internal sealed record CommunityView(string Id, string Network, string Bus, string? Name, string? Battery, EventView Event,
    CertificationView Certification)
{
    /// <summary>The view of a row.</summary>
    public static CommunityView Of(CommunityRow row) => new(row.Community.Value, row.Network.Value, row.Bus, row.Name, row.Battery?.Value,
        EventView.Of(row.Event), CertificationView.Of(row.Certification));
}

/// <summary><c>/api/v1/communities</c>: energy communities.</summary>
internal static class CommunitiesApi
{
    /// <summary>Adds the resource.</summary>
    public static void MapCommunities(this IEndpointRouteBuilder api)
    {
        var group = api.MapGroup("/communities").WithTags("Communities");
        group.MapPost("/", RegisterAsync).For(Role.Operator, Role.Dso)
            .WithSummary("Register an energy community")
            .WithDescription("The same again answers the same; other values are a conflict.");
        group.MapGet("/", ListAsync).For(Role.Operator, Role.Dso, Role.Auditor).WithSummary("List energy communities");
        group.MapGet("/{community}", GetAsync).For(Role.Operator, Role.Dso, Role.Auditor).AddEndpointFilter<ETagFilter>()
            .WithSummary("Read an energy community");
    }

    private static async Task<Created<RegisteredCommunityView>> RegisterAsync(
        CommunityBody body, CommandDesk desk, IScd scd, CancellationToken aborted)
    {
        var id = new CommunityId(Fields.Name("id", body.Id));
        var network = new NetworkId(Fields.Name("network", body.Network));
        Fields.Length("bus", body.Bus, 1, 64);
        if (body.Name is not null)
            Fields.Length("name", body.Name, 1, 200);
        BatteryId? battery = body.Battery is null ? null : new BatteryId(Fields.Name("battery", body.Battery));
        await desk.SendAsync(new RegisterCommunity(id, network, body.Bus, body.Name, battery, desk.Now), aborted);
        await desk.ReadBackAsync(c => scd.CommunityAsync(id, c), aborted);
        return TypedResults.Created($"/api/v1/communities/{id}", new RegisteredCommunityView(id.Value));
    }

    private static async Task<Ok<PageView<CommunityView>>> ListAsync(HttpRequest request, IScd scd, CancellationToken aborted,
        string? cursor = null, int? limit = null)
    {
        var wanted = Paging.Request(cursor, limit);
        return TypedResults.Ok(Paging.View(request, await scd.CommunitiesAsync(wanted, aborted), CommunityView.Of));
    }

    private static async Task<Ok<CommunityView>> GetAsync(string community, IScd scd, CancellationToken aborted)
    {
        var id = new CommunityId(Fields.Name("community", community));
        return await scd.CommunityAsync(id, aborted) is { } row
            ? TypedResults.Ok(CommunityView.Of(row))
            : throw ProblemException.NotFound($"there is no community {id}");
    }
}
