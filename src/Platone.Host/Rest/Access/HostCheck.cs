using System.Net;
using Platone.Host.Configuration;
using Platone.Host.Rest.Problems;

namespace Platone.Host.Rest.Access;

/// <summary>
/// Refuses requests whose <c>Host</c> is not one of this node's names. On loopback that stops a web page that has its own name resolve
/// to 127.0.0.1 (DNS rebinding) from talking to the node through the user's browser.
/// </summary>
internal static class HostCheck
{
    /// <summary>Adds it, where the node listens on loopback or names are configured.</summary>
    public static void UseHostCheck(this WebApplication app, HttpOptions options)
    {
        HashSet<string> allowed = new(options.AllowedHosts, StringComparer.OrdinalIgnoreCase);
        if (IPAddress.IsLoopback(options.Listen.Address))
            allowed.UnionWith(["localhost", "127.0.0.1", "[::1]", options.Listen.Address.ToString()]);
        if (allowed.Count == 0)
            return;
        app.Use((context, next) => allowed.Contains(context.Request.Host.Host)
            ? next(context)
            : ProblemDocument.Of(StatusCodes.Status421MisdirectedRequest, "wrong-host", "Not this host",
                $"'{context.Request.Host.Host}' is not a name of this node; platone.http.allowed-hosts lists them").WriteAsync(context));
    }
}
