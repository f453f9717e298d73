using System.Security.Claims;
using Microsoft.AspNetCore.Http.HttpResults;
using Platone.Actors.Kernel;
using Platone.Actors.Kernel.Identity;
using Platone.Actors.Markets.Activations;
using Platone.Actors.Markets.Awards;
using Platone.Actors.Markets.Sessions;
using Platone.Actors.Participants;
using Platone.Actors.Scd.Markets;
using Platone.Actors.Scd.Markets.Activations;
using Platone.Host.Rest.Access;
using Platone.Host.Rest.Json;
using Platone.Host.Rest.Log;
using Platone.Host.Rest.Markets;
using Platone.Host.Rest.Operations;

namespace Platone.Host.Rest.Activations;

/// <summary>A call for awards; the requester is the caller.</summary>
/// <param name="Session">Of which session.</param>
/// <param name="Id">1 to 64 letters, digits, '.', '_' or '-', beginning with a letter or digit; unique in its session.</param>
/// <param name="Awards">Which awards, all of requests of the caller's.</param>
/// <param name="First">Number of the first interval, from 0; it must not have begun.</param>
/// <param name="Intervals">How many intervals, 1 or more.</param>
internal sealed record ActivationBody(string Session, string Id, IReadOnlyList<AwardNameBody> Awards, int First, int Intervals);

/// <summary>Names an award.</summary>
/// <param name="Request">The request it serves.</param>
/// <param name="Offer">The offer it is of.</param>
internal sealed record AwardNameBody(string Request, string Offer);

/// <summary>An activation.</summary>
/// <param name="Session">Of which session.</param>
/// <param name="Id">Its id.</param>
/// <param name="Requester">Who calls.</param>
/// <param name="Awards">Which awards.</param>
/// <param name="First">Number of the first interval, from 0.</param>
/// <param name="Intervals">How many intervals.</param>
/// <param name="At">When it was requested.</param>
/// <param name="SetPoints">How many set points it led to; 0 until they are issued.</param>
/// <param name="Event">The event it was requested by; its content is unit 0.</param>
/// <param name="Certification">Where the log stands about it.</param>
internal sealed record ActivationView(string Session, string Id, string Requester, IReadOnlyList<AwardNameBody> Awards, int First, int Intervals,
    DateTimeOffset At, int SetPoints, EventView Event, CertificationView Certification)
{
    /// <summary>The view of a row.</summary>
    public static ActivationView Of(ActivationRow row) => new(row.Session.Value, row.Activation.Id.Value, row.Activation.Requester.Value,
        [.. row.Activation.Awards.Select(a => new AwardNameBody(a.Request.Value, a.Offer.Value))], row.Activation.First, row.Activation.Intervals, row.At,
        row.SetPoints, EventView.Of(row.Event), CertificationView.Of(row.Certification));
}

/// <summary>A set point on its way.</summary>
/// <param name="Session">Of which session.</param>
/// <param name="Activation">The activation that led to it.</param>
/// <param name="Pod">The POD.</param>
/// <param name="Id">Its id at the device.</param>
/// <param name="Interval">Number of the interval, from 0.</param>
/// <param name="ValidFrom">First instant.</param>
/// <param name="ValidUntil">First instant it no longer holds.</param>
/// <param name="PowerW">What the POD is to take, W; positive is consumption.</param>
/// <param name="BaselineW">What it is expected to take without activation, W.</param>
/// <param name="UpW">Activated upward flexibility, W.</param>
/// <param name="DownW">Activated downward flexibility, W.</param>
/// <param name="Scheduled">The POD's event that scheduled it; null until then.</param>
/// <param name="DeliveredAt">When it was handed to the device's broker; null until then.</param>
/// <param name="AcknowledgedAt">When the device acknowledged it; null until then.</param>
/// <param name="MeasuredW">Power at the POD when it did, W.</param>
/// <param name="Event">The session's event that issued it.</param>
/// <param name="Unit">Its number among the units of that event: a proof can disclose it alone.</param>
/// <param name="Certification">Where the log stands about it.</param>
internal sealed record SetPointView(string Session, string Activation, string Pod, string Id, int Interval, DateTimeOffset ValidFrom,
    DateTimeOffset ValidUntil, long PowerW, long BaselineW, long UpW, long DownW, EventView? Scheduled, DateTimeOffset? DeliveredAt,
    DateTimeOffset? AcknowledgedAt, long? MeasuredW, EventView Event, int Unit, CertificationView Certification)
{
    /// <summary>The view of a row.</summary>
    public static SetPointView Of(SetPointRow row)
    {
        var (issued, setPoint) = (row.Issued, row.Issued.SetPoint);
        return new SetPointView(row.Session.Value, row.Activation.Value, issued.Pod.ToString(), setPoint.Id, issued.Interval, setPoint.ValidFrom,
            setPoint.ValidUntil, setPoint.PowerW, issued.BaselineW, issued.UpW, issued.DownW,
            row.Scheduled is { } scheduled ? EventView.Of(scheduled) : null, row.DeliveredAt, row.AcknowledgedAt, row.MeasuredW,
            EventView.Of(row.Event), row.Unit, CertificationView.Of(row.Certification));
    }
}

/// <summary><c>/api/v1/activations</c> and <c>/set-points</c>.</summary>
internal static class ActivationsApi
{
    /// <summary>Adds the resources.</summary>
    public static void MapActivations(this IEndpointRouteBuilder api)
    {
        var group = api.MapGroup("/activations").WithTags("Activations");
        group.MapPost("/", RequestAsync).For(Role.Dso, Role.Tso)
            .WithSummary("Call for awards")
            .WithDescription("Of one's own requests, before the first interval begins; an award is called for once an interval. The same again answers the same; other content is a conflict.");
        group.MapGet("/", ListAsync)
            .WithSummary("List a session's activations in order")
            .WithDescription("One's own, and those of awards of one's own offers; operator and auditor see all.");
        api.MapGet("/set-points", SetPointsAsync).WithTags("Activations")
            .WithSummary("List a session's set points by POD and interval")
            .WithDescription("Of PODs one owns or was awarded with; operator and auditor see all. Of two for one POD and interval, the later one holds.");
    }

    private static async Task<Created<PlacedView>> RequestAsync(
        ActivationBody body, ClaimsPrincipal user, CommandDesk desk, IMarketScd market, CancellationToken aborted)
    {
        var session = new MarketSessionId(Fields.Name("session", body.Session));
        var id = new ActivationId(Fields.Name("id", body.Id));
        Fields.Range("awards", body.Awards.Count, 1, 10_000);
        var awards = body.Awards.Select((a, i) => (Place: i, Id: new AwardId(new RequestId(Fields.Name($"awards[{i}].request", a.Request)),
            new OfferId(Fields.Name($"awards[{i}].offer", a.Offer))))).OrderBy(a => a.Id).ToList();
        var activation = new Activation(id, Caller.Of(user).Id, awards.Select(a => a.Id).ToValueList(), body.First, body.Intervals);
        await desk.SendAsync(new RequestActivation(session, activation, desk.Now),
            field => RenamedFields.InList(field, "awards", [.. awards.Select(a => a.Place)]), aborted);
        await desk.ReadBackAsync(c => market.ActivationAsync(session, id, c), aborted);
        return TypedResults.Created($"/api/v1/activations?session={session}", new PlacedView(session.Value, id.Value));
    }

    private static async Task<Ok<PageView<ActivationView>>> ListAsync(string session, ClaimsPrincipal user, HttpRequest request, MarketLookup lookup,
        IMarketScd market, CancellationToken aborted, string? cursor = null, int? limit = null)
    {
        var wanted = Paging.Request(cursor, limit);
        var row = await lookup.SessionAsync(session, aborted);
        var page = await market.ActivationsAsync(row.Session, AccessRules.MarketScope(Caller.Of(user)), wanted, aborted);
        return TypedResults.Ok(Paging.View(request, page, ActivationView.Of));
    }

    private static async Task<Ok<PageView<SetPointView>>> SetPointsAsync(string session, ClaimsPrincipal user, HttpRequest request, MarketLookup lookup,
        IMarketScd market, CancellationToken aborted, string? cursor = null, int? limit = null)
    {
        var wanted = Paging.Request(cursor, limit);
        var row = await lookup.SessionAsync(session, aborted);
        var page = await market.SetPointsAsync(row.Session, AccessRules.MarketScope(Caller.Of(user)), wanted, aborted);
        return TypedResults.Ok(Paging.View(request, page, SetPointView.Of));
    }
}
