using Platone.Host.Rest.Problems;

namespace Platone.Host.Pages.Access;

/// <summary>
/// What guards the pages besides the sign-in: headers that keep a browser from running or framing what is not the node's, and a check
/// that requests come from the node's own pages. The cookie alone does not tell: a browser sends it to a name whatever the port, and
/// counts the pages of another port of this machine as the same site.
/// </summary>
internal static class PageSecurity
{
    // Blazor's scripts come as files; MudBlazor writes its theme as a <style> and places things by style attributes.
    private const string ContentPolicy = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
        + "connect-src 'self'; base-uri 'self'; form-action 'self'; frame-ancestors 'none'";

    /// <summary>Says that an endpoint is a page or belongs to one.</summary>
    public static TBuilder IsPage<TBuilder>(this TBuilder endpoint)
        where TBuilder : IEndpointConventionBuilder => endpoint.WithMetadata(Mark.Instance);

    /// <summary>Adds the guards; after routing, before authentication.</summary>
    public static void UsePageSecurity(this WebApplication app) => app.Use((context, next) =>
    {
        var headers = context.Response.Headers;
        headers.XContentTypeOptions = "nosniff";
        if (context.GetEndpoint()?.Metadata.GetMetadata<Mark>() is null)
            return next(context);
        headers.ContentSecurityPolicy = ContentPolicy;
        headers.XFrameOptions = "DENY";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        // Not no-referrer: a form's request would then have no origin to check.
        headers["Referrer-Policy"] = "same-origin";
        // As form tokens want it: other words with the same meaning would be overwritten, with a warning.
        (headers.CacheControl, headers.Pragma) = ("no-cache, no-store", "no-cache");
        var request = context.Request;
        return request.Headers.Origin is [{ } origin] && !origin.Equals($"{request.Scheme}://{request.Host}", StringComparison.OrdinalIgnoreCase)
            ? ProblemDocument.Of(StatusCodes.Status403Forbidden, "wrong-origin", "Not from here",
                $"the request comes from a page of {origin}; only the node's own pages may send it").WriteAsync(context)
            : next(context);
    });

    private sealed class Mark
    {
        public static Mark Instance { get; } = new();
    }
}
