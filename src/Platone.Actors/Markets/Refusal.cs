using Platone.Actors.Kernel.Aggregates;
using Platone.Actors.Kernel.Identity;

namespace Platone.Actors.Markets;

/// <summary>Shapes of refusal that the market's rules share.</summary>
internal static class Refusal
{
    /// <summary>The input cannot be right.</summary>
    /// <param name="code">The rule's kebab-case name.</param>
    /// <param name="detail">One sentence that names the values concerned.</param>
    /// <param name="field">The input field at fault.</param>
    public static Problem Invalid(string code, string detail, string field) => new(code, detail, field, ProblemKind.Invalid);

    /// <summary>Why a name that a participant gives may not be; null if it may.</summary>
    public static Problem? OfName(string name, string field) => EntityName.IsValid(name) ? null : Invalid("bad-id",
        $"'{name}' is not a name: 1 to 64 letters, digits, '.', '_' or '-', beginning with a letter or digit", field);
}
