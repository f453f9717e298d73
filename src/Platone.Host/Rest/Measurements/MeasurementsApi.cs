using System.Security.Claims;
using Microsoft.AspNetCore.Http.HttpResults;
using Platone.Actors.Kernel.Identity;
using Platone.Actors.Kernel.Time;
using Platone.Actors.Scd;
using Platone.Actors.Scd.Listings;
using Platone.Actors.Scd.Retention;
using Platone.Host.Rest.Access;
using Platone.Host.Rest.Json;
using Platone.Host.Rest.Pods;
using Platone.Host.Rest.Problems;

namespace Platone.Host.Rest.Measurements;

/// <summary><c>/api/v1/measurements</c>, <c>/quarter-hours</c>, <c>/days</c>, <c>/months</c>: what was metered at a POD.</summary>
internal static class MeasurementsApi
{
    private const string Whose = "Of one POD the caller may see, named by `pod` (its pseudonym) or `code`.";
    private static readonly TimeSpan StandardSpan = TimeSpan.FromDays(1);

    /// <summary>Adds the resources.</summary>
    public static void MapMeasurements(this IEndpointRouteBuilder api)
    {
        api.MapGet("/measurements", ReadingsAsync).WithTags("Measurements")
            .WithSummary("Readings in the order of their time")
            .WithDescription($"{Whose} From `from` to before `to`; standard: the last day. Refused (`detail-dropped`) if `from` is before what is kept as rows (`keptFrom` of `/projections`).");
        api.MapGet("/quarter-hours", QuarterHoursAsync).WithTags("Measurements")
            .WithSummary("Energy of quarter hours, with their latest values")
            .WithDescription($"{Whose} From `from` to before `to`; standard: the last day.");
        api.MapGet("/days", DaysAsync).WithTags("Measurements")
            .WithSummary("Energy of days")
            .WithDescription($"{Whose} Days of the POD's own time zone, from `from` to `to` included; standard: the last 31.");
        api.MapGet("/months", MonthsAsync).WithTags("Measurements")
            .WithSummary("Energy of months")
            .WithDescription($"{Whose} Months of the POD's own time zone, from the month of `from` to that of `to` included; standard: the last 12.");
    }

    private static Task<Ok<PageView<MeasurementView>>> ReadingsAsync(ClaimsPrincipal user, HttpRequest request, PodLookup pods, IScd scd,
        TimeProvider clock, CancellationToken aborted, string? pod = null, string? code = null, UtcTime? from = null, UtcTime? to = null,
        string? cursor = null, int? limit = null)
    {
        var within = Span(clock, from, to);
        return ListAsync(user, request, pods, pod, code, cursor, limit, async (id, page) =>
        {
            try
            {
                return await scd.ReadingsAsync(id, within, page, aborted);
            }
            catch (DetailDroppedException e)
            {
                throw ProblemException.Rule("detail-dropped", "from", e.Message);
            }
        }, MeasurementView.Of, aborted);
    }

    private static Task<Ok<PageView<QuarterHourView>>> QuarterHoursAsync(ClaimsPrincipal user, HttpRequest request, PodLookup pods, IScd scd,
        TimeProvider clock, CancellationToken aborted, string? pod = null, string? code = null, UtcTime? from = null, UtcTime? to = null,
        string? cursor = null, int? limit = null)
    {
        var within = Span(clock, from, to);
        return ListAsync(user, request, pods, pod, code, cursor, limit, (id, page) => scd.QuarterHoursAsync(id, within, page, aborted), QuarterHourView.Of, aborted);
    }

    private static Task<Ok<PageView<EnergyView>>> DaysAsync(ClaimsPrincipal user, HttpRequest request, PodLookup pods, IScd scd,
        TimeProvider clock, CancellationToken aborted, string? pod = null, string? code = null, DateOnly? from = null, DateOnly? to = null,
        string? cursor = null, int? limit = null)
    {
        var (first, last) = Dates(clock, from, to, end => end.AddDays(-30));
        return ListAsync(user, request, pods, pod, code, cursor, limit, (id, page) => scd.DaysAsync(id, first, last, page, aborted), EnergyView.Of, aborted);
    }

    private static Task<Ok<PageView<EnergyView>>> MonthsAsync(ClaimsPrincipal user, HttpRequest request, PodLookup pods, IScd scd,
        TimeProvider clock, CancellationToken aborted, string? pod = null, string? code = null, DateOnly? from = null, DateOnly? to = null,
        string? cursor = null, int? limit = null)
    {
        var (first, last) = Dates(clock, from, to, end => end.AddMonths(-11));
        return ListAsync(user, request, pods, pod, code, cursor, limit,
            (id, page) => scd.MonthsAsync(id, new DateOnly(first.Year, first.Month, 1), last, page, aborted), EnergyView.Of, aborted);
    }

    private static async Task<Ok<PageView<TView>>> ListAsync<TRow, TView>(ClaimsPrincipal user, HttpRequest request, PodLookup pods, string? pod, string? code,
        string? cursor, int? limit, Func<PodId, PageRequest, Task<Page<TRow>>> read, Func<TRow, TView> view, CancellationToken aborted)
    {
        var wanted = Paging.Request(cursor, limit);
        var row = await pods.QueriedAsync(Caller.Of(user), pod, code, aborted);
        return TypedResults.Ok(Paging.View(request, await read(row.Pod, wanted), view));
    }

    private static Interval Span(TimeProvider clock, UtcTime? from, UtcTime? to)
    {
        var end = to?.Value ?? (from is { } f ? f.Value + StandardSpan : clock.GetUtcNow());
        var start = from?.Value ?? end - StandardSpan;
        return start < end ? new Interval(start, end) : throw ProblemException.Invalid("to", $"to ({UtcTime.Text(end)}) must be after from ({UtcTime.Text(start)})");
    }

    private static (DateOnly First, DateOnly Last) Dates(TimeProvider clock, DateOnly? from, DateOnly? to, Func<DateOnly, DateOnly> before)
    {
        // A day more than UTC's: in zones east of it the day has begun already.
        var last = to ?? DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime).AddDays(1);
        var first = from ?? before(last);
        return first <= last ? (first, last) : throw ProblemException.Invalid("to", $"to ({last:yyyy-MM-dd}) must not be before from ({first:yyyy-MM-dd})");
    }
}
