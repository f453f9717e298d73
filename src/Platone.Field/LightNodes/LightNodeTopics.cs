using Platone.Actors.Kernel.Identity;

namespace Platone.Field.LightNodes;

/// <summary>MQTT topics of light nodes: <c>platone/v1/light-nodes/{serial}/...</c> (field, "Light nodes over MQTT").</summary>
public static class LightNodeTopics
{
    /// <summary>What every topic of a light node begins with.</summary>
    public const string Prefix = "platone/v1/light-nodes/";

    /// <summary>All readings: what a gateway subscribes to.</summary>
    public const string AllReadings = Prefix + "+/readings";

    /// <summary>All states: what a gateway subscribes to.</summary>
    public const string AllStatus = Prefix + "+/status";

    /// <summary>All acknowledgements of set points: what a gateway subscribes to.</summary>
    public const string AllSetPointAcknowledgements = Prefix + "+/set-point/ack";

    internal const string ReadingsSuffix = "readings";
    internal const string AcknowledgementSuffix = "readings/ack";
    internal const string StatusSuffix = "status";
    internal const string SetPointSuffix = "set-point";
    internal const string SetPointAcknowledgementSuffix = "set-point/ack";

    /// <summary>Where a node sends its readings (QoS 1).</summary>
    public static string Readings(string serial) => $"{Prefix}{serial}/{ReadingsSuffix}";

    /// <summary>Where a node finds its end-to-end acknowledgements.</summary>
    public static string Acknowledgement(string serial) => $"{Prefix}{serial}/{AcknowledgementSuffix}";

    /// <summary>Where a node says <c>online</c>, and its last will <c>offline</c>.</summary>
    public static string Status(string serial) => $"{Prefix}{serial}/{StatusSuffix}";

    /// <summary>Where a node finds its set points (QoS 1).</summary>
    public static string SetPoint(string serial) => $"{Prefix}{serial}/{SetPointSuffix}";

    /// <summary>Where a node acknowledges them (QoS 1).</summary>
    public static string SetPointAcknowledgement(string serial) => $"{Prefix}{serial}/{SetPointAcknowledgementSuffix}";

    /// <summary>Splits a topic or topic filter into serial and rest; false if it is not below <see cref="Prefix"/> or has no rest.</summary>
    /// <param name="topic">The topic.</param>
    /// <param name="serial">The level after the prefix; may be a wildcard in a filter.</param>
    /// <param name="rest">What follows it, without the slash.</param>
    public static bool TrySplit(ReadOnlySpan<char> topic, out ReadOnlySpan<char> serial, out ReadOnlySpan<char> rest)
    {
        serial = rest = default;
        if (!topic.StartsWith(Prefix, StringComparison.Ordinal))
            return false;
        topic = topic[Prefix.Length..];
        var slash = topic.IndexOf('/');
        if (slash <= 0 || slash == topic.Length - 1)
            return false;
        serial = topic[..slash];
        rest = topic[(slash + 1)..];
        return true;
    }

    /// <summary>Whether a text can be a serial in a topic: the form of <see cref="EntityName"/>.</summary>
    public static bool IsSerial(string? text) => EntityName.IsValid(text);
}
