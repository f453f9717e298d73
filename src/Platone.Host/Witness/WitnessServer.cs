using System.Net;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Platone.Actors.Kernel;
using Platone.Actors.Notary.Witnessing;

namespace Platone.Host.Witness;

/// <summary>
/// Serves a witness over HTTP: <c>POST /add-checkpoint</c> and nothing else. Who asks need not sign in, for all that is asked and answered is
/// signed and public; behind a name of the Internet, a proxy gives it TLS.
/// </summary>
internal static partial class WitnessServer
{
    private const int MostBytes = 65_536;

    /// <summary>Builds the server, not yet started.</summary>
    public static WebApplication Build(Actors.Notary.Witnessing.Witness witness, IPEndPoint listen, ILoggerFactory loggers)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        builder.Services.AddSingleton<IHostLifetime, NoLifetime>();
        builder.Services.AddRouting();
        builder.Services.AddSingleton(loggers);
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = MostBytes;
            kestrel.Listen(listen);
        });
        var app = builder.Build();
        var log = loggers.CreateLogger("Platone.Host.Witness");
        app.MapPost("/add-checkpoint", context => AnswerAsync(witness, context, log));
        return app;
    }

    /// <summary>Where a started server listens.</summary>
    public static Uri Address(WebApplication app) =>
        new(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());

    private static async Task AnswerAsync(Actors.Notary.Witnessing.Witness witness, HttpContext context, ILogger log)
    {
        WitnessAnswer answer;
        try
        {
            using var body = new MemoryStream();
            await context.Request.Body.CopyToAsync(body, context.RequestAborted);
            answer = await witness.AddCheckpointAsync(body.ToArray(), context.RequestAborted);
        }
        catch (BadHttpRequestException e)
        {
            answer = new WitnessAnswer((HttpStatusCode)e.StatusCode, e.Message + "\n");
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            return;
        }
        catch (Exception e)
        {
            // Its disk is full, its file is held: without a note there is no cosignature, and the log asks again.
            NotNoted(log, e);
            answer = new WitnessAnswer(HttpStatusCode.ServiceUnavailable, "the checkpoint could not be noted\n");
        }
        if (answer.Status != HttpStatusCode.OK)
            Refused(log, (int)answer.Status, OneLine.Short(answer.Body));
        context.Response.StatusCode = (int)answer.Status;
        context.Response.ContentType = answer.ContentType;
        await context.Response.WriteAsync(answer.Body, context.RequestAborted);
    }

    [LoggerMessage(LogLevel.Error, "a checkpoint could not be noted, so it was not cosigned")]
    private static partial void NotNoted(ILogger logger, Exception exception);

    [LoggerMessage(LogLevel.Warning, "not cosigned: {Status} {Why}")]
    private static partial void Refused(ILogger logger, int status, string why);

    // The verb owns the signals that end it.
    private sealed class NoLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
