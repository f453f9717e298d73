using Microsoft.AspNetCore.Http.HttpResults;
using Platone.Actors.GridOperations.Sensors;
using Platone.Actors.Kernel.Identity;
using Platone.Actors.Participants;
using Platone.Host.Rest.Access;
using Platone.Host.Rest.Json;
using Platone.Host.Rest.Operations;
using Platone.Host.Rest.Problems;

namespace Platone.Host.Rest.Sensors;

/// <summary>A sensor of the grid to register.</summary>
/// <param name="Id">1 to 64 letters, digits, '.', '_' or '-', beginning with a letter or digit.</param>
/// <param name="Kind">pmu, ied, voltage or current.</param>
/// <param name="Bus">The network bus it measures at.</param>
internal sealed record SensorBody(string Id, SensorKind Kind, string Bus);

/// <summary>A sensor just registered.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Bus">The network bus it measures at.</param>
internal sealed record SensorView(string Id, SensorKind Kind, string Bus);

/// <summary>Samples of a sensor.</summary>
/// <param name="Samples">1 to 1,000, in the order they came.</param>
internal sealed record SamplesBody(IReadOnlyList<SampleBody> Samples);

/// <summary>One measured value.</summary>
/// <param name="Time">When measured.</param>
/// <param name="Measurand">voltage-magnitude (V, phase to ground), voltage-angle (rad), current-magnitude (A), current-angle (rad), active-power (W), reactive-power (var), frequency (Hz) or breaker (0 open, 1 closed).</param>
/// <param name="Value">In the measurand's unit.</param>
/// <param name="Phase">A, B or C; left out for a three-phase or direct value.</param>
internal sealed record SampleBody(DateTimeOffset Time, Measurand Measurand, double Value, string? Phase = null);

/// <summary><c>/api/v1/sensors</c>: PMUs, IEDs, voltage and current sensors.</summary>
internal static class SensorsApi
{
    private const int LargestBatch = 1_000;

    /// <summary>Adds the resource.</summary>
    public static void MapSensors(this IEndpointRouteBuilder api)
    {
        var group = api.MapGroup("/sensors").WithTags("Sensors");
        group.MapPost("/", RegisterAsync).For(Role.Operator, Role.Dso)
            .WithSummary("Register a sensor of the grid")
            .WithDescription("The same again answers the same; other values are a conflict.");
        group.MapPost("/{sensor}/readings", RecordAsync).For(Role.Operator, Role.Dso)
            .WithSummary("Record samples of a sensor")
            .WithDescription("Those not newer than the last recorded of their measurand and phase have no effect.");
    }

    private static async Task<Created<SensorView>> RegisterAsync(SensorBody body, CommandDesk desk, CancellationToken aborted)
    {
        var id = new GridSensorId(Fields.Name("id", body.Id));
        Fields.Length("bus", body.Bus, 1, 64);
        await desk.SendAsync(new RegisterSensor(id, body.Kind, body.Bus, desk.Now), aborted);
        return TypedResults.Created($"/api/v1/sensors/{id}", new SensorView(id.Value, body.Kind, body.Bus));
    }

    private static async Task<NoContent> RecordAsync(string sensor, SamplesBody body, CommandDesk desk, CancellationToken aborted)
    {
        var id = new GridSensorId(Fields.Name("sensor", sensor));
        Fields.Range("samples", body.Samples.Count, 1, LargestBatch);
        await desk.SendAsync(new RecordSensorReadings(id, [.. body.Samples.Select(Sample)], desk.Now), aborted);
        return TypedResults.NoContent();
    }

    private static SensorSample Sample(SampleBody body, int index) => body.Phase is null or "A" or "B" or "C"
        ? new SensorSample(body.Time, body.Measurand, body.Phase ?? "", body.Value)
        : throw ProblemException.Invalid($"samples[{index}].phase", "phase is A, B or C");
}
