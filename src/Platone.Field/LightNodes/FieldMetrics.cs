using System.Diagnostics.Metrics;

namespace Platone.Field.LightNodes;

/// <summary>What the gateways measure, under the meter <see cref="MeterName"/> (operations, "Observability").</summary>
public static class FieldMetrics
{
    /// <summary>The meter's name, for exporters.</summary>
    public const string MeterName = "Platone.Field";

    private static readonly Meter Meter = new(MeterName);

    internal static Counter<long> Messages { get; } = Meter.CreateCounter<long>("platone.field.messages", "{message}", "Readings messages that arrived");

    internal static Counter<long> Recorded { get; } = Meter.CreateCounter<long>("platone.field.readings.recorded", "{reading}", "Readings that are new and in the journal");

    internal static Counter<long> Repeated { get; } = Meter.CreateCounter<long>("platone.field.readings.repeated", "{reading}", "Readings that were in the journal before");

    internal static Counter<long> Refused { get; } = Meter.CreateCounter<long>("platone.field.refused", "{refusal}", "Readings and messages that were refused, by reason");

    internal static Counter<long> SetPointsSent { get; } = Meter.CreateCounter<long>("platone.field.set-points.sent", "{message}", "Set points handed to a broker, those sent again included");

    internal static Counter<long> SetPointsAcknowledged { get; } = Meter.CreateCounter<long>("platone.field.set-points.acknowledged", "{message}", "Acknowledgements of set points that are in the journal, repeated ones included");

    internal static Counter<long> Unavailable { get; } = Meter.CreateCounter<long>("platone.field.unavailable", "{message}", "Messages the journal did not confirm in time");

    internal static Histogram<double> Latency { get; } = Meter.CreateHistogram<double>("platone.field.latency", "s", "From the arrival of a message to its confirmation by the journal");

    internal static UpDownCounter<int> Connections { get; } = Meter.CreateUpDownCounter<int>("platone.field.connections", "{connection}", "Open connections of the embedded broker");

    internal static Counter<long> SignInsRefused { get; } = Meter.CreateCounter<long>("platone.field.sign-ins.refused", "{connection}", "Connections that were refused at sign-in");

    internal static void CountRefused(Rejection why, long count) =>
        Refused.Add(count, new KeyValuePair<string, object?>("reason", Reasons[(int)why]));

    private static readonly object[] Reasons = [.. Enum.GetNames<Rejection>()];
}
