using System.Collections.Immutable;

namespace Platone.Host.Pbm.Cmd;

/// <summary>Commands that belong together under one name: <c>cluster</c> of <c>cluster show</c>.</summary>
public sealed class CommandPalette
{
    /// <summary>A palette.</summary>
    /// <param name="moduleName">Its name: the first word of its commands.</param>
    /// <param name="commands">Its commands.</param>
    /// <exception cref="ArgumentException">Two commands share a name.</exception>
    public CommandPalette(string moduleName, IEnumerable<CommandDefinition> commands)
    {
        ModuleName = moduleName;
        Commands = commands.ToImmutableSortedDictionary(c => c.Name, c => c, StringComparer.Ordinal);
    }

    /// <summary>Its name: the first word of its commands.</summary>
    public string ModuleName { get; }

    /// <summary>Its commands by name.</summary>
    public ImmutableSortedDictionary<string, CommandDefinition> Commands { get; }
}
