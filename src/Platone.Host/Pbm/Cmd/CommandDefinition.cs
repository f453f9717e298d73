using System.Collections.Immutable;

namespace Platone.Host.Pbm.Cmd;

/// <summary>One command as the server describes it to its clients.</summary>
/// <param name="Name">What is typed after the palette's name.</param>
/// <param name="Description">What it does, for people.</param>
/// <param name="Arguments">Its arguments.</param>
/// <param name="IsDestructive">
/// Whether it changes what others rely on: it asks first, and is recorded with who did it. Beyond Petabridge.Cmd's shape.
/// </param>
/// <param name="IsStreaming">Whether it goes on until it is stopped. Beyond Petabridge.Cmd's shape.</param>
public sealed record CommandDefinition(
    string Name, string Description, ImmutableArray<ArgumentDefinition> Arguments, bool IsDestructive, bool IsStreaming)
{
    /// <summary>Its arguments by name.</summary>
    public ImmutableSortedDictionary<string, ArgumentDefinition> ArgumentsByName { get; } =
        Arguments.ToImmutableSortedDictionary(a => a.Name, a => a, StringComparer.Ordinal);
}
