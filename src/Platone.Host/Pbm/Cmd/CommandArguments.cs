namespace Platone.Host.Pbm.Cmd;

/// <summary>The arguments of a command by their names.</summary>
/// <param name="definition">The command's definition.</param>
/// <param name="command">The command.</param>
public sealed class CommandArguments(CommandDefinition definition, Command command)
{
    /// <summary>The values given for an argument, in order; empty if it was left out.</summary>
    /// <param name="name">The argument's name.</param>
    /// <exception cref="KeyNotFoundException">The command has no such argument.</exception>
    public IEnumerable<string> ArgumentValues(string name)
    {
        var switches = definition.ArgumentsByName[name].Switch;
        return command.Arguments.Where(a => switches.Contains(a.Switch)).Select(a => a.Value).OfType<string>();
    }

    /// <summary>Whether an argument was given.</summary>
    /// <param name="name">The argument's name.</param>
    /// <exception cref="KeyNotFoundException">The command has no such argument.</exception>
    public bool HasArgument(string name)
    {
        var switches = definition.ArgumentsByName[name].Switch;
        return command.Arguments.Any(a => switches.Contains(a.Switch));
    }
}
