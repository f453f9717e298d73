using Platone.Actors.Kernel.Identity;
using Platone.Host.Rest.Problems;

namespace Platone.Host.Rest.Json;

/// <summary>Checks fields of bodies and parameters; each refusal names the field.</summary>
internal static class Fields
{
    /// <summary>A name chosen by people, see <see cref="EntityName"/>.</summary>
    /// <exception cref="ProblemException">It is none (400).</exception>
    public static string Name(string field, string? text) => EntityName.IsValid(text)
        ? text!
        : throw ProblemException.Invalid(field, $"{field} is 1 to 64 letters, digits, '.', '_' or '-', beginning with a letter or digit");

    /// <summary>A pseudonym.</summary>
    /// <exception cref="ProblemException">It is none (400).</exception>
    public static Pseudonym Pseudonym(string field, string? text) => Actors.Kernel.Identity.Pseudonym.TryParse(text, out var pseudonym)
        ? pseudonym
        : throw ProblemException.Invalid(field, $"{field} is a pseudonym: 26 characters a-z, 2-7");

    /// <summary>Text of a length, without control characters.</summary>
    /// <exception cref="ProblemException">It is shorter or longer, or has control characters (400).</exception>
    public static string Length(string field, string text, int least, int most) =>
        text.Length < least || text.Length > most || text.Any(char.IsControl)
            ? throw ProblemException.Invalid(field, $"{field} is {least} to {most} characters, none of them a control character")
            : text;

    /// <summary>An IANA time zone.</summary>
    /// <exception cref="ProblemException">There is none of that name (400).</exception>
    public static string TimeZone(string field, string text) => TimeZoneInfo.TryFindSystemTimeZoneById(text, out var zone) && zone.HasIanaId
        ? text
        : throw ProblemException.Invalid(field, $"{field} is an IANA time zone such as Europe/Rome, not '{text}'");

    /// <summary>A number between two bounds.</summary>
    /// <exception cref="ProblemException">It is not (400).</exception>
    public static long Range(string field, long value, long least, long most) => value < least || value > most
        ? throw ProblemException.Invalid(field, $"{field} is {least} to {most}, not {value}")
        : value;
}
