using MudBlazor.Services;
using Platone.Host.Configuration;
using Platone.Host.Pages.Access;
using Platone.Host.Pages.Ledgers;
using Platone.Host.Pages.Overview;
using Platone.Host.Pages.Proofs;

namespace Platone.Host.Pages;

/// <summary>The pages, on the same server as the API: Blazor, rendered on the server, live over one connection of the browser.</summary>
internal static class PageServer
{
    /// <summary>Adds what the pages stand on; the cookie's scheme is added with the API's.</summary>
    public static void AddPages(this IServiceCollection services, PlatoneOptions options)
    {
        services.AddKeyRing(options.Data);
        services.AddSingleton<PageIdentity>();
        services.AddAntiforgery(tokens =>
        {
            tokens.Cookie.Name = PageCookie.Name(options, "form");
            tokens.Cookie.SecurePolicy = PageCookie.Secure(options);
        });
        services.AddScoped<ProofWatch>();
        services.AddScoped<OverviewReader>();
        services.AddScoped<LedgersReader>();
        services.AddRazorComponents().AddInteractiveServerComponents();
        services.AddMudServices();
    }

    /// <summary>Serves them. Styles and scripts are for anyone; all else is for who is signed in.</summary>
    public static void MapPages(this WebApplication app)
    {
        app.MapStaticAssets().AllowAnonymous();
        app.MapSignIn();
        app.MapProofDownload();
        app.MapProofs();
        app.MapRazorComponents<App>()
            .AddInteractiveServerRenderMode(server => server.ContentSecurityFrameAncestorsPolicy = "'none'")
            .RequireAuthorization(PageCookie.Policy)
            .IsPage();
    }
}
