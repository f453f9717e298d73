using Platone.Actors.Kernel.Keys;
using Platone.Actors.Kernel.Storage;
using Platone.Actors.Scd.Following;

namespace Platone.Host.Rest.Problems;

/// <summary>Makes a problem document of everything that goes wrong with a request; nothing of the inside is told but to the log.</summary>
internal static partial class ProblemMiddleware
{
    /// <summary>Seconds after which a request of unknown outcome may be sent again.</summary>
    private const string RetryAfter = "1";

    /// <summary>Adds it; first in the pipeline.</summary>
    public static void UseProblemDocuments(this WebApplication app)
    {
        app.Use(async (context, next) =>
        {
            try
            {
                await next(context);
            }
            catch (Exception e) when (!context.Response.HasStarted && Describe(context, e) is { } document)
            {
                context.Response.Clear();
                if (document.Status == StatusCodes.Status503ServiceUnavailable)
                    context.Response.Headers.RetryAfter = RetryAfter;
                if (DatabaseFaults.IsAway(e))
                    Away(app.Logger, context.Request.Method, context.Request.Path, e.Message);
                if (document.Status == StatusCodes.Status500InternalServerError)
                    Fault(app.Logger, context.Request.Method, context.Request.Path, e);
                await document.WriteAsync(context);
            }
        });
        app.UseStatusCodePages(status => Bare(status.HttpContext.Response.StatusCode, status.HttpContext.Request).WriteAsync(status.HttpContext));
    }

    private static ProblemDocument? Describe(HttpContext context, Exception fault) => fault switch
    {
        ProblemException e => ProblemDocument.Of(e.Problem),
        BadHttpRequestException e => BadRequests.Describe(e),
        ArgumentException { ParamName: "cursor" } => ProblemDocument.Of(ProblemException.Invalid(
            "cursor", "cursor is not one of this listing: follow the next link of the page before unchanged").Problem),
        ErasedSubjectException => ProblemDocument.Of(
            StatusCodes.Status410Gone, "erased", "It was erased for good", "its keys were destroyed; nothing can be recorded for it"),
        UnavailableException e => Unavailable(e.Message),
        ReadModelIncompleteException e => Unavailable(e.Message),
        _ when DatabaseFaults.IsAway(fault) => Unavailable("the node's database is away"),
        OperationCanceledException when context.RequestAborted.IsCancellationRequested => null,
        OperationCanceledException => Unavailable("no answer in time; the outcome is unknown"),
        _ => ProblemDocument.Of(StatusCodes.Status500InternalServerError, "internal", "A fault inside the platform", "the node's log has the details"),
    };

    private static ProblemDocument Unavailable(string reason) => ProblemDocument.Of(
        StatusCodes.Status503ServiceUnavailable, "unavailable", "The outcome is unknown", $"{reason}; send the same request again");

    private static ProblemDocument Bare(int status, HttpRequest request) => status switch
    {
        StatusCodes.Status404NotFound => ProblemDocument.Of(status, "not-found", "There is no such thing", $"there is nothing at {request.Path}"),
        StatusCodes.Status405MethodNotAllowed =>
            ProblemDocument.Of(status, "method-not-allowed", "The method is not allowed here", $"{request.Method} is not allowed at {request.Path}"),
        StatusCodes.Status415UnsupportedMediaType =>
            ProblemDocument.Of(status, "not-json", "The body must be JSON", "the Content-Type must be application/json"),
        _ => ProblemDocument.Of(status, "bad-request", "The request cannot be served", $"status {status}"),
    };

    [LoggerMessage(LogLevel.Warning, "{Method} {Path} was put off, for the database is away: {Reason}")]
    private static partial void Away(ILogger logger, string method, string path, string reason);

    [LoggerMessage(LogLevel.Error, "{Method} {Path} failed")]
    private static partial void Fault(ILogger logger, string method, string path, Exception exception);
}
