using System.Globalization;
using Microsoft.Extensions.Logging;
using MQTTnet.Diagnostics.Logger;
using Platone.Field.LightNodes;

namespace Platone.Field.Mqtt;

/// <summary>MQTTnet's log, for who looks into the protocol: debug only, because every lost connection is an error to it.</summary>
internal sealed class MqttLogger(ILogger logger) : IMqttNetLogger
{
    public bool IsEnabled => logger.IsEnabled(LogLevel.Debug);

    public void Publish(MqttNetLogLevel logLevel, string source, string message, object[] parameters, Exception exception)
    {
        if (!IsEnabled || logLevel == MqttNetLogLevel.Verbose)
            return;
        var text = parameters is { Length: > 0 } ? string.Format(CultureInfo.InvariantCulture, message, parameters) : message;
        logger.Mqtt(source, text, exception);
    }
}
