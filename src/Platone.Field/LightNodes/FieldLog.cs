using Microsoft.Extensions.Logging;
using Platone.Actors.Kernel.Identity;

namespace Platone.Field.LightNodes;

/// <summary>What the gateways log. Nodes appear by pseudonym: a serial is personal.</summary>
internal static partial class FieldLog
{
    [LoggerMessage(1, LogLevel.Information, "light node {Node}: {Count} readings or messages refused")]
    public static partial void Refused(this ILogger logger, LightNodeId node, long count);

    [LoggerMessage(2, LogLevel.Warning, "light node {Node}: its refusals were not taken: {Reason}")]
    public static partial void RefusalsNotTaken(this ILogger logger, LightNodeId node, string reason);

    [LoggerMessage(3, LogLevel.Warning, "light node {Node}: the journal did not confirm: {Reason}")]
    public static partial void Unavailable(this ILogger logger, LightNodeId node, string reason);

    [LoggerMessage(4, LogLevel.Warning, "light node {Node}: {Reason}")]
    public static partial void BadSignature(this ILogger logger, LightNodeId node, string reason);

    [LoggerMessage(5, LogLevel.Information, "MQTT broker listens on {Endpoint}{Tls}")]
    public static partial void Listening(this ILogger logger, System.Net.EndPoint endpoint, string tls);

    [LoggerMessage(6, LogLevel.Warning, "MQTT sign-in refused from {Source}")]
    public static partial void SignInRefused(this ILogger logger, string source);

    [LoggerMessage(7, LogLevel.Warning, "MQTT connection from {Source} failed: {Reason}")]
    public static partial void ConnectionFailed(this ILogger logger, string source, string reason);

    [LoggerMessage(8, LogLevel.Error, "MQTT message from {Source} failed")]
    public static partial void MessageFailed(this ILogger logger, string source, Exception exception);

    [LoggerMessage(9, LogLevel.Information, "MQTT gateway subscribed to {Filter} at {Host}:{Port}")]
    public static partial void Subscribed(this ILogger logger, string filter, string host, int port);

    [LoggerMessage(10, LogLevel.Warning, "MQTT gateway lost {Host}:{Port}: {Reason}; next attempt in {Delay}")]
    public static partial void GatewayLost(this ILogger logger, string host, int port, string reason, TimeSpan delay);

    [LoggerMessage(11, LogLevel.Debug, "MQTT: {Source}: {Message}")]
    public static partial void Mqtt(this ILogger logger, string source, string message, Exception? exception);

    [LoggerMessage(12, LogLevel.Warning, "light node {Node}: its set point was not recorded: {Reason}")]
    public static partial void SetPointRefused(this ILogger logger, LightNodeId node, string reason);

    [LoggerMessage(13, LogLevel.Warning, "a light node that came back could not be told its set points")]
    public static partial void SetPointsNotRead(this ILogger logger, Exception exception);

    [LoggerMessage(16, LogLevel.Warning, "the sign-in of a connection from {Source} could not be decided")]
    public static partial void SignInNotDecided(this ILogger logger, string source, Exception exception);

    [LoggerMessage(17, LogLevel.Warning, "whether a gateway of {Participant} may stay connected could not be told")]
    public static partial void GatewayNotChecked(this ILogger logger, ParticipantId participant, Exception exception);
}
