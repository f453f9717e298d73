using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace Platone.Host.Pages.Access;

/// <summary>Signing in and out: <c>/sign-in</c>, with an API key or a one-time code, and <c>/sign-out</c>.</summary>
internal static class SignInPages
{
    private const string UnknownKey = "Nobody holds this key: it is unknown or revoked, or its participant is suspended.";
    private const string SpentCode = "This link was used before or is too old. Sign in with an API key, or start the verb again for a new link.";

    /// <summary>Adds them.</summary>
    public static void MapSignIn(this IEndpointRouteBuilder app)
    {
        app.MapGet(PageCookie.SignInPath, ShowAsync).AllowAnonymous().IsPage().ExcludeFromDescription();
        app.MapPost(PageCookie.SignInPath, SignInAsync).AllowAnonymous().IsPage().ExcludeFromDescription();
        app.MapPost("/sign-out", SignOutAsync).RequireAuthorization(PageCookie.Policy).IsPage().ExcludeFromDescription();
    }

    private static async Task<RazorComponentResult> ShowAsync(HttpContext context, SignInCodes codes, PageIdentity identity, string? code = null)
    {
        if (code is null)
            return Page(null);
        if (codes.Take(code) is not { } caller || await identity.OfCodeAsync(caller, context.RequestAborted) is not { } user)
            return Page(SpentCode);
        await context.SignInAsync(PageCookie.SchemeName, user);
        // Not a redirect: where the link was followed from another site, a browser would not send a strict cookie along with it.
        return new RazorComponentResult<SignedIn>();
    }

    private static async Task<IResult> SignInAsync(HttpContext context, PageIdentity identity, [FromForm] string key)
    {
        if (await identity.OfKeyAsync(key.Trim(), context.RequestAborted) is not { } user)
            return Page(UnknownKey);
        await context.SignInAsync(PageCookie.SchemeName, user);
        return TypedResults.LocalRedirect("/");
    }

    private static async Task<RedirectHttpResult> SignOutAsync(HttpContext context, [FromForm] string? from = null)
    {
        await context.SignOutAsync(PageCookie.SchemeName);
        return TypedResults.LocalRedirect(PageCookie.SignInPath);
    }

    private static RazorComponentResult Page(string? fault) => fault is null
        ? new RazorComponentResult<SignIn>()
        : new RazorComponentResult<SignIn>(new Dictionary<string, object?> { [nameof(SignIn.Fault)] = fault }) { StatusCode = StatusCodes.Status403Forbidden };
}
