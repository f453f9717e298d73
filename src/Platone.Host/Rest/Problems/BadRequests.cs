using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Platone.Host.Rest.Json;

namespace Platone.Host.Rest.Problems;

/// <summary>Says what is wrong with a request that could not be read, in the caller's terms: the field or parameter, not .NET's types.</summary>
internal static partial class BadRequests
{
    /// <summary>The problem document of a request ASP.NET could not bind.</summary>
    public static ProblemDocument Describe(BadHttpRequestException fault)
    {
        if (fault.InnerException is JsonException json)
            return Describe(json);
        return fault.StatusCode switch
        {
            StatusCodes.Status413PayloadTooLarge =>
                ProblemDocument.Of(fault.StatusCode, "body-too-large", "The body is too large", fault.Message),
            StatusCodes.Status415UnsupportedMediaType => ProblemDocument.Of(
                fault.StatusCode, "not-json", "The body must be JSON", "the Content-Type must be application/json"),
            _ when Parameter().Match(fault.Message) is { Success: true } m => Invalid(
                m.Groups["name"].Value, $"{m.Groups["name"].Value} cannot be read from '{m.Groups["text"].Value}'"),
            _ when Missing().Match(fault.Message) is { Success: true } m => Invalid(
                m.Groups["name"].Value, $"{m.Groups["name"].Value} is missing"),
            _ => ProblemDocument.Of(fault.StatusCode, "bad-request", "The request cannot be read", fault.Message),
        };
    }

    /// <summary>The problem document of a body that is not the JSON it should be.</summary>
    public static ProblemDocument Describe(JsonException fault)
    {
        var path = fault.Path is { Length: > 2 } p && p.StartsWith("$.", StringComparison.Ordinal) ? p[2..] : null;
        var message = fault.Message;
        if (NullElement().Match(message) is { Success: true } element)
        {
            // The path ends with the place behind the last element, or, where the body came in parts, with the list.
            var behind = $"[{element.Groups["count"].Value}]";
            var list = path is not null && path.EndsWith(behind, StringComparison.Ordinal) ? path[..^behind.Length] : path;
            var name = $"{list}[{element.Groups["number"].Value}]";
            return Invalid(name, $"{name} must not be null");
        }

        if (MissingProperties().Match(message) is { Success: true } missing)
        {
            var names = Quoted().Matches(missing.Groups["names"].Value).Select(x => x.Groups[1].Value).ToList();
            return Invalid(Below(path, names[0]), $"missing: {string.Join(", ", names)}");
        }

        if (Unmapped().Match(message) is { Success: true } unmapped)
        {
            var name = unmapped.Groups["name"].Value;
            return Invalid(path is not null && path.EndsWith(name, StringComparison.Ordinal) ? path : Below(path, name), $"there is no field {name} here");
        }

        if (message.Contains("Duplicate property", StringComparison.OrdinalIgnoreCase))
            return Invalid(path ?? "", $"{path ?? "a field"} is given twice");
        if (message.Contains("null", StringComparison.Ordinal) && message.Contains("doesn't allow", StringComparison.Ordinal))
        {
            var name = Quoted().Match(message) is { Success: true } q ? q.Groups[1].Value : path ?? "";
            return Invalid(path ?? name, $"{path ?? name} must not be null");
        }

        if (path is not null && message.StartsWith("The JSON value could not be converted", StringComparison.Ordinal))
            return Invalid(path, $"{path} does not have the form it must have: {Expected(fault)}");
        var at = fault.LineNumber is { } line
            ? string.Create(CultureInfo.InvariantCulture, $" (line {line + 1}, byte {fault.BytePositionInLine + 1})")
            : "";
        return ProblemDocument.Of(StatusCodes.Status400BadRequest, "not-json", "The body is not JSON", $"the body is not JSON{at}", path);
    }

    private static ProblemDocument Invalid(string field, string detail) =>
        ProblemDocument.Of(StatusCodes.Status400BadRequest, "invalid", "The input cannot be right", detail, field);

    private static string Below(string? path, string name) => path is null ? name : $"{path}.{name}";

    // Of a wrong token the outer message names the whole body's type; what was expected is in the inner one.
    private static string Expected(JsonException fault)
    {
        var message = $"{fault.Message} {fault.InnerException?.Message}";
        return message.Contains("Int32", StringComparison.Ordinal) || message.Contains("Int64", StringComparison.Ordinal) ? "a whole number"
            : message.Contains("as a number", StringComparison.Ordinal) || message.Contains("Double", StringComparison.Ordinal) ? "a number"
            : message.Contains("as a string", StringComparison.Ordinal) || message.Contains("System.String", StringComparison.Ordinal) ? "text"
            : message.Contains("DateTimeOffset", StringComparison.Ordinal) ? "a time with its offset, such as 2026-11-22T14:00:00Z"
            : message.Contains("oolean", StringComparison.Ordinal) ? "true or false"
            : "see the reference";
    }

    [GeneratedRegex("""Failed to bind parameter "\S+ (?<name>\w+)" from "(?<text>.*)"\.""")]
    private static partial Regex Parameter();

    [GeneratedRegex("""Required parameter "\S+ (?<name>\w+)" was not provided""")]
    private static partial Regex Missing();

    [GeneratedRegex(NullElements.Message)]
    private static partial Regex NullElement();

    [GeneratedRegex("missing required properties including: (?<names>.*)", RegexOptions.Singleline)]
    private static partial Regex MissingProperties();

    [GeneratedRegex("The JSON property '(?<name>[^']*)' could not be mapped")]
    private static partial Regex Unmapped();

    [GeneratedRegex("'([^']*)'")]
    private static partial Regex Quoted();
}
