namespace Platone.Host.Pbm.Cmd;

/// <summary>Builds a <see cref="CommandDefinition"/>, in the shape of Petabridge.Cmd's builder of that name.</summary>
public sealed class CommandDefinitionBuilder
{
    private readonly List<ArgumentDefinition> _arguments = [];
    private string? _name;
    private string _description = "";
    private bool _isDestructive;
    private bool _isStreaming;

    /// <summary>Names the command: what is typed after the palette's name.</summary>
    public CommandDefinitionBuilder WithName(string name)
    {
        _name = name;
        return this;
    }

    /// <summary>Says what it does, for people.</summary>
    public CommandDefinitionBuilder WithDescription(string description)
    {
        _description = description;
        return this;
    }

    /// <summary>Adds an argument.</summary>
    /// <param name="build">Builds it.</param>
    /// <exception cref="InvalidOperationException">It has no name or no switch.</exception>
    public CommandDefinitionBuilder WithArgument(Func<ArgumentDefinitionBuilder, ArgumentDefinitionBuilder> build)
    {
        _arguments.Add(build(new ArgumentDefinitionBuilder()).Build());
        return this;
    }

    /// <summary>It changes what others rely on: it asks first, and is recorded with who did it. Beyond Petabridge.Cmd's shape.</summary>
    public CommandDefinitionBuilder IsDestructive()
    {
        _isDestructive = true;
        return this;
    }

    /// <summary>It goes on until it is stopped. Beyond Petabridge.Cmd's shape.</summary>
    public CommandDefinitionBuilder IsStreaming()
    {
        _isStreaming = true;
        return this;
    }

    /// <summary>The command.</summary>
    /// <exception cref="InvalidOperationException">It has no name, or two of its arguments share a switch.</exception>
    public CommandDefinition Build()
    {
        if (_name is not { Length: > 0 } name)
            throw new InvalidOperationException("a command needs a name");
        if (_arguments.SelectMany(a => a.Switch).GroupBy(s => s).FirstOrDefault(g => g.Count() > 1) is { } twice)
            throw new InvalidOperationException($"two arguments of {name} have the switch {twice.Key}");
        return new CommandDefinition(name, _description, [.. _arguments], _isDestructive, _isStreaming);
    }
}
