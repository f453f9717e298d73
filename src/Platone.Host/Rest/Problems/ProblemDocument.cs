using System.Text.Json.Serialization;
using Platone.Actors.Kernel.Aggregates;

namespace Platone.Host.Rest.Problems;

/// <summary>An RFC 9457 problem document, media type <c>application/problem+json</c>.</summary>
/// <param name="Type"><c>urn:platone:problem:{code}</c>; the code is stable and meant for programs.</param>
/// <param name="Title">What class of problem it is, for people.</param>
/// <param name="Status">The HTTP status.</param>
/// <param name="Detail">One sentence that names the values concerned.</param>
/// <param name="Field">JSON path or query parameter of the input at fault, if there is one.</param>
internal sealed record ProblemDocument(
    string Type, string Title, int Status, string Detail, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Field = null)
{
    /// <summary>The media type of a problem document (RFC 9457, section 3).</summary>
    public const string MediaType = "application/problem+json";

    /// <summary>What the entity's or the API's refusal looks like.</summary>
    public static ProblemDocument Of(Problem problem)
    {
        var (status, title) = problem.Kind switch
        {
            ProblemKind.Invalid => (StatusCodes.Status400BadRequest, "The input cannot be right"),
            ProblemKind.Rule => (StatusCodes.Status422UnprocessableEntity, "A rule forbids it now"),
            ProblemKind.Conflict => (StatusCodes.Status409Conflict, "The same id stands for other content"),
            ProblemKind.NotFound => (StatusCodes.Status404NotFound, "There is no such thing"),
            ProblemKind.Gone => (StatusCodes.Status410Gone, "It was erased for good"),
            ProblemKind.Forbidden => (StatusCodes.Status403Forbidden, "You may not do this"),
            _ => throw new ArgumentOutOfRangeException(nameof(problem), problem.Kind, "unknown kind of problem"),
        };
        return Of(status, problem.Code, title, problem.Detail, problem.Field);
    }

    /// <summary>A problem document.</summary>
    public static ProblemDocument Of(int status, string code, string title, string detail, string? field = null) =>
        new($"urn:platone:problem:{code}", title, status, detail, field);

    /// <summary>Writes it as the answer.</summary>
    public Task WriteAsync(HttpContext context)
    {
        context.Response.StatusCode = Status;
        context.Response.Headers.CacheControl = "no-store";
        return context.Response.WriteAsJsonAsync(this, options: null, contentType: MediaType, context.RequestAborted);
    }
}
