using System.Security.Claims;
using Microsoft.AspNetCore.Http.HttpResults;
using Platone.Actors.Kernel.Identity;
using Platone.Actors.Kernel.Time;
using Platone.Actors.Kernel.Units;
using Platone.Actors.Metering.Pods;
using Platone.Actors.Participants;
using Platone.Actors.Scd.Listings;
using Platone.Actors.Scd.Markets;
using Platone.Actors.Scd.Markets.Baselines;
using Platone.Host.Rest.Access;
using Platone.Host.Rest.Json;
using Platone.Host.Rest.Log;
using Platone.Host.Rest.Markets;
using Platone.Host.Rest.Operations;
using Platone.Host.Rest.Pods;
using Platone.Host.Rest.Problems;

namespace Platone.Host.Rest.Baselines;

/// <summary>A POD's baseline: what it is expected to take.</summary>
/// <param name="Start">Beginning of the first quarter hour.</param>
/// <param name="Power">Mean power of each quarter hour from there on, W; positive is consumption. At most 31 days.</param>
internal sealed record BaselineBody(DateTimeOffset Start, IReadOnlyList<long> Power);

/// <summary>The baseline of a quarter hour.</summary>
/// <param name="Start">Its first instant.</param>
/// <param name="PowerW">Mean power, W; positive is consumption.</param>
/// <param name="Brp">Who set it.</param>
/// <param name="At">When: a session takes only what was recorded before its gate closed.</param>
/// <param name="Event">The event it was set by.</param>
/// <param name="Certification">Where the log stands about it.</param>
internal sealed record BaselineView(DateTimeOffset Start, long PowerW, string Brp, DateTimeOffset At, EventView Event, CertificationView Certification)
{
    /// <summary>The view of a row.</summary>
    public static BaselineView Of(BaselineRow row) => new(row.QuarterHour.Start, row.PowerW, row.Brp.Value, row.At, EventView.Of(row.Event),
        CertificationView.Of(row.Certification));
}

/// <summary><c>/api/v1/pods/{pod}/baseline</c> and <c>/baselines</c>.</summary>
internal static class BaselinesApi
{
    private const int MostQuarterHours = 31 * 96 + 4;
    private const int MostCompared = 100;
    private const long MostW = 10_000_000_000;
    private static readonly TimeSpan StandardSpan = TimeSpan.FromDays(1);

    /// <summary>Adds the resources.</summary>
    public static void MapBaselines(this IEndpointRouteBuilder api)
    {
        api.MapPut("/pods/{pod}/baseline", SetAsync).For(Role.Operator, Role.Brp, Role.Aggregator).WithTags("Baselines")
            .WithSummary("Set a POD's baseline for some quarter hours")
            .WithDescription("By a BRP, by the aggregator whose portfolio the POD is in, or the operator. The last one set for a quarter hour counts; a session takes only what was set before its gate closed. Repeatable.");
        api.MapGet("/baselines", ListAsync).WithTags("Baselines")
            .WithSummary("Read a POD's baseline as last set")
            .WithDescription("Of one POD the caller may see, named by `pod` (its pseudonym) or `code`; a BRP reads what it set itself. From `from` to before `to`; standard: the day from now on.");
        api.MapGet("/baselines/comparison", CompareAsync).WithTags("Baselines")
            .WithSummary("Compare the baselines of a POD in a window, method by method")
            .WithDescription("Of one POD the caller may see, named by `pod` or `code`, in the quarter hours from `from` to before `to`, a day at most. Bias and mean absolute error are of the same hours of the 30 days before, without days with set points. `isRaised` says that the meter before the window stands out from its history in `direction` (standard up).");
    }

    private static async Task<Ok<BaselineComparisonView>> CompareAsync(UtcTime from, UtcTime to, ClaimsPrincipal user, PodLookup pods, IMarketScd market,
        CancellationToken aborted, string? pod = null, string? code = null, string? direction = null)
    {
        var first = MarketLookup.QuarterHourAt("from", from.Value);
        var count = MarketLookup.QuarterHourAt("to", to.Value).Index - first.Index;
        if (count is < 1 or > MostCompared)
            throw ProblemException.Invalid("to", $"from and to are 1 to {MostCompared} quarter hours apart, not {count}");
        var way = direction switch
        {
            null or "up" => Direction.Up,
            "down" => Direction.Down,
            _ => throw ProblemException.Invalid("direction", $"direction is up or down, not '{direction}'"),
        };
        var row = await pods.QueriedAsync(Caller.Of(user), pod, code, aborted);
        var comparison = await market.CompareBaselinesAsync(row.Pod, first, (int)count, way, aborted)
            ?? throw ProblemException.NotFound($"nothing is known of POD {row.Pod} yet");
        return TypedResults.Ok(BaselineComparisonView.Of(row.Pod, comparison));
    }

    private static async Task<NoContent> SetAsync(string pod, BaselineBody body, ClaimsPrincipal user, CommandDesk desk, PodLookup pods, IMarketScd market,
        CancellationToken aborted)
    {
        var caller = Caller.Of(user);
        var id = new PodId(Fields.Pseudonym("pod", pod));
        var first = MarketLookup.QuarterHourAt("start", body.Start);
        Fields.Range("power", body.Power.Count, 1, MostQuarterHours);
        for (var i = 0; i < body.Power.Count; i++)
            Fields.Range($"power[{i}]", body.Power[i], -MostW, MostW);
        if (caller.Role == Role.Aggregator)
            await pods.VisibleAsync(caller, pod, aborted);
        var baseline = new Baseline(caller.Id, first, PowerProfile.Of([.. body.Power]));
        await desk.SendAsync(new SetBaseline(id, baseline, desk.Now), field => field == "first" ? "start" : field, aborted);
        var last = new QuarterHour(first.Index + body.Power.Count - 1);
        await desk.ReadBackAsync(async c => (await market.BaselinesAsync(id, new Interval(last.Start, last.End), new PageRequest(null, 1), c)).Items
            is [var row] && row.PowerW == body.Power[^1] && row.Brp == caller.Id ? row : null, aborted);
        return TypedResults.NoContent();
    }

    private static async Task<Ok<PageView<BaselineView>>> ListAsync(ClaimsPrincipal user, HttpRequest request, PodLookup pods, IMarketScd market,
        TimeProvider clock, CancellationToken aborted, string? pod = null, string? code = null, UtcTime? from = null, UtcTime? to = null,
        string? cursor = null, int? limit = null)
    {
        var caller = Caller.Of(user);
        var wanted = Paging.Request(cursor, limit);
        var start = from?.Value ?? (to is { } t ? t.Value - StandardSpan : clock.GetUtcNow());
        var end = to?.Value ?? start + StandardSpan;
        if (start >= end)
            throw ProblemException.Invalid("to", $"to ({UtcTime.Text(end)}) must be after from ({UtcTime.Text(start)})");
        // A BRP knows PODs by their pseudonyms, and of them what it said itself.
        var id = caller.Role == Role.Brp && code is null
            ? new PodId(Fields.Pseudonym("pod", pod))
            : (await pods.QueriedAsync(caller, pod, code, aborted)).Pod;
        var page = await market.BaselinesAsync(id, new Interval(start, end), wanted, aborted);
        if (caller.Role == Role.Brp)
            page = page with { Items = [.. page.Items.Where(b => b.Brp == caller.Id)] };
        return TypedResults.Ok(Paging.View(request, page, BaselineView.Of));
    }
}
