using System.Security.Claims;
using Microsoft.AspNetCore.Http.HttpResults;
using Platone.Actors.Batteries;
using Platone.Actors.Kernel.Identity;
using Platone.Actors.Participants;
using Platone.Host.Rest.Access;
using Platone.Host.Rest.Json;
using Platone.Host.Rest.Operations;
using Platone.Host.Rest.Pods;
using Platone.Host.Rest.Problems;

namespace Platone.Host.Rest.Batteries;

/// <summary>A battery to commission.</summary>
/// <param name="Id">1 to 64 letters, digits, '.', '_' or '-', beginning with a letter or digit.</param>
/// <param name="Pod">Pseudonym of the POD it is behind.</param>
/// <param name="CapacityWh">Usable energy, Wh, more than 0.</param>
/// <param name="ChargeW">Largest charging power, W.</param>
/// <param name="DischargeW">Largest discharging power, W.</param>
internal sealed record BatteryBody(string Id, string Pod, long CapacityWh, int ChargeW, int DischargeW);

/// <summary>A battery just commissioned.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Pod">The POD it is behind.</param>
internal sealed record BatteryView(string Id, string Pod);

/// <summary>What a battery management system reports.</summary>
/// <param name="Time">When measured.</param>
/// <param name="StateOfChargePermille">Thousandths of the usable energy, 0 to 1000.</param>
/// <param name="ActivePowerW">W; positive is charging.</param>
internal sealed record BatteryStateBody(DateTimeOffset Time, int StateOfChargePermille, int ActivePowerW);

/// <summary><c>/api/v1/batteries</c>.</summary>
internal static class BatteriesApi
{
    /// <summary>Adds the resource.</summary>
    public static void MapBatteries(this IEndpointRouteBuilder api)
    {
        var group = api.MapGroup("/batteries").WithTags("Batteries");
        group.MapPost("/", CommissionAsync).For(Role.Operator, Role.Dso, Role.Aggregator, Role.Customer)
            .WithSummary("Commission a battery behind a POD")
            .WithDescription("By the POD's owner, its aggregator, the DSO or the operator. The same again answers the same; other ratings are a conflict.");
        group.MapPost("/{battery}/states", ReportAsync).For(Role.Operator, Role.Dso)
            .WithSummary("Report a battery's state")
            .WithDescription("A state not newer than the last has no effect.");
    }

    private static async Task<Created<BatteryView>> CommissionAsync(
        BatteryBody body, ClaimsPrincipal user, CommandDesk desk, PodLookup pods, CancellationToken aborted)
    {
        var id = new BatteryId(Fields.Name("id", body.Id));
        var rating = new BatteryRating(
            Fields.Range("capacityWh", body.CapacityWh, 1, 1_000_000_000_000),
            (int)Fields.Range("chargeW", body.ChargeW, 0, int.MaxValue),
            (int)Fields.Range("dischargeW", body.DischargeW, 0, int.MaxValue));
        var caller = Caller.Of(user);
        var pod = await pods.VisibleAsync(caller, body.Pod, aborted);
        if (!AccessRules.MayEquip(caller, pod))
            throw ProblemException.Forbidden("a battery is commissioned by the POD's owner, its aggregator, the DSO or the operator");
        await desk.SendAsync(new CommissionBattery(id, pod.Pod, rating, desk.Now), aborted);
        return TypedResults.Created($"/api/v1/batteries/{id}", new BatteryView(id.Value, pod.Pod.ToString()));
    }

    private static async Task<NoContent> ReportAsync(string battery, BatteryStateBody body, CommandDesk desk, CancellationToken aborted)
    {
        var id = new BatteryId(Fields.Name("battery", battery));
        var report = new BatteryReport(
            body.Time, (int)Fields.Range("stateOfChargePermille", body.StateOfChargePermille, 0, 1_000), body.ActivePowerW);
        await desk.SendAsync(new ReportState(id, report, desk.Now), aborted);
        return TypedResults.NoContent();
    }
}
