using System.Globalization;
using System.Net;

namespace Platone.Host.Configuration;

/// <summary>Reads addresses with ports.</summary>
internal static class Endpoints
{
    /// <summary>Reads an address such as <c>127.0.0.1:8080</c>, <c>[::1]:8080</c> or <c>localhost:8080</c>.</summary>
    /// <exception cref="InputException">It is none.</exception>
    public static IPEndPoint Read(NodeConfiguration configuration, string key)
    {
        var text = configuration.Config.GetString(key) ?? "";
        var address = text.StartsWith("localhost:", StringComparison.OrdinalIgnoreCase) ? "127.0.0.1" + text["localhost".Length..] : text;
        // Without a colon IPEndPoint would take any number as an address with port 0.
        return address.LastIndexOf(':') > address.LastIndexOf(']') && address.Contains('.', StringComparison.Ordinal) | address.Contains('[', StringComparison.Ordinal)
            && IPEndPoint.TryParse(address, out var endpoint)
            ? endpoint
            : throw configuration.Fault(key, $"must be an address with a port, such as 127.0.0.1:8080, not '{text}'");
    }

    /// <summary>Reads a host with its port, such as <c>broker.example:8883</c>.</summary>
    /// <exception cref="InputException">It is none.</exception>
    public static (string Host, int Port) ReadHost(NodeConfiguration configuration, string key)
    {
        var text = configuration.Config.GetString(key) ?? "";
        return TryParseHost(text) ?? throw configuration.Fault(key, $"must be a host with a port, such as broker.example:8883, not '{text}'");
    }

    /// <summary>A host with its port; null if the text is none.</summary>
    public static (string Host, int Port)? TryParseHost(string text)
    {
        var colon = text.LastIndexOf(':');
        return colon > 0 && ushort.TryParse(text.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port > 0
            && Uri.CheckHostName(text[..colon].Trim('[', ']')) != UriHostNameType.Unknown
            ? (text[..colon].Trim('[', ']'), port)
            : null;
    }
}
