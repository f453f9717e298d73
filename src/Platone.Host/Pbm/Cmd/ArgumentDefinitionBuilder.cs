namespace Platone.Host.Pbm.Cmd;

/// <summary>Builds an <see cref="ArgumentDefinition"/>, in the shape of Petabridge.Cmd's builder of that name.</summary>
public sealed class ArgumentDefinitionBuilder
{
    private readonly List<string> _switches = [];
    private readonly List<string> _values = [];
    private string? _name;
    private string? _default;
    private string _description = "";
    private bool _isMandatory;
    private bool _isFlag;

    /// <summary>Names the argument.</summary>
    public ArgumentDefinitionBuilder WithName(string name)
    {
        _name = name;
        return this;
    }

    /// <summary>Says what it is, for people.</summary>
    public ArgumentDefinitionBuilder WithDescription(string description)
    {
        _description = description;
        return this;
    }

    /// <summary>Adds a switch that gives it: <c>-x</c> or <c>--word</c>.</summary>
    /// <exception cref="ArgumentException">It does not begin with a hyphen.</exception>
    public ArgumentDefinitionBuilder WithSwitch(string name)
    {
        if (name is not ['-', _, ..])
            throw new ArgumentException($"a switch is -x or --word, not '{name}'", nameof(name));
        _switches.Add(name);
        return this;
    }

    /// <summary>Says whether the command needs it.</summary>
    public ArgumentDefinitionBuilder IsMandatory(bool isMandatory)
    {
        _isMandatory = isMandatory;
        return this;
    }

    /// <summary>The switch stands alone, without a value after it.</summary>
    public ArgumentDefinitionBuilder IsFlag()
    {
        _isFlag = true;
        return this;
    }

    /// <summary>Adds values a client may suggest.</summary>
    public ArgumentDefinitionBuilder WithDefaultValues(params string[] values)
    {
        _values.AddRange(values);
        return this;
    }

    /// <summary>Sets the value where the argument is left out.</summary>
    public ArgumentDefinitionBuilder WithDefaultValue(string value)
    {
        _default = value;
        return this;
    }

    /// <summary>The argument.</summary>
    /// <exception cref="InvalidOperationException">It has no name or no switch.</exception>
    public ArgumentDefinition Build() => _name is { Length: > 0 } name && _switches.Count > 0
        ? new ArgumentDefinition(name, _description, [.. _switches], _isMandatory, _isFlag, [.. _values], _default)
        : throw new InvalidOperationException("an argument needs a name and a switch");
}
