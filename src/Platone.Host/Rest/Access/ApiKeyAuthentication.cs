using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.Extensions.Options;
using Platone.Host.Rest.Problems;

namespace Platone.Host.Rest.Access;

/// <summary>Signs a request in by its API key, in <c>X-Api-Key</c> or as a bearer token.</summary>
internal sealed class ApiKeyAuthentication(
    IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder, KeyHolders holders)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    /// <summary>Name of the scheme.</summary>
    public const string SchemeName = "ApiKey";

    /// <summary>The header.</summary>
    public const string Header = "X-Api-Key";

    private const string Bearer = "Bearer ";

    /// <summary>The key a request carries; empty if it carries none.</summary>
    public static string KeyOf(HttpRequest request)
    {
        var authorization = request.Headers.Authorization.ToString();
        return request.Headers[Header].ToString() is { Length: > 0 } given ? given
            : authorization.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase) ? authorization[Bearer.Length..].Trim()
            : "";
    }

    /// <inheritdoc/>
    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        var key = KeyOf(Request);
        if (key.Length == 0)
            return AuthenticateResult.NoResult();
        return await holders.FindAsync(key, Context.RequestAborted) is { } caller
            ? AuthenticateResult.Success(new AuthenticationTicket(caller.ToPrincipal(SchemeName), SchemeName))
            : AuthenticateResult.Fail("the key is unknown, revoked, or its holder is suspended");
    }

    /// <inheritdoc/>
    protected override async Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        var result = await HandleAuthenticateOnceSafeAsync();
        Response.Headers.WWWAuthenticate = $"ApiKey header=\"{Header}\", Bearer";
        await ProblemDocument.Of(StatusCodes.Status401Unauthorized, "unauthenticated", "Who are you?",
            result.Failure?.Message ?? $"the request carries no API key; send one in {Header} or as a bearer token").WriteAsync(Context);
    }

    /// <inheritdoc/>
    protected override Task HandleForbiddenAsync(AuthenticationProperties properties)
    {
        var roles = Context.GetEndpoint()?.Metadata.GetOrderedMetadata<IAuthorizeData>().Select(x => x.Roles).OfType<string>().LastOrDefault();
        var detail = $"your role is {Caller.Of(Context.User).Role.ToString().ToLowerInvariant()}; this is for {roles?.ToLowerInvariant() ?? "others"}";
        return ProblemDocument.Of(StatusCodes.Status403Forbidden, "forbidden", "You may not do this", detail).WriteAsync(Context);
    }
}
