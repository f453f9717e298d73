using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Platone.Host.Configuration;
using Platone.Host.Rest.Problems;

namespace Platone.Host.Pages.Access;

/// <summary>
/// The cookie that signs a browser in to the pages, and to nothing else: the API asks for a key, so no page elsewhere can act through a
/// signed-in browser. Its time is the machine's, not the market's.
/// </summary>
internal static class PageCookie
{
    /// <summary>Name of the scheme.</summary>
    public const string SchemeName = "PageCookie";

    /// <summary>The page to sign in.</summary>
    public const string SignInPath = "/sign-in";

    /// <summary>How long somebody stays signed in without doing anything.</summary>
    public static TimeSpan Lifetime { get; } = TimeSpan.FromHours(12);

    /// <summary>What a page asks of its caller.</summary>
    public static AuthorizationPolicy Policy { get; } = new AuthorizationPolicyBuilder(SchemeName).RequireAuthenticatedUser().Build();

    /// <summary>Adds the scheme.</summary>
    public static void AddPageCookie(this AuthenticationBuilder authentication, PlatoneOptions options) => authentication.AddCookie(SchemeName, cookie =>
    {
        cookie.TimeProvider = TimeProvider.System;
        cookie.Cookie.Name = Name(options, "page");
        cookie.Cookie.HttpOnly = true;
        cookie.Cookie.SameSite = SameSiteMode.Strict;
        cookie.Cookie.SecurePolicy = Secure(options);
        cookie.ExpireTimeSpan = Lifetime;
        cookie.SlidingExpiration = true;
        cookie.LoginPath = SignInPath;
        cookie.Events.OnValidatePrincipal = async context =>
        {
            var identity = context.HttpContext.RequestServices.GetRequiredService<PageIdentity>();
            if (await identity.IsValidAsync(context.Principal!, context.HttpContext.RequestAborted))
                return;
            context.RejectPrincipal();
            await context.HttpContext.SignOutAsync(SchemeName);
        };
        cookie.Events.OnRedirectToLogin = context =>
        {
            // A circuit cannot follow to a page; whoever asks for a page is led to the one that helps.
            if (HttpMethods.IsGet(context.Request.Method) && !context.Request.Path.StartsWithSegments("/_blazor"))
                context.Response.Redirect(SignInPath);
            else
                return ProblemDocument.Of(StatusCodes.Status401Unauthorized, "unauthenticated", "Who are you?", "sign in first").WriteAsync(context.HttpContext);
            return Task.CompletedTask;
        };
    });

    /// <summary>
    /// The name of a cookie, a node's own: a browser keeps one cookie of a name for all ports of a machine, and nodes there would sign each
    /// other's users out.
    /// </summary>
    /// <param name="options">The node's settings.</param>
    /// <param name="use">What the cookie is for.</param>
    public static string Name(PlatoneOptions options, string use) =>
        $"platone-{use}-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(options.Data)).AsSpan(0, 4))}";

    /// <summary>Whether cookies are for TLS only: always where the node has a certificate.</summary>
    public static CookieSecurePolicy Secure(PlatoneOptions options) =>
        options.Http.Certificate is null ? CookieSecurePolicy.SameAsRequest : CookieSecurePolicy.Always;
}
