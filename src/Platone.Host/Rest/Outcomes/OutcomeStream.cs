using System.Globalization;
using System.Security.Claims;
using System.Text.Json;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.Extensions.Options;
using Platone.Actors.Kernel.Identity;
using Platone.Actors.Kernel.Journal;
using Platone.Actors.Scd.Markets;
using Platone.Host.Rest.Access;
using Platone.Host.Rest.Json;
using Platone.Host.Rest.Problems;

namespace Platone.Host.Rest.Outcomes;

/// <summary>
/// <c>/api/v1/outcomes/stream</c>: outcomes as they are published, as server-sent events (WHATWG HTML, section 9.2). At least once: each carries
/// the id of the event that published it, and a client that comes back with it as <c>Last-Event-ID</c> goes on behind it.
/// </summary>
internal static class OutcomeStream
{
    private const int AtOnce = 100;
    private const string LastEventId = "Last-Event-ID";

    // Both ends learn within this time that the other is gone, and a key that was revoked meanwhile ends the stream.
    private static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(15);

    /// <summary>Adds the resource.</summary>
    public static void MapOutcomeStream(this IEndpointRouteBuilder api) => api.MapGet("/outcomes/stream", StreamAsync).WithTags("Outcomes")
        .Produces(StatusCodes.Status200OK, contentType: "text/event-stream")
        .WithSummary("Follow outcomes as they are published")
        .WithDescription("Server-sent events `outcome`: what each request got, and one's own awards. `id:` is the event that published it; with "
            + "`Last-Event-ID` the stream goes on behind it, without it begins with the next one. `area`: only those of an area.");

    private static async Task StreamAsync(HttpContext http, ClaimsPrincipal user, IMarketScd market, PublishedOutcomes outcomes, IJournalTail journal,
        KeyHolders holders, IOptions<JsonOptions> json, IHostApplicationLifetime server, TimeProvider clock, string? area = null)
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted, server.ApplicationStopping);
        var caller = Caller.Of(user);
        MarketAreaId? of = area is null ? null : new MarketAreaId(Fields.Name("area", area));
        var after = await AfterAsync(http.Request.Headers[LastEventId].ToString(), of, market, ended.Token);
        http.Response.ContentType = "text/event-stream";
        http.Response.Headers.CacheControl = "no-store";
        try
        {
            await WriteAsync(http, ": outcomes as they are published\n\n", ended.Token);
            for (var said = clock.GetTimestamp(); ;)
            {
                var fresh = await market.PublicationsAsync(of, after, AtOnce, ended.Token);
                if (fresh.Count > 0 || clock.GetElapsedTime(said) >= Heartbeat)
                {
                    if (await holders.FindAsync(ApiKeyAuthentication.KeyOf(http.Request), ended.Token) is null)
                        return;
                    said = clock.GetTimestamp();
                    if (fresh.Count == 0)
                        await WriteAsync(http, ": here\n\n", ended.Token);
                }
                foreach (var publication in fresh)
                {
                    var message = await outcomes.ForAsync(publication, AccessRules.MarketScope(caller), ended.Token);
                    var data = JsonSerializer.Serialize(message, json.Value.SerializerOptions);
                    await WriteAsync(http, $"id: {publication.Event}\nevent: outcome\ndata: {data}\n\n", ended.Token);
                    after = publication.Ordering;
                }
                if (fresh.Count == 0)
                    await journal.WaitAsync(ended.Token);
            }
        }
        catch (OperationCanceledException) when (ended.IsCancellationRequested)
        {
            // The client left, or the node stops: the client comes back with the last id it has.
        }
    }

    private static async Task<long> AfterAsync(string last, MarketAreaId? area, IMarketScd market, CancellationToken cancellation)
    {
        if (last.Length == 0)
            return (await market.PublicationAsync(area, null, cancellation))?.Ordering ?? 0;
        var hash = last.LastIndexOf('#');
        var id = hash > 0 && long.TryParse(last.AsSpan(hash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? new Platone.Actors.Kernel.Identity.EventId(last[..hash], number)
            : throw ProblemException.Invalid(LastEventId, $"'{last}' is not an id of this stream");
        return (await market.PublicationAsync(area, id, cancellation))?.Ordering
            ?? throw ProblemException.Invalid(LastEventId, $"'{last}' is not an id of this stream{(area is null ? "" : " in this area")}");
    }

    private static async Task WriteAsync(HttpContext http, string text, CancellationToken cancellation)
    {
        await http.Response.WriteAsync(text, cancellation);
        await http.Response.Body.FlushAsync(cancellation);
    }
}
