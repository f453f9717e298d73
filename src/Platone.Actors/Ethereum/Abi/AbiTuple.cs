namespace Platone.Actors.Ethereum.Abi;

/// <summary>
/// A tuple: a struct, or the arguments of a function. Takes a C# tuple or anything that can be gone through; gives <c>object[]</c>.
/// </summary>
internal sealed class AbiTuple : AbiType
{
    private readonly long _innerBytes;

    /// <summary>A tuple type.</summary>
    /// <param name="parameters">Its components, in order.</param>
    /// <exception cref="AbiException">Its fixed part would be too large.</exception>
    public AbiTuple(IReadOnlyList<AbiParameter> parameters)
    {
        Parameters = parameters;
        _innerBytes = parameters.Sum(p => (long)p.Type.HeadBytes);
        IsDynamic = parameters.Any(p => p.Type.IsDynamic);
        Name = $"({string.Join(',', parameters.Select(p => p.Type.Name))})";
        Depth = parameters.Select(p => p.Type.Depth).DefaultIfEmpty().Max() + 1;
        if (_innerBytes > MostHeadBytes)
            throw new AbiException($"{Name}: more than {MostHeadBytes} bytes");
    }

    /// <summary>Its components, in order.</summary>
    public IReadOnlyList<AbiParameter> Parameters { get; }

    public override string Name { get; }

    public override bool IsDynamic { get; }

    public override int Depth { get; }

    public override int HeadBytes => IsDynamic ? WordBytes : (int)_innerBytes;

    public override byte[] Encode(object? value, string path)
    {
        var items = AbiSequence.Of(value) ?? throw NotOne(value, path, "a tuple");
        return items.Count == Parameters.Count
            ? AbiSequence.Encode(items, _innerBytes, i => Component(i, path))
            : throw new AbiException($"{path}: {items.Count} values where {Name} needs {Parameters.Count}");
    }

    public override object Decode(ReadOnlySpan<byte> data, ref int at, string path) =>
        AbiSequence.Decode(data, ref at, Parameters.Count, _innerBytes, i => Component(i, path), path);

    /// <summary>The values of bytes that hold nothing else.</summary>
    /// <exception cref="AbiException">Not their one encoding, or bytes left over.</exception>
    public object[] DecodeAll(ReadOnlySpan<byte> data, string path)
    {
        var at = 0;
        var values = (object[])Decode(data, ref at, path);
        return at == data.Length ? values : throw new AbiException($"{path}: {data.Length - at} bytes after the last value");
    }

    private (AbiType Type, string Path) Component(int index, string path)
    {
        var parameter = Parameters[index];
        return (parameter.Type, parameter.Name.Length > 0 ? $"{path}.{parameter.Name}" : $"{path}.{index}");
    }
}

/// <summary>A named argument, component or field.</summary>
/// <param name="Name">May be empty.</param>
/// <param name="Type">Its type.</param>
/// <param name="IsIndexed">Of an event's: whether it is a topic.</param>
internal sealed record AbiParameter(string Name, AbiType Type, bool IsIndexed = false);
