using System.Collections.Immutable;

namespace Platone.Host.Pbm.Cmd;

/// <summary>One argument of a command: what it is called, and by which switches it is given.</summary>
/// <param name="Name">Its name, by which the handler asks for it.</param>
/// <param name="Description">What it is, for people.</param>
/// <param name="Switch">The switches that give it, such as <c>-r</c> and <c>--region</c>; all mean the same.</param>
/// <param name="IsMandatory">Whether the command needs it.</param>
/// <param name="IsFlag">Whether the switch stands alone, without a value after it.</param>
/// <param name="DefaultValues">Values a client may suggest.</param>
/// <param name="DefaultValue">The value where the argument is left out; null for none.</param>
public sealed record ArgumentDefinition(string Name, string Description, ImmutableArray<string> Switch, bool IsMandatory, bool IsFlag,
    ImmutableArray<string> DefaultValues, string? DefaultValue);
