using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Platone.Actors.Notary.Anchoring.Registry;
using Platone.Host.Configuration;
using Platone.Host.Pages;
using Platone.Host.Pages.Access;
using Platone.Host.Rest.Access;
using Platone.Host.Rest.Activations;
using Platone.Host.Rest.Alarms;
using Platone.Host.Rest.Baselines;
using Platone.Host.Rest.Batteries;
using Platone.Host.Rest.Communities;
using Platone.Host.Rest.Disputes;
using Platone.Host.Rest.Documentation;
using Platone.Host.Rest.Explanations;
using Platone.Host.Rest.Health;
using Platone.Host.Rest.Json;
using Platone.Host.Rest.Ledgers;
using Platone.Host.Rest.LightNodes;
using Platone.Host.Rest.Log;
using Platone.Host.Rest.Markets;
using Platone.Host.Rest.Measurements;
using Platone.Host.Rest.Notices;
using Platone.Host.Rest.Offers;
using Platone.Host.Rest.Operations;
using Platone.Host.Rest.Outcomes;
using Platone.Host.Rest.Participants;
using Platone.Host.Rest.Pods;
using Platone.Host.Rest.Portfolios;
using Platone.Host.Rest.Problems;
using Platone.Host.Rest.Reliabilities;
using Platone.Host.Rest.Requests;
using Platone.Host.Rest.Sensors;
using Platone.Host.Rest.Sessions;
using Platone.Host.Rest.Settlements;
using Platone.Host.Rest.Tokens;

namespace Platone.Host.Rest;

/// <summary>The REST API and the pages on Kestrel.</summary>
internal static class RestServer
{
    /// <summary>
    /// Builds the server, not yet started.
    /// </summary>
    /// <param name="options">Settings.</param>
    /// <param name="platform">Adds what the API stands on.</param>
    public static WebApplication Build(PlatoneOptions options, Action<IServiceCollection> platform)
    {
        // No appsettings.json, no command line of its own: everything comes from PlatoneOptions. The name is the one the build gives the
        // lists of the pages' files, whatever process this is.
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions
        {
            ApplicationName = typeof(RestServer).Assembly.GetName().Name, ContentRootPath = AppContext.BaseDirectory,
        });
        // Where the build output runs, the files are in the source tree and the packages, and a list beside the executable says where;
        // a published node has them in wwwroot and no such list.
        builder.WebHost.UseStaticWebAssets();
        // The node's verb owns the signals that end it.
        builder.Services.AddSingleton<IHostLifetime, NoLifetime>();
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = options.Http.MaxBody;
            kestrel.Listen(options.Http.Listen, listen =>
            {
                if (options.Http.Certificate is { } certificate)
                    listen.UseHttps(certificate);
            });
        });
        if (options.Http.Certificate is not null)
            builder.WebHost.UseKestrelHttpsConfiguration();

        var services = builder.Services;
        services.AddRouting();
        services.AddSingleton(options);
        services.AddSingleton<CommandDesk>();
        services.AddSingleton<PodLookup>();
        services.AddSingleton<PodMeters>();
        services.AddSingleton<PodCommitments>();
        services.AddSingleton<LightNodeLookup>();
        services.AddSingleton<LogAccess>();
        services.AddSingleton<MarketLookup>();
        services.AddSingleton<OfferDesk>();
        services.AddSingleton<PublishedOutcomes>();
        services.ConfigureHttpJsonOptions(json => ApiJson.Apply(json.SerializerOptions));
        services.Configure<RouteHandlerOptions>(routes => routes.ThrowOnBadRequest = true);
        // The key is what counts unless an endpoint says otherwise: the pages' cookie never signs a request to the API in.
        var authentication = services.AddAuthentication(ApiKeyAuthentication.SchemeName);
        authentication.AddScheme<AuthenticationSchemeOptions, ApiKeyAuthentication>(ApiKeyAuthentication.SchemeName, null);
        authentication.AddPageCookie(options);
        // Nothing is open by omission: an endpoint that says nothing wants a signed-in caller.
        services.AddAuthorizationBuilder().SetFallbackPolicy(new AuthorizationPolicyBuilder().RequireAuthenticatedUser().Build());
        services.AddRequestRates(options.Http);
        services.AddDocument();
        services.AddPages(options);
        platform(services);

        var app = builder.Build();
        app.UseProblemDocuments();
        app.UseHostCheck(options.Http);
        app.UseRateLimiter();
        app.UseRouting();
        app.UsePageSecurity();
        app.UseAuthentication();
        app.UseAuthorization();
        app.UseAntiforgery();
        app.MapDocument();
        app.MapHealth();
        app.MapLogFiles();
        app.MapPages();
        var api = app.MapGroup("/api/v1");
        api.MapParticipants();
        api.MapPods();
        api.MapLightNodes();
        api.MapPortfolios();
        api.MapBatteries();
        api.MapSensors();
        api.MapMeasurements();
        api.MapBaselines();
        api.MapSessions();
        api.MapExplanations();
        api.MapRequests();
        api.MapOffers();
        api.MapAlarms();
        api.MapReliabilities();
        api.MapOutcomes();
        api.MapOutcomeStream();
        api.MapActivations();
        api.MapSettlements();
        api.MapSettlementHistory();
        api.MapDisputes();
        api.MapTokens();
        api.MapNotices();
        api.MapCommunities();
        api.MapLog();
        api.MapLedgers();
        api.MapAwardProofs();
        api.MapHolders();
        api.MapPodLinks();
        api.MapOperations();
        return app;
    }

    /// <summary>Where a started server listens, for people: <c>http://127.0.0.1:8080</c>.</summary>
    public static Uri Address(this WebApplication app) =>
        new(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()?.Addresses.FirstOrDefault()
            ?? throw new InvalidOperationException("the server is not started"));

    private sealed class NoLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
