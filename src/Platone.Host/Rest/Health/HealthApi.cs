using Microsoft.AspNetCore.Http.HttpResults;

namespace Platone.Host.Rest.Health;

/// <summary>What is alive.</summary>
/// <param name="Alive">True.</param>
internal sealed record LivenessView(bool Alive);

/// <summary><c>/health/live</c> and <c>/health/ready</c>, for probes; no key is needed.</summary>
internal static class HealthApi
{
    /// <summary>Adds them.</summary>
    public static void MapHealth(this IEndpointRouteBuilder app)
    {
        var group = app.MapGroup("/health").WithTags("Health").AllowAnonymous();
        group.MapGet("/live", () => TypedResults.Ok(new LivenessView(true))).WithSummary("Whether the process answers");
        group.MapGet("/ready", ReadyAsync)
            .Produces<ReadinessView>().Produces<ReadinessView>(StatusCodes.Status503ServiceUnavailable)
            .WithSummary("Whether the node can do its work")
            .WithDescription("200 if journal and read models answer and the read models are not too far behind, else 503.");
    }

    private static async Task<JsonHttpResult<ReadinessView>> ReadyAsync(Readiness readiness, HttpContext context)
    {
        var view = await readiness.CheckAsync(context.RequestAborted);
        context.Response.Headers.CacheControl = "no-store";
        return TypedResults.Json(view, statusCode: view.Ready ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable);
    }
}
