namespace Platone.Actors.Kernel.Aggregates;

/// <summary>Why something was refused, for programs (<see cref="Code"/>, <see cref="Field"/>) and people (<see cref="Detail"/>). REST makes an RFC 9457 document of it.</summary>
/// <param name="Code">Stable kebab-case name of the rule that was broken: the last segment of the problem type's URI.</param>
/// <param name="Detail">One sentence that names the values concerned.</param>
/// <param name="Field">The input field at fault as a JSON path without the leading <c>$.</c>, if there is one.</param>
/// <param name="Kind">What class of refusal it is.</param>
public sealed record Problem(string Code, string Detail, string? Field = null, ProblemKind Kind = ProblemKind.Rule)
{
    /// <inheritdoc/>
    public override string ToString() => Field is null ? $"{Code}: {Detail}" : $"{Code} ({Field}): {Detail}";
}

/// <summary>Classes of refusal; each has its HTTP status.</summary>
public enum ProblemKind
{
    /// <summary>The input cannot be right (400).</summary>
    Invalid,

    /// <summary>A rule of the domain forbids it now (422).</summary>
    Rule,

    /// <summary>The same id already stands for other content (409).</summary>
    Conflict,

    /// <summary>There is no such thing (404).</summary>
    NotFound,

    /// <summary>The thing was erased for good (410).</summary>
    Gone,

    /// <summary>The caller may not (403).</summary>
    Forbidden,
}
