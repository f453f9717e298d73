using Platone.Actors.Kernel.Aggregates;

namespace Platone.Host.Rest.Problems;

/// <summary>Ends a request with a refusal, which the caller gets as an RFC 9457 problem document.</summary>
/// <param name="problem">Why.</param>
internal sealed class ProblemException(Problem problem) : Exception(problem.ToString())
{
    /// <summary>Why.</summary>
    public Problem Problem { get; } = problem;

    /// <summary>There is no such thing, or the caller may not know of it (404).</summary>
    public static ProblemException NotFound(string detail) => new(new Problem("not-found", detail, Kind: ProblemKind.NotFound));

    /// <summary>The caller may not (403).</summary>
    public static ProblemException Forbidden(string detail) => new(new Problem("forbidden", detail, Kind: ProblemKind.Forbidden));

    /// <summary>The input cannot be right (400).</summary>
    /// <param name="field">The JSON path or query parameter at fault.</param>
    /// <param name="detail">One sentence that names the value.</param>
    public static ProblemException Invalid(string field, string detail) => new(new Problem("invalid", detail, field, ProblemKind.Invalid));

    /// <summary>The input refers to something that is not there (422).</summary>
    /// <param name="code">Name of the rule.</param>
    /// <param name="field">The field that refers to it.</param>
    /// <param name="detail">One sentence that names the value.</param>
    public static ProblemException Rule(string code, string field, string detail) => new(new Problem(code, detail, field));
}

/// <summary>Ends a request whose outcome is unknown: 503, to be sent again unchanged.</summary>
/// <param name="reason">What is in the way.</param>
internal sealed class UnavailableException(string reason) : Exception(reason);
