using System.Security.Claims;
using Microsoft.AspNetCore.Http.HttpResults;
using Platone.Actors.Kernel.Identity;
using Platone.Actors.Scd.Markets;
using Platone.Actors.Scd.Markets.Notices;
using Platone.Host.Rest.Access;
using Platone.Host.Rest.Json;
using Platone.Host.Rest.Log;
using Platone.Host.Rest.Problems;

namespace Platone.Host.Rest.Notices;

/// <summary>What a participant was told.</summary>
/// <param name="Participant">Who.</param>
/// <param name="Kind">offer-awarded, offer-not-awarded, request-served or flexibility-reserved.</param>
/// <param name="Session">Of which session.</param>
/// <param name="Request">Of which request; null if of none.</param>
/// <param name="Offer">Of which offer; null if of none.</param>
/// <param name="Pod">At which POD; null if at none.</param>
/// <param name="EnergyJ">Energy it is about, J.</param>
/// <param name="Price">EUR/MWh; null if it is about none.</param>
/// <param name="At">When.</param>
/// <param name="Event">The event: who has had it already knows it by this.</param>
internal sealed record NoticeView(string Participant, NoticeKind Kind, string Session, string? Request, string? Offer, string? Pod, long EnergyJ,
    decimal? Price, DateTimeOffset At, EventView Event)
{
    /// <summary>The view of a row.</summary>
    public static NoticeView Of(NoticeRow row) => new(row.Participant.Value, row.Kind, row.Session.Value, row.Request?.Value, row.Offer?.Value,
        row.Pod?.ToString(), row.EnergyJoules, row.Price, row.At, EventView.Of(row.Event));
}

/// <summary><c>/api/v1/notices</c>: what participants were told.</summary>
internal static class NoticesApi
{
    /// <summary>Adds the resource.</summary>
    public static void MapNotices(this IEndpointRouteBuilder api) => api.MapGet("/notices", ListAsync).WithTags("Notices")
        .WithSummary("List what a participant was told, the latest first")
        .WithDescription("One's own; operator and auditor name the `participant`.");

    private static async Task<Ok<PageView<NoticeView>>> ListAsync(ClaimsPrincipal user, HttpRequest request, IMarketScd market,
        CancellationToken aborted, string? participant = null, string? cursor = null, int? limit = null)
    {
        var caller = Caller.Of(user);
        var wanted = Paging.Request(cursor, limit);
        var of = participant is null ? caller.Id : new ParticipantId(Fields.Name("participant", participant));
        if (!AccessRules.SeesOfMarket(caller, of))
            throw ProblemException.NotFound($"there is no participant {of}, or you may not see it");
        return TypedResults.Ok(Paging.View(request, await market.NoticesAsync(of, wanted, aborted), NoticeView.Of));
    }
}
